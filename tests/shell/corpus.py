"""The scripts of the RUNs of real Dockerfiles, as the shell gets them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dfopt.shell.runs import script_of_arguments
from dfopt.syntax.instructions import is_heredoc
from dfopt.syntax.nodes import From, Run, Shell
from dfopt.syntax.parser import parse
from tests.corpus import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.shell.nodes import Script

FILES = ("dockerfiles.jsonl.gz", "projects.jsonl.gz")
SHELL = ("/bin/sh", "-c")


class RealRun(NamedTuple):
    """One RUN: its Dockerfile's name, the text that the shell gets, and what the reader says."""

    name: str
    text: str
    script: Script


def directory() -> Path:
    """Return the directory of the corpus; skip the test without it."""
    found = os.environ.get("DFOPT_CORPUS")
    if not found:
        pytest.skip("DFOPT_CORPUS does not name a directory with a corpus")
    path = Path(found)
    for name in FILES:
        if not (path / name).is_file():
            pytest.skip(f"{path / name} does not exist")
    return path


def runs_of(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the shell and the script of each RUN that is no exec form."""
    shell: tuple[str, ...] = SHELL
    for statement in parse(text).statements:
        if isinstance(statement, From):
            shell = SHELL
        elif isinstance(statement, Shell):
            shell = tuple(statement.arguments)
        elif isinstance(statement, Run) and not statement.is_exec_form:
            yield shell, script_text(statement)


def script_text(run: Run) -> str:
    """Return what the shell gets: the command line, or the first here-document if it is all."""
    first = run.arguments[0] if run.arguments else ""
    if not run.heredocs or not is_heredoc(first):
        return run.script
    heredoc = run.heredocs[0]
    lines = heredoc.content.splitlines(keepends=True)
    return "".join(line.lstrip("\t") if heredoc.chomp else line for line in lines)


def real_runs() -> Iterator[RealRun]:
    """Yield all RUNs of the corpus that a shell reads."""
    for name in FILES:
        for row in read_rows(directory() / name):
            for shell, text in runs_of(row.text):
                if not text.startswith("#!"):
                    yield RealRun(row.name, text, script_of_arguments((*shell, text)))
