"""Word expansion and heredoc detection against results recorded from BuildKit."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dfopt.syntax.words import heredoc_marks, parse_words
from tests.conformance import lex_fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data"
SYNTAX_TREES = ("ast_cases", "ast_fuzz", "ast_fuzz_valid")


def rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def instructions(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any], str]]:
    """Yield each recorded instruction, its ONBUILD trigger or itself, and the escape token."""
    for row in rows(name):
        for node in row["result"].get("Nodes", []):
            yield node, node.get("Sub") or node, row["result"]["Escape"]


def test_every_recorded_word_is_reproduced():
    recorded = rows("lex_fuzz")
    assert len(recorded) > 2000
    differences = [(row["Word"], found) for row in recorded if (found := lex_fuzz.check(row))]
    assert differences == []


@pytest.mark.parametrize("change", [{"Result": "x"}, {"Words": ["x"]}, {"Unmatched": ["x"]}])
def test_the_comparison_sees_a_difference(change):
    row = {"Word": "$a", "Env": ["a=1"], "Escape": "\\", "Result": "1", "Words": ["1"]}
    assert lex_fuzz.check(row) is None
    assert lex_fuzz.check(row | change)
    assert lex_fuzz.check(row | {"Err": "refused"})
    assert lex_fuzz.check(row | {"Word": "${"})


@pytest.mark.parametrize("name", SYNTAX_TREES)
def test_heredocs_are_found_where_buildkit_finds_them(name):
    found = 0
    for node, inner, _ in instructions(name):
        if inner["Value"].upper() in ("RUN", "COPY", "ADD") and not inner.get("Attrs"):
            expected = [
                (doc["Name"], doc["FileDescriptor"], doc["Expand"], doc["Chomp"])
                for doc in node.get("Heredocs") or []
            ]
            marks = heredoc_marks(node["Orig"])
            actual = [(m.name, m.file_descriptor, m.expand, m.chomp) for m in marks]
            assert actual == expected, node["Orig"]
            found += len(expected)
    assert found > 5


@pytest.mark.parametrize("name", SYNTAX_TREES)
def test_assignments_are_split_as_buildkit_splits_them(name):
    compared = 0
    for node, inner, escape in instructions(name):
        arguments = node.get("Args") or []
        rest = re.split(r"[\t\v\f\r ]+", node["Orig"].strip(), maxsplit=1)[-1]
        if inner is not node or rest.startswith("--"):
            continue
        keyword = node["Value"].upper()
        if keyword in ("ENV", "LABEL") and len(arguments) >= 3 and arguments[2] == "=":
            expected = [f"{key}={value}" for key, value in zip(arguments[::3], arguments[1::3])]
        elif keyword == "ARG" and arguments not in ([], [""]):
            expected = arguments
        else:
            continue
        words = [rest[start:end] for start, end in parse_words(rest, escape)]
        assert words == expected, node["Orig"]
        compared += 1
    assert compared > 10
