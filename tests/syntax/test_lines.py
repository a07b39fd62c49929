"""Physical lines and how they join."""

from __future__ import annotations

import pytest

from dfopt.syntax.lines import (
    MAX_LINE_BYTES,
    Scanner,
    continuation_end,
    is_blank,
    is_comment,
    is_too_long,
    split_lines,
    utf8,
    without_newline,
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("a\nb", ["a\n", "b"]),
        ("\n\n", ["\n", "\n"]),
        ("a\r\nb\r", ["a\r\n", "b\r"]),
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\n", ["a\x0bb\x0cc\x1cd\x85e\u2028f\n"]),
    ],
)
def test_lines_end_at_line_feeds_alone(text, lines):
    assert split_lines(text) == lines


def test_all_carriage_returns_at_the_end_go():
    assert without_newline("a\r\r\n") == "a"
    assert without_newline("a\rb\n") == "a\rb"


@pytest.mark.parametrize(
    ("content", "escape", "end"),
    [
        ("a \\", "\\", 2),
        ("a\\", "\\", 1),
        ("\\", "\\", 0),
        ("a \\ \t ", "\\", 2),
        ("a \\\u00a0", "\\", -1),
        ("a \\\\", "\\", -1),
        ("a \\\\\\", "\\", -1),
        ("a \\ \\", "\\", 4),
        ("a `", "\\", -1),
        ("a `", "`", 2),
        ("a \\", "`", -1),
        ("a", "\\", -1),
        ("", "\\", -1),
    ],
)
def test_one_escape_token_continues(content, escape, end):
    assert continuation_end(content, escape) == end


@pytest.mark.parametrize("line", ["#", "# a\n", "  \t# a", "\u00a0# a", "\x85#"])
def test_comment(line):
    assert is_comment(line)


@pytest.mark.parametrize("line", ["", "a # b", "\\#", "\u200b# zero width is no space"])
def test_no_comment(line):
    assert not is_comment(line)


def test_blank():
    assert is_blank(" \t\r\n")
    assert is_blank("\u3000\u2028\x85\n")
    assert not is_blank("\\\n")
    assert not is_blank("\x00\n")


@pytest.mark.parametrize(
    ("line", "too_long"),
    [
        ("x" * MAX_LINE_BYTES + "\n", False),
        ("x" * MAX_LINE_BYTES, False),
        ("x" * (MAX_LINE_BYTES + 1) + "\n", True),
        ("x" * (MAX_LINE_BYTES + 1), True),
        ("ü" * 32_767 + "x\n", False),
        ("ü" * 32_768 + "\n", True),
        ("🐳" * 16_384 + "\n", True),
        ("\udcff" * MAX_LINE_BYTES, False),
        ("\ud800" * 30_000, True),
    ],
    ids=range(9),
)
def test_line_length_counts_bytes(line, too_long):
    assert is_too_long(line) == too_long


def test_utf8_gives_back_bytes_that_were_none():
    assert utf8("ü\udcff") == b"\xc3\xbc\xff"
    assert utf8("\ud800") == b"\xed\xa0\x80"


def joined(text, escape="\\"):
    return Scanner(split_lines(text), escape).logical_line()


@pytest.mark.parametrize(
    ("source", "text", "count"),
    [
        ("RUN a\nRUN b\n", "RUN a", 1),
        ("RUN a \\\n  b\n", "RUN a   b", 2),
        ("R\\\nUN\\\n a\n", "RUN a", 3),
        ("RUN a \\ \n b\n", "RUN a  b", 2),
        ("RUN a \\\n# c \\\nb\nRUN c\n", "RUN a b", 3),
        ("RUN a \\\n\n \nb\n", "RUN a b", 4),
        ("\\\nRUN a\n", "RUN a", 2),
        ("RUN a \\\r\nb\r\n", "RUN a b", 2),
        ("  RUN a \\\n", "RUN a ", 1),
        ("RUN a \\\n# c\n", "RUN a ", 2),
        ("RUN 'a\\\n# c\nb'\n", "RUN 'ab'", 3),
        ("RUN a \\\n \\\n b\n", "RUN a   b", 3),
    ],
)
def test_join(source, text, count):
    line = joined(source)
    assert (line.text, line.line_count) == (text, count)
    assert source.startswith(line.raw)


def test_open_end_and_empty_lines_are_remembered():
    assert joined("RUN a \\\n").open_ended
    assert joined("RUN a \\\n# c\n").open_ended
    assert not joined("RUN a \\\nb\n").open_ended
    assert joined("RUN a \\\n\nb\n").empty_continuation
    assert not joined("RUN a \\\n#\nb\n").empty_continuation


@pytest.mark.parametrize(
    "source",
    [
        "  RUN a \\\n# c\n\n  b\\\nc \\\n \\\n\td\r\n",
        "RUN a\n",
        "\\\n\\\nRUN\\\n a\n",
        "R\\\nU\\\nN\\\n",
    ],
)
def test_every_joined_character_is_traced_to_its_source(source):
    line = joined(source)
    offsets = [line.raw_offset(offset) for offset in range(len(line.text))]
    assert "".join(line.raw[offset] for offset in offsets) == line.text
    assert offsets == sorted(set(offsets))


@pytest.mark.parametrize(
    ("source", "chomp", "body", "end"),
    [
        ("a\nE\nrest\n", False, "a\n", "E\n"),
        ("E\n", False, "", "E\n"),
        ("a\n\tE\nE\n", False, "a\n\tE\n", "E\n"),
        ("\ta\n\t\tE\n", True, "\ta\n", "\t\tE\n"),
        ("E \n E\nE", False, "E \n E\n", "E"),
        ("a\r\nE\r\n", False, "a\r\n", "E\r\n"),
        ("a\nb", False, "a\nb", None),
        ("", False, "", None),
    ],
)
def test_heredoc(source, chomp, body, end):
    assert Scanner(split_lines(source), "\\").heredoc("E", chomp=chomp) == (body, end)
