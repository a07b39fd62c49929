"""Changing a tree, finding what moved and where things stand, and the difference of two texts."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dfopt
from dfopt.syntax.diff import blocks, edits, unified_diff
from dfopt.syntax.edits import applied, moved, newline_of, spans
from dfopt.syntax.parser import parse_statement


def in_order(text: str, *indices: int) -> str:
    """Return the text with the statements behind the FROM in another order."""
    tree = dfopt.parse(text)
    statements = tree.statements[1:]
    return str(applied(tree, {}, [[statements[index] for index in indices]])[0])


@pytest.mark.parametrize(
    ("text", "indices", "expected"),
    [
        ("FROM a\nRUN x\nUSER u\n", (1, 0), "FROM a\nUSER u\nRUN x\n"),
        ("FROM a\n\nRUN x\n# u\nUSER u\n", (1, 0), "FROM a\n# u\nUSER u\n\nRUN x\n"),
        ("FROM a\nRUN x\nUSER u", (1, 0), "FROM a\nUSER u\nRUN x"),
        ("FROM a\r\nRUN x\r\nUSER u", (1, 0), "FROM a\r\nUSER u\r\nRUN x"),
        ("FROM a\nRUN x\nUSER u\n# end\n", (1, 0), "FROM a\nUSER u\nRUN x\n# end\n"),
        ("FROM a\n# s\n\nRUN x\nUSER u\n", (1, 0), "FROM a\nUSER u\n# s\n\nRUN x\n"),
        ("FROM a\nRUN x\n# s\n\nUSER u\n", (1, 0), "FROM a\nUSER u\nRUN x\n# s\n"),
        (
            "FROM a\nRUN x\n# s\n\nUSER u\nRUN y\n",
            (1, 0, 2),
            "FROM a\nUSER u\nRUN x\n# s\n\nRUN y\n",
        ),
        ("FROM a\nRUN <<E\nx\nE\nUSER u", (1, 0), "FROM a\nUSER u\nRUN <<E\nx\nE"),
    ],
)
def test_another_order(text, indices, expected):
    assert in_order(text, *indices) == expected


def test_replacements():
    tree = dfopt.parse("FROM a\n# c\nENV A=1\n\nENV B=2\nRUN x\n")
    _, first, second, _ = tree.statements
    merged = parse_statement("ENV A=1 B=2\n", "\\").with_changes(leading=first.leading)
    result, renewed = applied(tree, {first: (merged,), second: ()})
    assert renewed == {}
    assert merged in result.statements
    assert str(result) == "FROM a\n# c\nENV A=1 B=2\nRUN x\n"
    assert str(tree) == "FROM a\n# c\nENV A=1\n\nENV B=2\nRUN x\n"


@pytest.mark.parametrize(
    ("text", "gone", "expected"),
    [
        ("FROM a\nUSER u\nRUN x\n", (1,), "FROM a\nRUN x\n"),
        # The empty line parts what stays, and there is one of it.
        ("FROM a\n\nUSER u\nRUN x\n", (1,), "FROM a\n\nRUN x\n"),
        ("FROM a\n\n\nUSER u\nRUN x\n", (1,), "FROM a\n\n\nRUN x\n"),
        ("FROM a\n\nUSER u\n\nRUN x\n", (1,), "FROM a\n\nRUN x\n"),
        ("FROM a\nUSER u\n\nRUN x\n", (1,), "FROM a\n\nRUN x\n"),
        ("FROM a\n\nUSER u\n# c\nRUN x\n", (1,), "FROM a\n\n# c\nRUN x\n"),
        ("FROM a\n\nUSER u\n# s\n\nRUN x\n", (1,), "FROM a\n\n# s\n\nRUN x\n"),
        ("FROM a\n\nUSER u\nUSER v\nRUN x\n", (1, 2), "FROM a\n\nRUN x\n"),
        ("FROM a\nUSER u\n\nUSER v\nRUN x\n", (1, 2), "FROM a\n\nRUN x\n"),
        ("FROM a\n\nUSER u\nRUN x\nUSER v\n", (1, 3), "FROM a\n\nRUN x\n"),
        # The end.
        ("FROM a\nRUN x\n\nUSER u\n", (2,), "FROM a\nRUN x\n"),
        ("FROM a\nRUN x\nUSER u", (2,), "FROM a\nRUN x"),
        ("FROM a\nRUN x\n\nUSER u", (2,), "FROM a\nRUN x"),
        ("FROM a\nRUN x\nUSER u\n\n", (2,), "FROM a\nRUN x\n\n"),
        ("FROM a\nRUN x\nUSER u\n# end", (2,), "FROM a\nRUN x\n# end"),
        ("FROM a\nRUN <<E\nx\nE\nUSER u", (2,), "FROM a\nRUN <<E\nx\nE"),
        # CRLF.
        ("FROM a\r\n\r\nUSER u\r\nRUN x\r\n", (1,), "FROM a\r\n\r\nRUN x\r\n"),
        ("FROM a\r\nRUN x\r\nUSER u", (2,), "FROM a\r\nRUN x"),
    ],
)
def test_removals(text, gone, expected):
    tree = dfopt.parse(text)
    result, _ = applied(tree, {tree.statements[index]: () for index in gone})
    assert str(result) == expected
    again = dfopt.parse(expected)
    assert [s.text for s in again.statements] == [s.text for s in result.statements]


def test_replacing_the_last_statement_keeps_the_missing_newline():
    tree = dfopt.parse("FROM a\nENV A=1\nENV B=2")
    _, first, second = tree.statements
    merged = parse_statement("ENV A=1 B=2\n", "\\")
    result, renewed = applied(tree, {first: (merged,), second: ()})
    assert str(result) == "FROM a\nENV A=1 B=2"
    assert renewed == {merged: result.statements[-1]}


def test_several_orders_and_a_replacement_at_once():
    tree = dfopt.parse("FROM a\nRUN x\nUSER u\nFROM b\n# s\n\nRUN y\nUSER v\nENV A=1\nENV B=2")
    x, u, y, v, one, two = (s for s in tree.statements if s.kind != "FROM")
    merged = parse_statement("ENV A=1 B=2\n", "\\")
    result, renewed = applied(tree, {one: (merged,), two: ()}, [[u, x], [merged, v, y]])
    expected = "FROM a\nUSER u\nRUN x\nFROM b\nENV A=1 B=2\nUSER v\n# s\n\nRUN y"
    assert str(result) == expected
    assert list(renewed) == [y]


@pytest.mark.parametrize(
    ("kinds", "order", "movers"),
    [
        (["RUN x", "USER u"], (0, 1), []),
        (["RUN x", "USER u"], (1, 0), ["USER"]),
        (["USER u", "RUN x"], (1, 0), ["USER"]),
        (["COPY . .", "CMD x", "USER u"], (1, 2, 0), ["CMD", "USER"]),
        (["RUN x", "RUN y", "CMD z"], (2, 0, 1), ["CMD"]),
    ],
)
def test_moved(kinds, order, movers):
    statements = dfopt.parse("FROM a\n" + "\n".join(kinds) + "\n").statements[1:]
    found = moved(statements, [statements[index] for index in order])
    assert [statement.kind for statement in found] == movers


def test_moved_is_the_least_that_can_move():
    statements = dfopt.parse("FROM a\nUSER a\nUSER b\nUSER c\nUSER d\n").statements[1:]
    for order in permutations(statements):
        movers = moved(statements, order)
        kept = [s for s in order if s not in movers]
        assert kept == [s for s in statements if s not in movers]
        longest = max(
            sum(1 for s in statements if mask >> statements.index(s) & 1)
            for mask in range(16)
            if [s for s in order if mask >> statements.index(s) & 1]
            == [s for s in statements if mask >> statements.index(s) & 1]
        )
        assert len(kept) == longest


@pytest.mark.parametrize(
    ("text", "newline"),
    [("FROM a", "\n"), ("FROM a\n", "\n"), ("FROM a\r\nRUN x\n", "\r\n"), ("FROM a\r", "\n")],
)
def test_newline_of(text, newline):
    assert newline_of(dfopt.parse(text)) == newline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\n", [(1, 1, 1, 7)]),
        ("# c\n\n  FROM a \n", [(3, 3, 3, 9)]),
        ("FROM a\n# s\n\n# c\nRUN 🐳\n", [(1, 1, 1, 7), (5, 1, 5, 6)]),
        ("FROM a\nRUN x \\\n# in\n  y \\\n", [(1, 1, 1, 7), (2, 1, 4, 4)]),
        ("FROM a\nRUN <<E\nx\nE\nUSER u", [(1, 1, 1, 7), (2, 1, 4, 2), (5, 1, 5, 7)]),
        ("\ufeffFROM a\r\nUSER u\r\n", [(1, 1, 1, 7), (2, 1, 2, 7)]),
        ("FROM a\n\\\n\\\n USER u\n", [(1, 1, 1, 7), (4, 2, 4, 8)]),
    ],
)
def test_spans(text, expected):
    tree = dfopt.parse(text)
    found = spans(tree)
    assert [
        (s.start.line, s.start.column, s.end.line, s.end.column)
        for s in (found[statement] for statement in tree.statements)
    ] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n", "a\n", []),
        ("", "a\n", [(1, 1, 1, 1, "a\n")]),
        ("a\n", "", [(1, 1, 2, 1, "")]),
        ("a\nb\nc\n", "a\nx\nc\n", [(2, 1, 3, 1, "x\n")]),
        ("a\nb\nc\n", "a\nc\n", [(2, 1, 3, 1, "")]),
        ("a\nb", "a\nb\n", [(2, 1, 2, 2, "b\n")]),
        ("a\nb", "a\n", [(2, 1, 2, 2, "")]),
        ("a\nb\nc\nd\ne\n", "x\nb\nc\nd\ny\n", [(1, 1, 2, 1, "x\n"), (5, 1, 6, 1, "y\n")]),
        ("a\r\nb\n", "a\nb\n", [(1, 1, 2, 1, "a\n")]),
    ],
)
def test_edits(before, after, expected):
    found = [
        (e.span.start.line, e.span.start.column, e.span.end.line, e.span.end.column, e.text)
        for e in edits(before, after)
    ]
    assert found == expected


_TEXTS = st.lists(st.sampled_from(["a", "b", "\n", "\r\n", "ü", "\x85"]), max_size=12).map("".join)


@given(_TEXTS, _TEXTS)
def test_edits_make_the_other_text(before, after):
    lines = before.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    text = before
    for edit in reversed(edits(before, after)):
        start, end = (
            min(len(before), starts[min(p.line, len(starts)) - 1] + p.column - 1)
            for p in (edit.span.start, edit.span.end)
        )
        text = text[:start] + edit.text + text[end:]
    assert text == after


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n", "a\n", ""),
        ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
        ("a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
        ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
    ],
)
def test_unified_diff(before, after, expected):
    head = "--- a/Dockerfile\n+++ b/Dockerfile\n" if expected else ""
    assert unified_diff(before, after, "Dockerfile") == head + expected


@pytest.mark.parametrize(("context", "hunks"), [(0, 2), (1, 2), (2, 1), (-1, 2)])
def test_context(context, hunks):
    before = "a\nb\nc\nd\ne\n"
    after = "x\nb\nc\nd\ny\n"
    assert unified_diff(before, after, "f", context).count("@@ -") == hunks


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Dockerfile", "a/Dockerfile"),
        ("a b", "a/a b\t"),
        ("ü", '"a/\\303\\274"'),
        ('a"b\\c\n', '"a/a\\"b\\\\c\\n"'),
        ("\x1b\udcff", '"a/\\033\\377"'),
    ],
)
def test_names_in_patches_are_quoted_as_git_does(name, header):
    assert unified_diff("a\n", "b\n", name).splitlines()[0] == f"--- {header}"


def common(one, other):
    """Return how many lines two texts can have in common, in order."""
    row = [0] * (len(other) + 1)
    for line in one:
        new = [0]
        for index, candidate in enumerate(other):
            new.append(row[index] + 1 if line == candidate else max(new[index], row[index + 1]))
        row = new
    return row[-1]


_LINES = st.lists(st.sampled_from("abc"), max_size=10)


@given(_LINES, _LINES)
def test_as_few_lines_as_possible_differ(before, after):
    removed = sum(i2 - i1 for i1, i2, _, _ in blocks(before, after))
    assert len(before) - removed == common(before, after)


def test_lines_that_are_repeated_do_not_slow_the_comparison_down(monkeypatch):
    # Rounds of the comparison are counted, not seconds: 20 blocks of 2 lines for 1.
    monkeypatch.setattr("dfopt.syntax.diff.MOST_EDITS", 60)
    same = ["    same && \\\n"] * 200
    before = [line for n in range(20) for line in (f"A{n}\n", f"B{n}\n", *same)]
    after = [line for n in range(20) for line in (f"A{n} B{n}\n", *same)]
    assert len(blocks(before, after)) == 20


def test_texts_that_have_little_in_common_are_not_compared_to_the_end(monkeypatch):
    monkeypatch.setattr("dfopt.syntax.diff.MOST_EDITS", 3)
    assert blocks(list("aXbcb"), list("aYcbb")) == [(1, 4, 1, 4)]
    assert blocks(list("a1b2c"), list("a3b4c")) == [(1, 4, 1, 4)]
