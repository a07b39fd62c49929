"""What ``# dfopt:`` comments hold back, as docs/configuration.md says it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dfopt
from dfopt.passes import ORDER
from dfopt.passes.pragmas import read_pragmas

RULES = [rule.name for rule in ORDER]
PAGE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text()
SECTION = PAGE.partition("## Comments in the Dockerfile")[2].partition("\n## ")[0]


def pragmas(text: str):
    return read_pragmas(dfopt.parse(text), RULES)


def test_every_comment_of_the_page_is_obeyed() -> None:
    forms = re.findall(r"^\| `(# dfopt: [^`]*)`", SECTION, re.MULTILINE)
    assert len(forms) == 5
    for form in forms:
        found = pragmas(f"FROM a\n{form.replace('RULE', 'reorder')}\nRUN x\n")
        assert found.diagnostics == (), form
        assert found.pinned or found.ignored or found.skips_file or "on" in form, form


def test_the_example_of_the_page() -> None:
    (text,) = re.findall(r"^```dockerfile\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
    found = pragmas(text)
    assert found.diagnostics == ()
    texts = {rule: [s.arguments for s in held] for rule, held in found.ignored.items()}
    assert texts == {"reorder": [(".", ".")], "split-copy": [(".", ".")]}
    pinned = {s.arguments[0] for s in found.pinned if s.kind == "ENV"}
    assert pinned == {"A", "C", "D"}
    assert dfopt.optimize(text).text == text


@pytest.mark.parametrize(
    "between", ["", "\n", "# another comment\n", "\n# another comment\n\n"], ids=repr
)
def test_what_stands_between_does_not_matter(between: str) -> None:
    text = f"FROM a\nENV A=1\n# dfopt: pin\n{between}ENV B=2\nENV C=3\n"
    assert dfopt.optimize(text, config=dfopt.Config(engine="classic")).text.startswith(
        f"FROM a\nENV A=1\n# dfopt: pin\n{between}ENV B=2\n"
    )


def test_off_reaches_to_the_end_of_the_file() -> None:
    text = "FROM a\n# dfopt: off\nENV A=1\nENV B=2\n\nFROM b\nENV A=1\nENV B=2\n"
    assert not dfopt.optimize(text).changed
    assert dfopt.optimize(text.replace("# dfopt: off\n", "")).changed


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (
            "# dfopt: ignore=coalesc-env",
            "unknown rule 'coalesc-env' (did you mean 'coalesce-env'?)",
        ),
        ("# dfopt: ignore=split-copy, zzz", "unknown rule 'zzz' (known: "),
        ("# dfopt: ignore=split-copy,", "expected the names of rules behind ignore="),
        ("# dfopt: ignore=", "expected ignore=RULE, pin, off, on or skip-file"),
        ("# dfopt: pin it", "expected ignore=RULE, pin, off, on or skip-file"),
    ],
)
def test_a_comment_that_cannot_be_obeyed_is_a_warning(comment: str, message: str) -> None:
    text = f"FROM a\n{comment}\nCOPY a /\nCMD b\n"
    result = dfopt.optimize(text)
    (found,) = result.diagnostics
    assert (found.code, found.severity, found.span.start.line) == ("unknown-pragma", "warning", 2)
    assert found.message.startswith(message)
    assert result.changed
    assert not result.refused


def test_what_is_no_pragma() -> None:
    text = "FROM a\n# DFOPT: pin\nENV A=1 \\\n# dfopt: pin\n  B=2\n# about dfopt: pin\nENV C=3\n"
    found = pragmas(text)
    assert (found.pinned, found.ignored, found.diagnostics) == (frozenset(), {}, ())


def test_long_and_many_names_stay_small() -> None:
    text = "FROM a\n" + f"# dfopt: ignore={'x' * 5000}\n" * 500 + "RUN x\n"
    found = pragmas(text).diagnostics
    assert len(found) == 500
    assert max(len(each.message) for each in found) < 400
