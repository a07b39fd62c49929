"""A small LALR(1) driver for the tables that Lark makes of ``grammar/dockerfile.lark``.

It builds the trees that Lark's own parser builds of the same tokens: a rule makes a node, a rule
whose name begins with an underscore gives its parts to the node above. A test holds that.
"""

from __future__ import annotations

from dfopt.record import Record
from dfopt.syntax._tables import ACCEPT, RULES, STATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Token(Record):
    """A terminal with its text, and the trivia in front of it.

    ``raw`` is the text as it stands in the file, ``value`` the text BuildKit sees: they differ
    where a continuation runs through the token. ``before`` is what lies between the previous token
    and this one: white space, continuations and the comments inside them.
    """

    type: str
    value: str
    raw: str
    before: str = ""

    def __str__(self) -> str:
        return self.before + self.raw


class Tree(Record):
    """A rule of the grammar and its parts."""

    name: str
    children: tuple[Token | Tree, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.children))


class GrammarError(Exception):
    """A token that may not stand where it does; ``index`` is its place, or the end's."""

    def __init__(self, index: int, expected: tuple[str, ...]) -> None:
        """Remember the place and the terminals that could have stood there."""
        super().__init__(index, expected)
        self.index = index
        self.expected = expected


def parse_tokens(tokens: Sequence[Token]) -> tuple[Token | Tree, ...]:
    """Return the children of the grammar's start rule.

    Raises:
        GrammarError: the tokens are no sentence of the grammar.
    """
    states = [0]
    values: list[list[Token | Tree]] = []
    for index, token in enumerate(tokens):
        _reduce_all(states, values, token.type, index)
        states.append(STATES[states[-1]][token.type])
        values.append([token])
    _reduce_all(states, values, "$END", len(tokens))
    (start,) = values[-1]
    assert isinstance(start, Tree)
    return start.children


def _reduce_all(
    states: list[int], values: list[list[Token | Tree]], lookahead: str, index: int
) -> None:
    """Reduce until the look-ahead can be shifted, or the whole is accepted."""
    while True:
        row = STATES[states[-1]]
        action = row.get(lookahead)
        if action is None:
            expected = tuple(sorted(symbol for symbol in row if symbol.isupper()))
            raise GrammarError(index, expected)
        if action >= 0:
            return
        name, length = RULES[~action]
        parts: list[Token | Tree] = []
        if length:
            # The first part's list is taken over, so that a long repetition stays linear.
            parts, *others = values[-length:]
            for value in others:
                parts += value
            del values[-length:], states[-length:]
        values.append(parts if name[0] == "_" else [Tree(name, tuple(parts))])
        states.append(STATES[states[-1]][name])
        if states[-1] == ACCEPT and lookahead == "$END":
            return
