"""``dfopt verify``, with a builder that only pretends: what it says, and what it leaves behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builds.archives import docker_archive, layer, member

ROOT = Path(__file__).resolve().parents[2]
FAKE = ROOT / "tests" / "builds" / "fake_docker.py"
TEXT = 'FROM a\nCOPY app.js /app/\nCMD ["a"]\n'


@pytest.fixture
def docker(project, monkeypatch):
    """The state of a fake docker, in a place of its own; temporary files have one too."""
    state = project / "docker"
    state.mkdir()
    program = project / "fake-docker"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {FAKE} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("FAKE_DOCKER", str(state))
    monkeypatch.setenv("DFOPT_DOCKER", str(program))
    (project / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(project / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (project / "context").mkdir()
    (project / "context" / "app.js").write_text("1\n")
    (project / "context" / "Dockerfile").write_text(TEXT)
    return state


def left_behind(project: Path) -> list[str]:
    images = [path.name for path in (project / "docker").iterdir() if path.name != "calls"]
    return images + [path.name for path in (project / "tmp").iterdir()]


FILE = ("verify", "context/Dockerfile", "--builder", "docker")


def test_a_rewrite_is_built_and_equal(dfopt, project, docker):
    run = dfopt(*FILE, "--target", "t", "--build-arg", "A=1", "--", "--network=host")
    assert (run.code, run.out.splitlines()[0]) == (
        0,
        "equal: the run-time configuration and 1 path compared",
    )
    assert "they hid 0 differing paths" in run.out
    builds = [line for line in (docker / "calls").read_text().splitlines() if "build" in line[:5]]
    assert len(builds) == 3
    for line in builds:
        assert f"--no-cache --target t --build-arg A=1 --network=host {project}/context" in line
    assert left_behind(project) == []
    assert (project / "context" / "Dockerfile").read_text() == TEXT


def test_another_file_is_different(dfopt, project, docker):
    (project / "other").write_text(TEXT.replace("/app/", "/elsewhere/"))
    run = dfopt(*FILE, "--against", "other")
    assert run.code == 1
    assert "different in 1 place: " in run.out
    assert "  /lines: content sha256:" in run.out
    assert left_behind(project) == []


def test_noise_is_learned_and_said(dfopt, project, docker):
    (project / "context" / "Dockerfile").write_text(f"# NOISE\n{TEXT}")
    assert dfopt(*FILE).out.count("noise: 1 place differs between builds") == 1
    run = dfopt(*FILE, "--noise-runs", "0")
    assert (run.code, "noise" in run.out) == (1, False)


def test_a_rebuild_is_timed_in_a_copy_of_the_context(dfopt, project, docker):
    run = dfopt(*FILE, "--edit", "app.js")
    assert run.code == 0
    assert "rebuild after an edit of app.js: " in run.out
    assert run.out.count("(1 of 1 steps run)") == 2
    assert (project / "context" / "app.js").read_text() == "1\n"
    assert left_behind(project) == []


def test_what_is_compared_and_has_built_is_named(dfopt, project, docker):
    (project / "other").write_text(TEXT)
    run = dfopt(*FILE, "--against", "other", "--edit", "app.js")
    assert run.code == 0
    assert "docker built with the classic builder\n" in run.err
    assert "building other ..." in run.err
    assert "the rewrite" not in run.err
    assert "building the rewrite ..." in dfopt(*FILE).err


@pytest.mark.parametrize("path", ["none.js", ".", "../docker/calls", "/etc/hostname"])
def test_an_edit_outside_of_the_context_is_an_error(dfopt, project, docker, path):
    run = dfopt(*FILE, "--edit", path)
    assert run.code == 2
    assert path in run.err
    # It is said before anything is built.
    assert not [c for c in (docker / "calls").read_text().splitlines() if c.startswith("build")]
    assert left_behind(project) == []


def test_nothing_to_verify(dfopt, project, docker):
    (project / "context" / "Dockerfile").write_text("FROM a\n")
    run = dfopt(*FILE)
    assert (run.code, "nothing to verify" in run.out) == (0, True)
    assert not (docker / "calls").exists()


def test_a_build_that_fails(dfopt, project, docker):
    (project / "context" / "Dockerfile").write_text(f"# FAIL\n{TEXT}")
    run = dfopt(*FILE)
    assert (run.code, run.out) == (2, "")
    assert "build failed (exit code 3)" in run.err
    assert "the command FAIL was not found" in run.err
    assert left_behind(project) == []


def test_a_rewrite_that_fails(dfopt, project, docker):
    (project / "other").write_text("FROM a\nRUN FAIL\n")
    run = dfopt(*FILE, "--against", "other")
    assert (run.code, run.out) == (2, "")
    assert left_behind(project) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "none"),
        ("verify", "context/Dockerfile", "--context", "none", "--builder", "docker"),
        ("verify", "context/Dockerfile", "--noise-runs", "-1"),
        ("verify", "context/Dockerfile", "other"),
        ("verify", "docker:a"),
        ("verify", "docker:a", "docker:b"),
        ("verify", "oci:none", "oci:none"),
        ("verify", "docker-archive:none", "docker-archive:none"),
    ],
)
def test_what_cannot_be_done_exits_with_2(dfopt, project, docker, arguments):
    run = dfopt(*arguments)
    assert run.code == 2
    assert run.err.startswith(("dfopt: error: ", "reading ", "builder: docker\n"))
    assert run.err.count("dfopt: error: ") == 1
    assert left_behind(project) == []


def test_no_builder(dfopt, project, docker, monkeypatch):
    monkeypatch.setenv("DFOPT_DOCKER", "/nonexistent")
    run = dfopt(*FILE)
    assert run.code == 2
    assert "no builder that works (tried docker)" in run.err


def test_no_room_for_temporary_files(dfopt, project, docker, monkeypatch):
    monkeypatch.setattr("os.mkdir", _full)
    run = dfopt(*FILE)
    assert run.code == 2
    assert "No space left on device" in run.err
    assert left_behind(project) == []


make_directory = os.mkdir


def _full(path, mode=0o777):
    if os.path.basename(path) in ("original", "rewrite"):
        raise OSError(28, "No space left on device", path)
    make_directory(path, mode)


def test_two_images_are_compared(dfopt, project, docker):
    for name, content in (("a", b"1"), ("b", b"2")):
        (project / f"{name}.tar").write_bytes(
            docker_archive({"os": "linux"}, layer(member("x", content)))
        )
    assert dfopt("verify", "docker-archive:a.tar", "docker-archive:a.tar").code == 0
    run = dfopt("verify", "docker-archive:a.tar", "docker-archive:b.tar")
    assert (run.code, "  /x: content " in run.out) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up(project, docker, number):
    (project / "context" / "Dockerfile").write_text(f"# HANG\n{TEXT}")
    with subprocess.Popen(
        [sys.executable, "-m", "dfopt", *FILE],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    ) as run:
        for _ in range(200):
            if (docker / "0123456789ab").exists():
                break
            time.sleep(0.05)
        run.send_signal(number)
        _, talk = run.communicate(timeout=30)
    assert run.returncode == 2
    assert b"interrupted" in talk
    assert left_behind(project) == []


def saved(path: Path, *environment: str) -> str:
    """Write an image as ``docker save`` does."""
    config = {"os": "linux", "config": {"Env": list(environment)}}
    path.write_bytes(docker_archive(config, layer(member("a", b"x"))))
    return f"docker-archive:{path}"


def test_variables_are_compared_one_by_one(dfopt, project):
    one = saved(project / "one", "PATH=/bin", "A=1", "B=2")
    other = saved(project / "other", "PATH=/bin", "B=3", "C=4")
    run = dfopt("verify", one, other)
    assert run.code == 1
    shown = [line for line in run.out.splitlines() if line.startswith("  ")]
    assert shown == [
        "  config Env: A: '1' -> absent",
        "  config Env: B: '2' -> '3'",
        "  config Env: C: absent -> '4'",
    ]
    assert run.out.startswith("different in 1 place: ")


def test_what_docker_said_is_said(dfopt, project, docker, monkeypatch):
    (project / "Dockerfile").write_text(TEXT)
    program = project / "failing"
    program.write_text("#!/bin/sh\necho 'No such image: nope' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("DFOPT_DOCKER", str(program))
    run = dfopt("layers", "Dockerfile", "docker:nope")
    assert (run.code, run.out) == (2, "")
    assert "exit code 1" in run.err
    assert "No such image: nope" in run.err


@pytest.mark.parametrize("command", [("layers", "Dockerfile"), ("verify", "docker-archive:a")])
def test_what_is_no_archive_is_said_on_one_line(dfopt, project, command):
    (project / "Dockerfile").write_text(TEXT)
    saved(project / "a")
    run = dfopt(*command, "docker-archive:Dockerfile")
    assert (run.code, run.out) == (2, "")
    assert "Dockerfile: not an archive of an image" in run.err.splitlines()[-1]
    assert "\\x0a" not in run.err
