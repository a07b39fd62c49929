"""``dfopt verify`` on real builders, and where something fails: nothing may be left behind.

The builders here belong to one worker, so that the images in them are those of one test.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dfopt.builds import processes
from tests.engines.conftest import require
from tests.engines.engine import BUILDAH_ROOT, DOCKER_ROOT, DOCKER_RUN, ENGINES, engines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
TEXT = "FROM busybox\nENV A=1\nCOPY a.txt /srv/\nRUN echo x > /x\nCMD true\n"
OTHER = "FROM busybox\nCMD true\nENV A=1\nRUN echo x > /x\nCOPY a.txt /srv/\n"
#: Time enough for the builder to be stopped in the middle.
SLOW = f"FROM busybox\nCOPY a.txt /srv/\nRUN sleep {600 + os.getpid()}\n"
SLOW_COMMAND = b"sleep\0%d\0" % (600 + os.getpid())
BUILDERS = ("classic", "buildkit", "buildah", "podman")


class Private:
    """A dockerd and a store of images for one worker alone."""

    def __init__(self, worker: str) -> None:
        self.places = {
            "DFOPT_DOCKER_ROOT": f"{DOCKER_ROOT}-{worker}",
            "DFOPT_DOCKER_RUN": f"{DOCKER_RUN}-{worker}",
            "DFOPT_BUILDAH_ROOT": f"{BUILDAH_ROOT}-{worker}",
        }
        found = engines(self.places["DFOPT_DOCKER_RUN"], self.places["DFOPT_BUILDAH_ROOT"])
        self.engines = {engine.name: engine for engine in found}

    def start(self) -> None:
        self._run("start-dockerd.sh")

    def stop(self) -> None:
        self._run("start-dockerd.sh", "stop")

    def fill(self) -> None:
        self._run("make-base.sh")

    def die(self) -> None:
        """End dockerd and all that belongs to it as a machine that crashes would."""
        run = Path(self.places["DFOPT_DOCKER_RUN"])
        os.kill(int((run / "dockerd.pid").read_text()), signal.SIGKILL)
        for process in processes_with(*(f"{place}/".encode() for place in self.places.values())):
            os.kill(process, signal.SIGKILL)
        # Nobody may have waited for the process yet; then it would count as running.
        (run / "exec" / "containerd" / "containerd.pid").unlink()

    def remove(self) -> None:
        self.stop()
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for path in self.places.values():
            inside = [mount for mount in reversed(mounts) if mount.startswith(f"{path}/")]
            if inside:
                subprocess.run(["umount", *inside], check=False)
            subprocess.run(["rm", "-rf", "--one-file-system", path], check=False)

    def _run(self, script: str, *arguments: str) -> None:
        environment = {**self.places, "DFOPT_IMAGES": "busybox"}
        # Its output goes to files: the daemon inherits it, and a pipe would never end.
        subprocess.run(
            [HERE / script, *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            check=True,
        )


@pytest.fixture(scope="module")
def private(worker_id: str) -> Iterator[Private]:
    for engine in ENGINES:
        require(engine)
    found = Private(worker_id)
    try:
        found.start()
        found.fill()
        yield found
    finally:
        found.remove()


@pytest.fixture(params=BUILDERS)
def builder(private: Private, request: pytest.FixtureRequest) -> Engine:
    return private.engines[request.param]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A context, and a place of its own for temporary files."""
    for name in ("context", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "context" / "a.txt").write_text("a\n")
    return tmp_path


@contextmanager
def verifying(
    engine: Engine, project: Path, before: str, after: str, *arguments: str
) -> Iterator[subprocess.Popen[str]]:
    """Run ``dfopt verify`` of one text against another."""
    (project / "context" / "Dockerfile").write_text(before)
    (project / "other").write_text(after)
    with dfopt(
        engine,
        project,
        *("verify", "context/Dockerfile", "--against", "other"),
        *("--builder", engine.builder.name, *arguments, "--", *engine.options),
    ) as run:
        yield run


@contextmanager
def dfopt(engine: Engine, project: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    settings = {
        f"DFOPT_{engine.builder.name.upper()}": engine.program,
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(project / "tmp"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "dfopt", *arguments],
        cwd=project,
        env={**os.environ, **engine.builder.environment, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def inventory(engine: Engine) -> list[str]:
    """Return every image and container of an engine, and every name."""
    if engine.name == "buildah":
        containers = ["containers", "--quiet"]
    else:
        containers = ["ps", "--all", "--quiet", "--no-trunc"]
        if engine.name == "podman":
            containers.append("--external")
    found = []
    for arguments in (
        ["images", "--all", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"]
        if engine.name != "buildah"
        else ["images", "--all", "--no-trunc", "--format", "{{.ID}} {{.Name}}:{{.Tag}}"],
        containers,
    ):
        command = [engine.program, *arguments]
        found += processes.run(command, environment=engine.builder.environment).splitlines()
    return sorted(found)


def processes_with(*texts: bytes) -> list[int]:
    """Return the processes whose command has one of these texts in it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue  # ended in the meantime
        if any(text in command for text in texts):
            found.append(int(path.parent.name))
    return found


def wait_for_the_slow_step() -> list[int]:
    """Return the processes of the step, as soon as there are any."""
    deadline = time.monotonic() + 60
    while not (found := processes_with(SLOW_COMMAND)):
        assert time.monotonic() < deadline, "no build came to the slow step"
        time.sleep(0.1)
    return found


def test_equal_images_and_a_rebuild(builder: Engine, project: Path) -> None:
    before = inventory(builder)
    with verifying(builder, project, TEXT, OTHER, "--edit", "a.txt") as run:
        out, talk = run.communicate()
    assert run.returncode == 0, talk
    assert out.startswith("equal: ")
    (rebuild,) = re.findall(r"^rebuild after an edit of a.txt: .*", out, re.MULTILINE)
    # BuildKit has no steps for metadata.
    steps = ["2 of 2", "1 of 2"] if builder.name == "buildkit" else ["3 of 4", "1 of 4"]
    assert re.findall(r"\((\S+ of \S+) steps run\)", rebuild) == steps
    assert inventory(builder) == before
    assert list((project / "tmp").iterdir()) == []
    assert (project / "context" / "a.txt").read_text() == "a\n"


@pytest.mark.parametrize("builder", ["buildkit", "podman"], indirect=True)
def test_different_images(builder: Engine, project: Path) -> None:
    with verifying(builder, project, TEXT, OTHER.replace("echo x", "echo y")) as run:
        out, talk = run.communicate()
    assert run.returncode == 1, talk
    assert re.search(r"^  /x: content sha256:\w+ -> sha256:\w+$", out, re.MULTILINE)
    assert out.count("\n  ") == 1


def test_an_image_without_a_shell(builder: Engine, project: Path) -> None:
    text = "FROM scratch\nCOPY a.txt /\nLABEL a=b\n"
    with verifying(
        builder, project, text, text.replace("COPY a.txt /\n", "") + "COPY a.txt /\n"
    ) as run:
        out, talk = run.communicate()
    assert run.returncode == 0, talk
    assert out.startswith("equal: the run-time configuration and 1 path compared")


def test_a_build_that_fails(builder: Engine, project: Path) -> None:
    before = inventory(builder)
    with verifying(
        builder, project, TEXT, OTHER.replace("echo x", "echo why; exit 7; echo x")
    ) as run:
        out, talk = run.communicate()
    assert (run.returncode, out) == (2, "")
    assert "building other" in talk
    assert re.search(r"^dfopt: error: \S+ build failed \(exit code \d+\)$", talk, re.MULTILINE)
    assert re.search(r"^(#\d+ [\d.]+ )?why$", talk, re.MULTILINE)
    assert inventory(builder) == before
    assert list((project / "tmp").iterdir()) == []


def test_an_interrupted_build(builder: Engine, project: Path) -> None:
    before = inventory(builder)
    with verifying(builder, project, SLOW, OTHER) as run:
        wait_for_the_slow_step()
        run.send_signal(signal.SIGINT)
        out, talk = run.communicate(timeout=60)
    assert (run.returncode, out) == (2, "")
    assert "dfopt: error: interrupted" in talk
    assert list((project / "tmp").iterdir()) == []
    # The builders end the step on their own time.
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and inventory(builder) != before:
        time.sleep(0.2)
    assert inventory(builder) == before


@pytest.mark.parametrize("kind", ["classic", "buildkit"])
def test_an_engine_that_dies_in_the_middle(private: Private, project: Path, kind: str) -> None:
    builder = private.engines[kind]
    before = inventory(builder)
    with verifying(builder, project, SLOW, OTHER) as run:
        steps = wait_for_the_slow_step()
        private.die()
        out, talk = run.communicate(timeout=60)
        for process in steps:
            os.kill(process, signal.SIGKILL)
        private.start()
    assert (run.returncode, out) == (2, "")
    assert re.search(r"^dfopt: error: \S+ build failed \(exit code \d+\)$", talk, re.MULTILINE)
    # Nobody can remove anything from an engine that is gone; what may be left is said.
    said = re.search(r"^dfopt: warning: docker may still have (.*)$", talk, re.MULTILINE)
    assert said is not None
    for line in set(inventory(builder)) - set(before):
        if " " not in line:
            continue  # a container: dockerd removes none that it was about to remove
        image = line.split()[0].removeprefix("sha256:")
        assert any(image.startswith(name) for name in said[1].split(", ")), line
    assert list((project / "tmp").iterdir()) == []


@pytest.mark.parametrize("builder", ["buildkit", "buildah", "podman"], indirect=True)
def test_a_full_disk(builder: Engine, project: Path) -> None:
    before = inventory(builder)
    (project / "context" / "large").write_bytes(bytes(1 << 20))
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(project / "tmp")]
    if subprocess.run(command, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        with verifying(builder, project, TEXT, OTHER, "--edit", "a.txt") as run:
            out, talk = run.communicate()
        left = list((project / "tmp").iterdir())
    finally:
        subprocess.run(["umount", str(project / "tmp")], check=True)
    assert (run.returncode, out, left) == (2, "", [])
    # podman and buildah need the room earlier, for a layer that is on its way.
    assert talk.count("dfopt: error: ") == 1
    assert "no space left on device" in talk.lower()
    assert inventory(builder) == before


def test_a_layer_of_a_gigabyte_needs_little_memory(private: Private, project: Path) -> None:
    builder = private.engines["buildkit"]
    text = "FROM busybox\nRUN dd if=/dev/zero of=/large bs=1M count=0 seek=1024\n"
    request = builder.request(text, project / "context", project, use_cache=False)
    with (
        builder.builder.built(request, lambda _: None) as (name, _),
        dfopt(builder, project, "verify", "docker:busybox", f"docker:{name}") as run,
    ):
        status = Path(f"/proc/{run.pid}/status")
        peak = 0
        while run.poll() is None:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            peak = max(peak, int(found[1]) if found else 0)
            time.sleep(0.05)
        out, talk = run.communicate()
    assert run.returncode == 1, talk
    assert "\n  /large: presence absent -> file\n" in out
    assert 0 < peak < 200 * 1024
