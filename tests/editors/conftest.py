"""Editors as a person has them: settings of their own, dfopt on the path, a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "editors.md"
#: How long, in seconds, an editor may take for all that a test asks of it.
PATIENCE = 180.0


def missing(reason: str) -> NoReturn:
    """Skip a test, or fail it where ``DFOPT_REQUIRE_EDITORS=1`` says that nothing is missing."""
    if os.environ.get("DFOPT_REQUIRE_EDITORS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def recipe(section: str, language: str) -> list[str]:
    """Return the blocks of code of a section of the page on editors, exactly as they stand."""
    text = PAGE.read_text(encoding="utf-8")
    (body,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```", body, re.DOTALL | re.MULTILINE)


class Desk:
    """A person's home and a project in it, where editors are run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.project = home / "project"
        self.project.mkdir(parents=True)
        self.environment = {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONWARNINGS": "error",
            "TERM": "vt100",  # asks nothing back
        }
        self.add("bin/dfopt", _PROGRAM.format(python=shlex.quote(sys.executable), root=ROOT))
        (home / "bin" / "dfopt").chmod(0o755)

    def add(self, name: str, text: str) -> Path:
        """Write a file below the home."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def rewritten(self, name: str, text: str) -> str:
        """Return what ``dfopt --write`` makes of a file of that name in the same project."""
        path = self.project / name
        path.write_bytes(text.encode())
        command = [str(self.home / "bin" / "dfopt"), "--quiet", "--write", str(path)]
        done = subprocess.run(command, env=self.environment, check=False, timeout=PATIENCE)
        assert done.returncode in (0, 2)
        return path.read_bytes().decode()

    def run(self, command: list[str]) -> str:
        """Run a program in a terminal of its own until it ends; return what it showed."""
        terminal, its_side = pty.openpty()
        fcntl.ioctl(its_side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        child = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *command],
            cwd=self.project,
            env=self.environment,
            stdin=its_side,
            stdout=its_side,
            stderr=its_side,
        )
        os.close(its_side)
        try:
            return _read(terminal, command[0])
        finally:
            child.kill()
            child.wait()
            os.close(terminal)


def _read(terminal: int, name: str) -> str:
    shown = b""
    end = time.monotonic() + PATIENCE
    while True:
        if not select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
            pytest.fail(f"{name} does not end; it shows {shown[-2000:]!r}")
        try:
            data = os.read(terminal, 65536)
        except OSError:
            # Linux says so when the other side is closed.
            return shown.decode("utf-8", "replace")
        shown += data


_PROGRAM = """\
#!/bin/sh
PYTHONPATH={root} exec {python} -m dfopt "$@"
"""


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path / "home")


def need(program: str, package: str) -> str:
    """Return the path of an editor."""
    path = shutil.which(program)
    if path is None:
        missing(f"{program} is not installed (the package {package} has it)")
    return path
