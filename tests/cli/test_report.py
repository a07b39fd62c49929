"""Text for people: escaping, excerpts, colours, summaries."""

import io
import time
import unicodedata

import pytest

from dfopt.report.escape import printable, printable_lines
from dfopt.report.summary import summary
from dfopt.report.text import (
    Paint,
    change_lines,
    diagnostic_lines,
    terminal_diff,
    wants_colour,
)
from dfopt.terms import Change, Diagnostic, Position, Span

PLAIN = Paint(False)
COLOUR = Paint(True)


def span(line, column, end_line, end_column):
    return Span(Position(line, column), Position(end_line, end_column))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("COPY . .", "COPY . ."),
        ("caf\u00e9 \u4f60", "caf\u00e9 \u4f60"),
        ("a\tb", "a\tb"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb\nc", "a\\x0db\\x0ac"),
        ("\x7f\x00", "\\x7f\\x00"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\udcff", "\\xff"),
        ("\ud800", "\\ud800"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


def test_no_control_character_gets_through():
    everything = "".join(map(chr, range(0x11000)))
    shown = printable(everything)
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\t"}
    assert not bad
    assert not {c for c in shown if unicodedata.bidirectional(c) in ("LRE", "RLO", "LRI", "PDI")}


def test_printable_lines_keeps_line_ends():
    assert printable_lines("a\r\nb\x1b\n\rc") == "a\nb\\x1b\n\\x0dc"


def test_excerpt():
    lines = diagnostic_lines(
        "a/Dockerfile",
        "FROM a\r\n\tCOPI . .\r\n",
        [Diagnostic("parse-error", "no such thing", span(2, 2, 2, 6))],
        PLAIN,
    )
    assert lines == [
        "a/Dockerfile:2:2: error[parse-error]: no such thing",
        "  |",
        "2 |  COPI . .",
        "  |  ^^^^",
    ]


def test_excerpt_of_hostile_text():
    lines = diagnostic_lines(
        "\x1b]0;title\x07",
        "RUN \x1b[2J\x1b[31m bad\x85",
        [Diagnostic("x", "not \x1b[0m", span(1, 15, 1, 18))],
        PLAIN,
    )
    assert not any(c < " " or "\x7f" <= c < "\xa0" for line in lines for c in line)
    assert lines[2] == "1 | RUN \\x1b[2J\\x1b[31m bad\\x85"
    assert lines[3].index("^") == lines[2].index("bad")
    assert lines[3].count("^") == 3


def test_excerpt_over_several_lines_shows_the_first():
    text = "FROM a\nRUN x \\\n  y\n"
    found = [Diagnostic("x", "m", span(2, 5, 3, 4), "warning")]
    assert diagnostic_lines("D", text, found, PLAIN)[2:] == ["2 | RUN x \\", "  |     ^^^"]


@pytest.mark.parametrize(
    "where", [span(1, 1, 1, 1), span(1, 7, 1, 7), span(3, 1, 3, 1), span(1, 99, 1, 120)]
)
def test_empty_and_impossible_spans(where):
    lines = diagnostic_lines("D", "FROM a", [Diagnostic("x", "m", where)], PLAIN)
    assert lines[0] == f"D:{where}: error[x]: m"
    assert len(lines) in (1, 4)


@pytest.mark.parametrize("column", [1, 5_000_000, 10_000_000])
def test_excerpt_of_a_line_of_megabytes_is_short(column):
    text = "x" * 10_000_000
    start = time.process_time()
    found = [Diagnostic("x", "m", span(1, column, 1, column + 3))]
    _, _, excerpt, carets = diagnostic_lines("D", text, found, PLAIN)
    assert time.process_time() - start < 1
    assert len(excerpt) < 120
    assert "^" in carets
    assert len(carets) <= len(excerpt) + 3


def test_many_diagnostics_are_cut_short():
    found = [Diagnostic("x", "m", span(1, 1, 1, 2))] * 100_000
    lines = diagnostic_lines("D", "FROM a\n" * 100_000, found, PLAIN)
    assert len(lines) == 20 * 4 + 1
    assert lines[-1] == "D: 99980 more like these"


def test_change():
    change = Change(
        "reorder",
        "move \x1bCMD up",
        "CMD is stable",
        "known-commands",
        span(9, 1, 10, 1),
        span(7, 1, 8, 1),
        2.5,
        ("apt-get.system-paths-only",),
    )
    assert change_lines("D", [change], PLAIN) == [
        "D:9:1: reorder: move \\x1bCMD up",
        "    CMD is stable",
        "    saves 2.50 s per rebuild, estimated from priors",
        "    assumes apt-get.system-paths-only",
    ]


def test_colours_can_be_taken_away():
    assert COLOUR("x", "\x1b[31m") == "\x1b[31mx\x1b[0m"
    assert COLOUR("", "\x1b[31m") == ""
    assert PLAIN("x", "\x1b[31m") == "x"


def test_terminal_diff():
    diff = "--- a/D\n+++ b/D\n@@ -1,2 +1,2 @@\n FROM \x1b[0ma\r\n-x\r\n+y\r\n"
    assert terminal_diff(diff, PLAIN) == (
        "--- a/D\n+++ b/D\n@@ -1,2 +1,2 @@\n FROM \\x1b[0ma\n-x\n+y\n"
    )
    coloured = terminal_diff(diff, COLOUR).split("\n")
    assert coloured[3] == " FROM \\x1b[0ma"
    assert coloured[4:6] == ["\x1b[31m-x\x1b[0m", "\x1b[32m+y\x1b[0m"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("mode", "stream", "environment", "wanted"),
    [
        ("auto", Terminal(), {}, True),
        ("auto", Terminal(), {"TERM": "dumb"}, False),
        ("auto", Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", Terminal(), {"NO_COLOR": ""}, True),
        ("auto", io.StringIO(), {}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1"}, True),
        ("auto", io.StringIO(), {"FORCE_COLOR": "0"}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": ""}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", None, {}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Terminal(), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_when_colours_are_wanted(mode, stream, environment, wanted):
    assert wants_colour(mode, stream, environment) is wanted


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"changed": 3, "unchanged": 41, "written": True}, "3 files changed, 41 left alone"),
        ({"changed": 1, "unchanged": 0, "written": True}, "1 file changed"),
        ({"changed": 3, "unchanged": 41}, "3 files would change, 41 left alone"),
        ({"changed": 0, "unchanged": 1}, "1 file left alone"),
        ({"changed": 0, "unchanged": 0}, "0 files left alone"),
        ({"changed": 0, "unchanged": 0, "failed": 2}, "2 files failed"),
        (
            {"changed": 1, "unchanged": 2, "skipped": 3, "failed": 4},
            "1 file would change, 2 left alone, 3 skipped, 4 failed",
        ),
    ],
)
def test_summary(arguments, line):
    assert summary(**arguments) == line
