"""A directory to run in, and ways to run dfopt there: in this process or as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dfopt.cli import main

ROOT = Path(__file__).resolve().parents[2]


class Run:
    """What one run of dfopt said."""

    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code = code
        self.raw = out
        self.out = out.decode("utf-8", "surrogateescape")
        self.err = err


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The empty directory that dfopt is run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dfopt(project, capsysbinary):
    """Run ``main`` in this process; standard input is empty unless given."""

    def run(*arguments: str, stdin: bytes | None = None) -> Run:
        with pytest.MonkeyPatch.context() as patch:
            path = project.parent / "standard-input"
            path.write_bytes(stdin or b"")
            with path.open(encoding="ascii", errors="surrogateescape") as stream:
                patch.setattr(sys, "stdin", stream)
                code = main(list(arguments))
        captured = capsysbinary.readouterr()
        return Run(code, captured.out, captured.err.decode())

    return run


@pytest.fixture
def program(project):
    """Run ``python -m dfopt`` as a process of its own."""

    def run(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
        command = [sys.executable, "-m", "dfopt", *arguments]
        return subprocess.run(command, check=False, env=environment, timeout=60, **options)

    return run
