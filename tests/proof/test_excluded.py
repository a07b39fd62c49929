"""Copies with ``--exclude``: nobody knows which file pip reads behind one."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.context.tree import Tree

FILES = {"requirements.txt": "flask\n", "other.txt": "-e /src\n", "app.py": "1\n", "src/a": "1\n"}
HEAD = "# syntax=docker/dockerfile:1\nFROM python:3.12-slim\n"
OTHER = "COPY other.txt /app/requirements.txt\n"
SOURCES = "COPY src /src\n"
INSTALL = "RUN pip install -r /app/requirements.txt\n"


@pytest.mark.parametrize(
    ("copy", "is_sound"),
    [
        ("COPY requirements.txt app.py /app/\n", True),
        ("COPY --exclude=requirements.txt requirements.txt app.py /app/\n", False),
        ("COPY --exclude=*.txt requirements.txt /app/\n", False),
    ],
)
def test_a_file_that_a_copy_leaves_out_is_another_one(copy: str, is_sound: bool) -> None:
    head = HEAD + OTHER + copy
    found = dfopt.equivalent(
        head + SOURCES + INSTALL,
        head + INSTALL + SOURCES,
        safety="known-commands",
        engine="buildkit",
        context=Tree.of_files(FILES),
    )
    assert bool(found) == is_sound
