"""Positions of dfopt and of the protocol."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from dfopt.server.positions import Positions
from dfopt.terms import Position, Span

EMOJI = "# caf\u00e9 \U0001f433 x\nFROM a\n"


@pytest.mark.parametrize(
    ("encoding", "column"),
    [("utf-8", 12), ("utf-16", 9), ("utf-32", 8)],
)
def test_columns_are_counted_in_the_units_agreed_on(encoding, column):
    positions = Positions(EMOJI, encoding)
    found = positions.at(positions.offset_of(Position(1, 9)))
    assert found == lsp.Position(0, column)
    assert EMOJI[positions.index(found)] == " "
    assert EMOJI[positions.index(found) - 1] == "\U0001f433"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "text",
    [
        EMOJI,
        "",
        "FROM a",
        "FROM a\r\nRUN b\r\n",
        "a\rb\nc\r\n\rd",
        "\ufeffFROM a\n",
        "a\u2028b\u0085c\x0bd\x0ce\n\U0001f433\n",
        "\udcff lone \ud83d\n",
    ],
)
def test_every_place_goes_there_and_back(text, encoding):
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # inside of a line end there is no position
        assert positions.index(positions.at(offset)) == offset


def test_a_lone_carriage_return_ends_a_line_of_the_protocol_only():
    positions = Positions("RUN a\rb\nRUN c\n")
    assert positions.at(positions.offset_of(Position(2, 1))) == lsp.Position(2, 0)
    assert positions.line_of(lsp.Position(1, 0)) == 1
    assert positions.line_of(lsp.Position(2, 3)) == 2


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_other_separators_end_no_line(character):
    positions = Positions(f"# a{character}b\nFROM a\n")
    assert positions.at(positions.offset_of(Position(2, 1))) == lsp.Position(1, 0)


def test_positions_from_the_client_that_do_not_exist():
    positions = Positions("FROM a\nRUN \U0001f433\n")
    assert positions.index(lsp.Position(0, 99)) == 6
    assert positions.index(lsp.Position(99, 0)) == 14 - 1
    # In the middle of the pair of surrogates: before the character.
    assert positions.index(lsp.Position(1, 5)) == 11


def test_the_first_line_of_a_span():
    positions = Positions("RUN a \\\r\n  b\r\n")
    span = Span(Position(1, 1), Position(2, 4))
    assert positions.range(span).end == lsp.Position(1, 3)
    assert positions.first_line(span).end == lsp.Position(0, 7)
