"""Files that builders read in different ways."""

from __future__ import annotations

import pytest

from dfopt.builder.portability import Target, read_otherwise
from dfopt.syntax.parser import parse

CHECK = "# check=skip=all\n"
ESCAPE = "# escape=`\n"
SYNTAX = "# syntax=docker/dockerfile:1\n"
REST = "FROM a\nENV A=1 `\n    B=2\n"


@pytest.mark.parametrize(
    ("text", "engine", "agreed"),
    [
        (CHECK + ESCAPE + REST, "buildkit", False),
        (CHECK + ESCAPE + REST, "any", False),
        (SYNTAX + CHECK + ESCAPE + REST, "buildkit", True),
        (SYNTAX + CHECK + ESCAPE + REST, "classic", False),
        (CHECK + SYNTAX + ESCAPE + REST, "buildkit", False),
        ("# syntax=docker/dockerfile:1.7\n" + CHECK + ESCAPE + REST, "buildkit", False),
        (ESCAPE + CHECK + REST, "buildkit", True),
        (CHECK + "FROM a\nENV A=1\n", "classic", True),
    ],
)
def test_an_escape_behind_a_check(text: str, engine: str, agreed: bool) -> None:
    found = read_otherwise(parse(text), Target(engine))  # type: ignore[arg-type]
    assert (found is None) == agreed
