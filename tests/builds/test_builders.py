"""What is asked of each builder, and what is understood of what it says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from dfopt.builds.builders import Buildah, Builder, Buildx, Docker, Podman, Request, Steps, choose
from dfopt.builds.errors import BuildsError
from dfopt.builds.images import ImageReader
from tests.builds.archives import docker_archive, layer, member

REQUEST = Request("d/Dockerfile", "context", ("A=1",), "stage", ("--network=host",))
COMMON = "--target stage --build-arg A=1 --network=host context"


class Program:
    """A program that notes its calls and answers as it is told to."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.path = str(directory / "program")
        image = docker_archive({"os": "linux"}, layer(member("a")))
        (directory / "image").write_bytes(image)
        Path(self.path).write_text(
            f"#!/bin/sh\ncd {shlex.quote(str(directory))}\n"
            'echo "$*" >> calls\n'
            'case "$*" in\n'
            '*" inspect"*) cat inspect;;\n'
            "*dest=-*|save*|*/dev/stdout) cat image;;\n"
            "*build\\ *) cat output;;\n"
            "esac\n"
        )
        Path(self.path).chmod(0o755)
        self.says(output="", inspect="")

    def says(self, **texts: str) -> None:
        for name, text in texts.items():
            (self._directory / name).write_text(text)

    def calls(self, word: str = "build ") -> list[str]:
        return [
            line for line in (self._directory / "calls").read_text().splitlines() if word in line
        ]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def silent(_: str) -> None:
    pass


def test_docker_builds_saves_and_removes_under_a_name_of_its_own(program: Program) -> None:
    image = Docker(program.path).build(REQUEST, ImageReader(), silent)
    assert sorted(image.files.entries) == ["a"]
    (build,) = program.calls()
    name = build.split()[build.split().index("--tag") + 1]
    assert name.startswith("localhost/dfopt-verify:")
    assert build == f"build --force-rm --file d/Dockerfile --tag {name} --no-cache {COMMON}"
    assert program.calls("save") == [f"save {name}"]
    assert program.calls("image rm") == [f"image rm --no-prune --force {name}"]
    assert not program.calls("push")


def test_the_images_of_single_steps_are_removed_children_first(program: Program) -> None:
    program.says(output=" ---> aaaaaaaaaaaa\n ---> bbbbbbbbbbbb\nSuccessfully built bbbbbbbbbbbb\n")
    Docker(program.path).build(REQUEST, ImageReader(), silent)
    assert program.calls("image rm")[-1] == "image rm --no-prune bbbbbbbbbbbb aaaaaaaaaaaa"


def test_buildx_streams_the_image_of_a_builder_that_is_elsewhere(program: Program) -> None:
    program.says(inspect="Name:   far\nDriver: remote\n\nNodes:\n")
    image = Buildx(program.path).build(REQUEST, ImageReader(), silent)
    assert sorted(image.files.entries) == ["a"]
    assert program.calls("x build") == [
        "buildx build --progress=plain --provenance=false --sbom=false"
        f" --file d/Dockerfile --output type=oci,dest=- --no-cache {COMMON}"
    ]
    for never in ("--tag", "--load", "--push", "image rm", "save"):
        assert not program.calls(never)


def test_buildx_keeps_only_the_cache_of_a_rebuild_that_is_elsewhere(program: Program) -> None:
    program.says(inspect="Driver: kubernetes\n")
    with Buildx(program.path).built(REQUEST.with_changes(use_cache=True), silent):
        pass
    (build,) = program.calls("x build")
    assert "--output type=cacheonly" in build
    assert "--tag" not in build
    assert "--no-cache" not in build
    assert not program.calls("image rm")


def test_buildx_loads_into_the_daemon_that_is_its_builder(program: Program) -> None:
    program.says(inspect="Name: default\nDriver:        docker\n")
    Buildx(program.path).build(REQUEST, ImageReader(), silent)
    (build,) = program.calls("x build")
    name = build.split()[build.split().index("--tag") + 1]
    assert "--load" in build
    assert "--output" not in build
    assert program.calls("image rm") == [f"image rm --no-prune --force {name}"]


@pytest.mark.parametrize(
    ("kind", "export"),
    [(Podman, "save {}"), (Buildah, "push --quiet {} docker-archive:/dev/stdout")],
)
def test_podman_and_buildah(program: Program, kind: type[Builder], export: str) -> None:
    kind(program.path).build(REQUEST, ImageReader(), silent)
    (build,) = program.calls()
    name = build.split()[build.split().index("--tag") + 1]
    assert (
        build == f"build --layers --force-rm --file d/Dockerfile --tag {name} --no-cache {COMMON}"
    )
    assert program.calls("save") + program.calls("push") == [export.format(name)]
    assert program.calls("rmi") == [f"rmi --force {name}"]


BUILDKIT = """\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#4 [1/4] FROM docker.io/library/busybox
#4 CACHED
#5 [internal] load build context
#6 [2/4] COPY a.txt /srv/
#6 DONE 0.1s
#7 [stage 3/4] RUN one
#7 CACHED
#8 [stage 4/4] RUN two
#8 0.2 CACHED
#8 DONE 0.1s
#7 [stage 3/4] RUN one
"""
CLASSIC = """\
Step 1/5 : FROM busybox
 ---> b8b3c1c7936a
Step 2/5 : ENV A=1
 ---> Using cache
 ---> 97ae9fc92a7e
Step 3/5 : COPY a.txt /srv/
 ---> 887240d295b9
Step 4/5 : RUN echo '---> Using cache'
 ---> Running in 4c5478c729a3
---> Using cache
Step 5/5 : LABEL dfopt.verify=localhost/dfopt-verify:1
 ---> Running in 4c5478c729a4
"""
PODMAN = """\
STEP 1/4: FROM busybox
STEP 2/4: ENV A=1
--> Using cache 97ae9fc92a7e97ae9fc92a7e
--> 97ae9fc92a7
[2/2] STEP 3/4: COPY a.txt /srv/
--> 887240d295b
STEP 4/4: LABEL "dfopt.verify"="localhost/dfopt-verify:1"
COMMIT localhost/dfopt-verify:1
"""


@pytest.mark.parametrize(
    ("output", "steps"), [(BUILDKIT, (3, 1)), (CLASSIC, (3, 1)), (PODMAN, (2, 1)), ("", (0, 0))]
)
def test_steps_are_counted_without_the_base_and_our_own(
    program: Program, output: str, steps: tuple[int, int]
) -> None:
    program.says(output=output)
    with Docker(program.path).built(REQUEST, silent) as (_, found):
        assert found == Steps(*steps)


def test_a_builder_that_is_gone_is_said_to_have_what_it_may_have(tmp_path: Path) -> None:
    path = tmp_path / "program"
    # It builds, and from then on it answers nothing.
    path.write_text(
        f"#!/bin/sh\ncd {shlex.quote(str(tmp_path))}\n"
        "test ! -e gone || { echo no answer >&2; exit 1; }\n"
        "if [ $1 = build ]; then touch gone; echo ' ---> aaaaaaaaaaaa'; fi\n"
    )
    path.chmod(0o755)
    builder = Docker(str(path))
    with pytest.raises(BuildsError, match="save"):
        builder.build(REQUEST, ImageReader(), silent)
    name, step = builder.leftovers
    assert name.startswith("localhost/dfopt-verify:")
    assert step == "aaaaaaaaaaaa"


def test_auto_takes_the_first_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # This docker has no plug-in.
    for name, script in {"docker": 'test "$1" = version', "podman": "true"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
        monkeypatch.setenv(f"DFOPT_{name.upper()}", str(tmp_path / name))
    assert choose("auto").name == "docker"
    assert choose("podman").name == "podman"
    with pytest.raises(BuildsError, match=r"no builder that works \(tried buildx\)"):
        choose("buildx")
    (tmp_path / "docker").write_text("#!/bin/sh\nexit 1\n")
    assert choose("auto").name == "podman"
