"""The builders of the engine tests: a private dockerd, twice, and buildah with its own store."""

from __future__ import annotations

import fcntl
import itertools
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dfopt.builds import processes
from dfopt.builds.builders import Buildah, Builder, Docker, Podman, Request
from dfopt.builds.errors import BuildsError
from dfopt.builds.images import ImageReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dfopt.builds.images import Image
    from dfopt.terms import Engine as Target

_DOCKER, _BUILDAH, _PODMAN = (f"/usr/bin/{name}" for name in ("docker", "buildah", "podman"))


class Engine:
    """A builder with what it takes to run it here; ``target`` is its name in the optimizer."""

    def __init__(
        self, name: str, target: Target, builder: Builder, program: str, options: Sequence[str]
    ) -> None:
        self.name = name
        self.target = target
        self.builder = builder
        self.program = program
        self.options = tuple(options)
        #: How many images it built, and how many builds failed.
        self.built = self.failed = 0
        self._numbers = itertools.count()

    def missing(self) -> str:
        """Return why the engine cannot be used, or nothing."""
        if not self.builder.is_usable():
            return f"{self.name}: not running (tests/engines/start-dockerd.sh, as root)"
        if not processes.succeeds(
            [self.program, "inspect", "busybox:latest"], environment=self.builder.environment
        ):
            return f"{self.name}: no base image (tests/engines/make-base.sh, as root)"
        return ""

    def build(self, text: str, context: Path, directory: Path, *, use_cache: bool = False) -> Image:
        """Build a Dockerfile; ``directory`` is for the file, and not the context."""
        request = self.request(text, context, directory, use_cache=use_cache)
        with self.alone():
            try:
                image = self.builder.build(request, ImageReader(), lambda _: None)
            except BuildsError:
                self.failed += 1
                raise
        self.built += 1
        return image

    @contextmanager
    def alone(self, *, use_cache: bool = False) -> Iterator[None]:
        """Keep builds apart where one removes what another is about to build on.

        buildah shares the layers of images, the classic builder with a cache the images of steps.
        """
        if self.name == "buildkit" or not (self.name == "buildah" or use_cache):
            yield
            return
        with open(os.path.join(tempfile.gettempdir(), f"dfopt-{self.name}.lock"), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def request(self, text: str, context: Path, directory: Path, *, use_cache: bool) -> Request:
        # BuildKit takes a file of the same size and time for the same.
        path = directory / f"Dockerfile.{next(self._numbers)}"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return Request(str(path), str(context), options=self.options, use_cache=use_cache)


def engines(docker_run: str, buildah_root: str) -> tuple[Engine, Engine, Engine, Engine]:
    """Return the engines of a dockerd with this runtime directory and of a store of images."""
    docker = {"DOCKER_HOST": f"unix://{docker_run}/docker.sock"}
    store = {"CONTAINERS_STORAGE_CONF": f"{buildah_root}/storage.conf"}
    network = "--network=host"
    return (
        Engine(
            "classic",
            "classic",
            Docker(_DOCKER, {**docker, "DOCKER_BUILDKIT": "0"}),
            _DOCKER,
            [network],
        ),
        Engine(
            "buildkit",
            "buildkit",
            Docker(_DOCKER, {**docker, "DOCKER_BUILDKIT": "1"}),
            _DOCKER,
            [network],
        ),
        Engine(
            "buildah",
            "buildah",
            Buildah(_BUILDAH, store),
            _BUILDAH,
            ["--isolation=chroot", "--pull-never", network],
        ),
        Engine(
            "podman", "buildah", Podman(_PODMAN, store), _PODMAN, ["--isolation=chroot", network]
        ),
    )


DOCKER_ROOT = os.environ.get("DFOPT_DOCKER_ROOT", "/var/lib/dfopt-docker")
DOCKER_RUN = os.environ.get("DFOPT_DOCKER_RUN", "/run/dfopt-docker")
BUILDAH_ROOT = os.environ.get("DFOPT_BUILDAH_ROOT", "/var/lib/dfopt-buildah")
#: Those that every test runs on; podman builds with buildah's code.
ENGINES = engines(DOCKER_RUN, BUILDAH_ROOT)[:3]
CLASSIC = ENGINES[0]
