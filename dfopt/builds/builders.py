"""The builders: how each is told to build a Dockerfile and to hand over the image.

Every image gets a name of its own, and after it was read it is removed again, with the intermediate
images that the classic builder left. Nothing that was there before is touched, nothing is pulled
that the build does not ask for, and nothing is pushed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from dfopt.builds import processes
from dfopt.builds.errors import BuildsError
from dfopt.lazy import regex
from dfopt.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import IO

    from dfopt.builds.images import Image, ImageReader
    from dfopt.builds.processes import Listener

#: The names of ``--builder``.
BUILDERS = ("auto", "docker", "buildx", "podman", "buildah")

_PREFIX = "localhost/dfopt-verify"
_LABEL = "dfopt.verify"
_OWN_STEP = regex(rf'LABEL "?{re.escape(_LABEL)}"?=')
# The classic builder, podman and buildah name the image of each step.
_STEP_IMAGE = regex(r"^(?: ---> |--> |Successfully built )([0-9a-f]{11,64})$")
# A step that was taken from the cache, as each builder says so.
_CACHED = regex(r"^(?:#\d+ CACHED| ---> Using cache|--> Using cache .*)$")
_STEP = regex(
    r"^(?:#\d+ \[(?:\S+ )*\d+/\d+\] |Step \d+/\d+ : |(?:\[\d+/\d+\] )?STEP \d+/\d+: )(.*)$"
)


class Request(Record, compare=True):
    """What to build.

    ``dockerfile`` is a path, ``context`` a directory. ``options`` are further options for the
    builder, as they are. ``use_cache`` lets the builder take steps from its cache.
    """

    dockerfile: str
    context: str
    build_args: tuple[str, ...] = ()
    target: str | None = None
    options: tuple[str, ...] = ()
    use_cache: bool = False


class Steps(Record, compare=True):
    """The steps that a build went through, and those among them that it took from its cache."""

    total: int
    cached: int


class Builder:
    """A builder that keeps images in a store, under names."""

    #: The name in ``--builder``.
    name: str
    #: The command and what stands between it and the options of a build.
    build_command: tuple[str, ...]
    #: What is added to the environment of every command.
    environment: Mapping[str, str]
    #: What removes an image, and none of its parents: these might be the user's.
    removal: tuple[str, ...] = ("image", "rm")
    #: For how long an interrupted build may clean up behind a step that was stopped, in seconds.
    grace = 0.0

    def __init__(self, executable: str, environment: Mapping[str, str] | None = None) -> None:
        self._executable = executable
        self.environment = environment or {}
        #: The images that may still be there, because the builder no longer answered.
        self.leftovers: list[str] = []
        #: What has built, where the name does not tell; known after the first build.
        self.engine = ""

    def is_usable(self) -> bool:
        """Return whether the builder is installed and answers."""
        raise NotImplementedError

    def build(self, request: Request, reader: ImageReader, listener: Listener) -> Image:
        """Build an image, read it, and leave nothing behind.

        Raises:
            BuildsError: the build fails, or the image cannot be read.
        """
        with self.built(request, listener) as (name, _):
            return self.read(name, reader)

    @contextmanager
    def built(self, request: Request, listener: Listener) -> Iterator[tuple[str, Steps]]:
        """Build an image and keep it for the time of the ``with`` block; give its name.

        Raises:
            BuildsError: the build fails.
        """
        name = f"{_PREFIX}:{secrets.token_hex(8)}"
        with self._swept(listener) as listen:
            try:
                command = [*self.build_command, *self._options(request, name)]
                output = self._run(command, listen)
                self._notice(output)
                yield name, _steps(output)
            finally:
                self.remove(name)

    def read(self, name: str, reader: ImageReader) -> Image:
        """Read an image of the store.

        Raises:
            BuildsError: there is none of that name, or it cannot be read.
        """
        with self._reading(["save", name]) as stream:
            return reader.archive(stream)

    def remove(self, name: str) -> None:
        """Remove an image that :meth:`built` made."""
        self._discard(["--force", name], [name])

    def _notice(self, output: str) -> None:
        """Learn from the output of a build what has built, where the name does not tell."""

    @contextmanager
    def _swept(self, listener: Listener) -> Iterator[Listener]:
        """Sweep up the images of single steps that a build makes, but none that was there before.

        BuildKit makes none; its cache is kept in order by its own garbage collection.
        """
        before = self._images()
        made: list[str] = []

        def listen(line: str) -> None:
            match = _STEP_IMAGE.match(line)
            if match and not any(image.startswith(match[1]) for image in before):
                made.append(match[1])
            listener(line)

        try:
            yield listen
        finally:
            if made:
                # Children before their parents.
                names = list(dict.fromkeys(reversed(made)))
                self._discard(names, names)

    def _images(self) -> tuple[str, ...]:
        lines = self._run(["images", "--all", "--quiet", "--no-trunc"]).splitlines()
        return tuple(line.removeprefix("sha256:") for line in lines)

    def _run(self, arguments: Sequence[str], listener: Listener | None = None) -> str:
        command = [self._executable, *arguments]
        return processes.run(
            command, environment=self.environment, listener=listener, grace=self.grace
        )

    def _reading(
        self, arguments: Sequence[str], listener: Listener | None = None, **environment: str
    ) -> AbstractContextManager[IO[bytes]]:
        command = [self._executable, *arguments]
        environment = {**self.environment, **environment}
        return processes.reading(command, environment=environment, listener=listener)

    def _succeeds(self, *arguments: str) -> bool:
        return processes.succeeds([self._executable, *arguments], environment=self.environment)

    def _discard(self, arguments: Sequence[str], names: Sequence[str]) -> None:
        command = [self._executable, *self.removal, *arguments]
        with processes.uninterrupted():
            done = processes.succeeds(command, timeout=60.0, environment=self.environment)
            # What was never built cannot be removed either.
            if not done and not self.is_usable():
                self.leftovers += names

    def _options(self, request: Request, name: str) -> list[str]:
        options = ["--file", request.dockerfile, "--tag", name]
        if request.use_cache:
            # An image of its own even if every step is cached: else its removal might remove one
            # of the user's that has no other name.
            options += ["--label", f"{_LABEL}={name}"]
        else:
            options.append("--no-cache")
        if request.target is not None:
            options += ["--target", request.target]
        for argument in request.build_args:
            options += ["--build-arg", argument]
        return [*options, *request.options, request.context]


class Docker(Builder):
    """``docker build``: the classic builder or BuildKit, as the environment and client decide."""

    name = "docker"
    build_command = ("build",)
    removal = ("image", "rm", "--no-prune")

    def __init__(self, executable: str, environment: Mapping[str, str] | None = None) -> None:
        plain = {"BUILDKIT_PROGRESS": "plain", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
        super().__init__(executable, {**plain, **(environment or {})})

    def is_usable(self) -> bool:
        """Return whether there is a client and a daemon."""
        return self._succeeds("version")

    def _notice(self, output: str) -> None:
        # The client decides: without its plug-in buildx it takes the classic builder.
        is_classic = re.search(r"^Step \d+/\d+ : ", output, re.MULTILINE) is not None
        self.engine = "the classic builder" if is_classic else "BuildKit"

    def _options(self, request: Request, name: str) -> list[str]:
        return ["--force-rm", *super()._options(request, name)]


class Buildx(Builder):
    """``docker buildx build`` with the builder that the user has selected, remote ones too.

    The image comes back as a stream and never enters a store. A builder of the driver ``docker``
    is not able to do that: it loads the image into the daemon.
    """

    name = "buildx"
    removal = ("image", "rm", "--no-prune")
    build_command = ("buildx", "build", "--progress=plain", "--provenance=false", "--sbom=false")

    def is_usable(self) -> bool:
        """Return whether there is the plug-in and a selected builder."""
        return self._succeeds("buildx", "inspect")

    def build(self, request: Request, reader: ImageReader, listener: Listener) -> Image:
        """Build an image and read it from the stream; see :meth:`Builder.build`."""
        if self._loads_into_daemon:
            return super().build(request, reader, listener)
        options = _without_name(super()._options(request, ""), "type=oci,dest=-")
        with self._reading([*self.build_command, *options], listener) as stream:
            return reader.archive(stream)

    def _options(self, request: Request, name: str) -> list[str]:
        options = super()._options(request, name)
        if self._loads_into_daemon:
            return ["--load", *options]
        return _without_name(options, "type=cacheonly")

    def remove(self, name: str) -> None:
        """Remove what was loaded into the daemon, if anything was."""
        if self._loads_into_daemon:
            super().remove(name)

    def _images(self) -> tuple[str, ...]:
        return ()  # BuildKit names no image of a step

    @cached_property
    def _loads_into_daemon(self) -> bool:
        output = self._run(["buildx", "inspect"])
        return re.search(r"^Driver:\s+docker$", output, re.MULTILINE) is not None


def _without_name(options: list[str], output: str) -> list[str]:
    """Send the image there instead of giving it a name."""
    at = options.index("--tag")
    return [*options[:at], "--output", output, *options[at + 2 :]]


class Podman(Builder):
    """``podman build``.

    Stopped itself, it leaves its working containers; where a step fails, it does not.
    """

    name = "podman"
    grace = 10.0
    build_command = ("build", "--layers", "--force-rm")
    removal = ("rmi",)

    def is_usable(self) -> bool:
        """Return whether podman is installed and has a working store."""
        return self._succeeds("info")

    def read(self, name: str, reader: ImageReader) -> Image:
        """Read an image of the store through a pipe; see :meth:`Builder.read`."""
        # On a full disk the layers that are on their way stay there.
        with (
            tempfile.TemporaryDirectory(prefix="dfopt-verify-") as directory,
            self._reading(self._export(name), TMPDIR=directory) as stream,
        ):
            return reader.archive(stream)

    def _export(self, name: str) -> list[str]:
        return ["save", name]


class Buildah(Podman):
    """``buildah build``."""

    name = "buildah"

    def _export(self, name: str) -> list[str]:
        return ["push", "--quiet", name, "docker-archive:/dev/stdout"]


_CLASSES: dict[str, type[Builder]] = {kind.name: kind for kind in (Buildx, Docker, Podman, Buildah)}


def choose(name: str) -> Builder:
    """Return the builder of that name; ``auto`` takes the first that answers.

    The environment variables ``DFOPT_DOCKER``, ``DFOPT_PODMAN`` and ``DFOPT_BUILDAH`` name another
    program than the one in the path.

    Raises:
        BuildsError: it is not installed, or does not answer.
    """
    candidates = list(_CLASSES.values()) if name == "auto" else [_CLASSES[name]]
    for kind in candidates:
        program = executable("docker" if kind is Buildx else kind.name)
        if program is not None:
            builder = kind(program)
            if builder.is_usable():
                return builder
    names = ", ".join(kind.name for kind in candidates)
    raise BuildsError(f"no builder that works (tried {names}): is it installed, is its daemon up?")


def executable(name: str) -> str | None:
    """Return the program to call for ``docker``, ``podman`` or ``buildah``."""
    return os.environ.get(f"DFOPT_{name.upper()}") or shutil.which(name)


def _steps(output: str) -> Steps:
    """Count the instructions of a build; what was there anyway, the base image, is not counted."""
    total = cached = 0
    numbers: set[str] = set()
    for line in output.splitlines():
        step = _STEP.match(line)
        if step and (step[1].startswith("FROM ") or _OWN_STEP.search(line)):
            continue
        if step:
            number = line.partition(" ")[0] if line.startswith("#") else ""
            if not number or number not in numbers:
                total += 1
            numbers.add(number)
        elif _CACHED.match(line) and (not line.startswith("#") or line.split()[0] in numbers):
            cached += 1
    return Steps(total, cached)
