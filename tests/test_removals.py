"""What is told about instructions that are removed, and what comes of the ones that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dfopt

if TYPE_CHECKING:
    from dfopt.terms import Engine


def account(text: str, engine: Engine = "any") -> list[tuple[str, int, int]]:
    """Return each change as its rule, the line it is about, and the line that it led to."""
    result = dfopt.optimize(text, config=dfopt.Config(engine=engine))
    return [(c.rule, c.before.start.line, c.after.start.line) for c in result.changes]


def test_each_removal_is_told_where_it_was_made():
    text = "FROM a\nCMD a\nRUN x\nCMD b\nRUN y\nCMD c\n"
    assert account(text) == [("dead-metadata", 2, 4), ("dead-metadata", 4, 4)]


def test_a_removal_spans_the_instruction_alone():
    result = dfopt.optimize("FROM a\nCMD a \\\n  b\nRUN x\nCMD c\n")
    (change,) = result.changes
    assert (str(change.before), change.before.end.line) == ("2:1", 3)


def test_the_one_that_stays_may_move_later():
    text = 'FROM a\nCMD ["a"]\nCOPY x /x\nCMD ["b"]\n'
    assert account(text) == [("dead-metadata", 2, 2), ("reorder", 4, 2)]


def test_the_one_that_stays_may_be_the_end_of_the_file():
    result = dfopt.optimize("FROM a\nUSER u\nRUN x\nUSER u")
    assert result.text == "FROM a\nUSER u\nRUN x"
    assert account("FROM a\nUSER u\nRUN x\nUSER u") == [("redundant-step", 4, 2)]


def test_what_was_apart_becomes_one():
    text = "FROM a\nENV A=1\nCMD a\nENV B=2\nCMD b\n"
    assert account(text, "buildkit") == [("coalesce-env", 2, 2), ("dead-metadata", 3, 4)]


def test_a_refusal_is_told_where_it_stands():
    result = dfopt.optimize("FROM a\nCMD a\n# c\nCMD b\nCMD c\n")
    assert [(b.rule, b.span.start.line) for b in result.blocked] == [("dead-metadata", 4)]
    assert [(c.rule, c.before.start.line) for c in result.changes] == [("dead-metadata", 2)]


@pytest.mark.parametrize(
    "text",
    [
        # Nothing can be said about a rewrite of what cannot be built.
        "FROM a\nSTOPSIGNAL nothing\nSTOPSIGNAL 9\n",
        "FROM a\nSTOPSIGNAL 0\nSTOPSIGNAL 9\n",
        "FROM a\nWORKDIR /x'\nWORKDIR /x'\n",
        "FROM a\nCMD a\nRUN x\nCMD b\nSTOPSIGNAL nothing\n",
        # What is only removed here or there.
        "FROM a\nVOLUME /v\nWORKDIR /x\nWORKDIR /x\n",
        "FROM a\nCMD a \\\n# c\n  b\nCMD c\n",
        "FROM a\nUSER u\nUSER u \\",
        "FROM a\nARG SOURCE_DATE_EPOCH\nWORKDIR /x\nWORKDIR /x\n",
        "FROM a\nWORKDIR /x\nVOLUME /x\nWORKDIR /x\n",
        "FROM a\nONBUILD WORKDIR /x\nFROM 0\nWORKDIR /x\nWORKDIR /x\n",
        "FROM scratch\nWORKDIR /x\nWORKDIR /x\n",
        "FROM a AS one\nWORKDIR /x\nWORKDIR /x\nFROM one\nWORKDIR /x\nCOPY --from=one /x /y\n",
        "FROM a\nUSER u\nWORKDIR /x\nWORKDIR /x\nUSER u\nCOPY a .\nUSER v\n",
        "# escape=`\nFROM a\nWORKDIR C:\\x\nWORKDIR C:\\x\nWORKDIR /x\nWORKDIR /x\n",
        "FROM a\nCMD []\nCMD a\nENTRYPOINT b\nCMD c\nCMD []\nENTRYPOINT []\nENTRYPOINT d\n",
        "FROM a\nHEALTHCHECK --interval=1s CMD a\nHEALTHCHECK NONE\nHEALTHCHECK CMD b\n",
    ],
)
@pytest.mark.parametrize("engine", ["buildkit", "classic", "buildah", "kaniko", "any"])
@pytest.mark.parametrize("safety", ["exact", "same-image", "known-commands"])
def test_the_checker_agrees(text, engine, safety):
    config = dfopt.Config(engine=engine, safety=safety)
    result = dfopt.optimize(text, config=config)
    assert {d.code for d in result.diagnostics} <= {"build-error"}
    assert not result.refused
    assert dfopt.equivalent(text, result.text, safety=safety, engine=engine)
