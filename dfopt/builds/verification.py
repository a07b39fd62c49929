"""Build a Dockerfile and its rewrite, compare the images, and time a rebuild of each."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
import time
from typing import TYPE_CHECKING

from dfopt.builds.builders import Request
from dfopt.builds.comparison import compare
from dfopt.builds.errors import BuildsError
from dfopt.builds.images import ImageReader, read_file
from dfopt.builds.volatile import named_paths
from dfopt.record import Record
from dfopt.workspace.files import encode

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Protocol

    from dfopt.builds.builders import Builder, Steps
    from dfopt.builds.comparison import Comparison, Difference
    from dfopt.builds.images import Image
    from dfopt.builds.processes import Listener

    class Progress(Protocol):
        """Shows what is being done."""

        def task(self, title: str) -> AbstractContextManager[Listener]:
            """Show a task until the block ends; the listener gets lines of a builder's output."""


#: How images on the command line begin, and what follows the colon.
IMAGE_KINDS = {"docker": "a name", "oci": "a directory", "docker-archive": "a file"}


class Job(Record):
    """What to verify.

    ``before`` and ``after`` are the texts of the Dockerfiles, ``path`` is where the first one was
    read from. ``noise_runs`` counts the further builds of the original from which to learn what
    differs from build to build. ``edit`` is a path in the context to change for the timing.
    ``after_name`` is what messages call the second file.
    """

    before: str
    after: str
    path: str
    context: str
    build_args: tuple[str, ...] = ()
    target: str | None = None
    options: tuple[str, ...] = ()
    noise_runs: int = 1
    edit: str | None = None
    after_name: str = "the rewrite"


class Rebuild(Record, compare=True):
    """A build after an edit: its time in seconds, and its steps."""

    seconds: float
    steps: Steps


class Verification(Record):
    """What :func:`verify` found: ``rebuilds`` of the original and of the rewrite, if asked for."""

    comparison: Comparison
    rebuilds: tuple[Rebuild, Rebuild] | None


def verify(job: Job, builder: Builder, progress: Progress) -> Verification:
    """Build both files without a cache and compare the images.

    Everything is done in temporary copies, which are gone when this function ends, however it does.

    Raises:
        BuildsError: a build fails, an image cannot be read, or the path to edit is no file of the
            context.
        OSError: there is no room for the temporary files.
    """
    if not os.path.isdir(job.context):
        raise BuildsError(f"{job.context}: the build context is not a directory")
    if job.edit is not None:
        # Said before the builds, which may take long.
        _editable(job.context, job.edit)
    with tempfile.TemporaryDirectory(prefix="dfopt-verify-") as directory:
        original = _request(job, job.before, os.path.join(directory, "original"))
        rewrite = _request(job, job.after, os.path.join(directory, "rewrite"))
        reader = ImageReader()
        with progress.task("building the original") as listener:
            before = builder.build(original, reader, listener)
        noise: list[Difference] = []
        for number in range(job.noise_runs):
            with progress.task(f"building the original again ({number + 1})") as listener:
                noise += compare(before, builder.build(original, reader, listener)).all
        with progress.task(f"building {job.after_name}") as listener:
            after = builder.build(rewrite, reader, listener)
        named = named_paths((job.before, job.after))
        comparison = compare(before, after, named=named, noise=noise)
        rebuilds = None
        if job.edit is not None:
            context = os.path.join(directory, "context")
            with progress.task("copying the context"):
                _copy_context(job.context, context)
            rebuilds = (
                _rebuild(original, context, job.edit, builder, progress, "the original"),
                _rebuild(rewrite, context, job.edit, builder, progress, job.after_name),
            )
        return Verification(comparison, rebuilds)


def read_image(spec: str, docker: Builder | None, reader: ImageReader) -> Image:
    """Read the image that ``docker:NAME``, ``oci:DIR`` or ``docker-archive:FILE`` names.

    Raises:
        BuildsError: it cannot be read.
    """
    kind, _, name = spec.partition(":")
    if kind == "docker":
        if docker is None:
            raise BuildsError(f"{spec}: there is no docker")
        return docker.read(name, reader)
    if kind == "oci":
        return reader.layout(name)
    return read_file(name, reader)


def is_image(text: str) -> bool:
    """Return whether an argument names an image and not a file."""
    return text.partition(":")[0] in IMAGE_KINDS and ":" in text


def _request(job: Job, text: str, directory: str) -> Request:
    """Write a Dockerfile into a directory of its own, with the ignore files that belong to it."""
    os.mkdir(directory)
    name = os.path.basename(job.path)
    path = os.path.join(directory, name)
    with open(path, "wb") as file:
        file.write(encode(text))
    for suffix in (".dockerignore", ".containerignore"):
        if os.path.isfile(job.path + suffix):
            shutil.copyfile(job.path + suffix, path + suffix)
    return Request(path, job.context, job.build_args, job.target, job.options)


def _copy_context(context: str, copy: str) -> None:
    try:
        shutil.copytree(context, copy, symlinks=True, ignore=_special)
    except shutil.Error as error:
        # It collects what went wrong with each file; the first of them will do.
        raise BuildsError(f"cannot copy the context: {error.args[0][0][2]}") from error


def _special(directory: str, names: list[str]) -> list[str]:
    """Name what cannot be copied, such as sockets, and is no part of a context anyway."""

    def is_special(name: str) -> bool:
        mode = os.lstat(os.path.join(directory, name)).st_mode
        return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))

    return [name for name in names if is_special(name)]


def _rebuild(
    request: Request, context: str, path: str, builder: Builder, progress: Progress, what: str
) -> Rebuild:
    """Build with the cache, edit the file, and build again."""
    warm = request.with_changes(context=context, use_cache=True)
    with (
        progress.task(f"building {what}, editing {path}, building again") as listener,
        builder.built(warm, listener),
    ):
        edit(context, path)
        start = time.monotonic()
        with builder.built(warm, listener) as (_, steps):
            return Rebuild(time.monotonic() - start, steps)


def edit(context: str, path: str) -> None:
    """Append a line of blanks to a file, another one each time, so that no cache knows the result.

    Raises:
        BuildsError: the path is not in the context, or cannot be written.
    """
    file = _editable(context, path)
    blanks = "".join("\t" if bit == "1" else " " for bit in f"{secrets.randbits(64):064b}")
    try:
        with open(file, "r+b") as stream:
            stream.seek(0, os.SEEK_END)
            stream.write(f"{blanks}\n".encode())
    except OSError as error:
        raise BuildsError(f"{path}: cannot be edited: {error.strerror or error}") from error


def _editable(context: str, path: str) -> str:
    """Return where a file of the context really is.

    Raises:
        BuildsError: it is not in the context, or no file.
    """
    file = os.path.realpath(os.path.join(context, path))
    if not file.startswith(os.path.join(os.path.realpath(context), "")):
        raise BuildsError(f"{path}: not a path in the context")
    if not os.path.isfile(file):
        reason = "not a file" if os.path.lexists(file) else "no such file in the context"
        raise BuildsError(f"{path}: cannot be edited: {reason}")
    return file
