"""A word as a tree of literal text and substitutions.

This is the reading half of BuildKit's ``shell.Lex``: quotes and escapes are resolved, ``$name`` and
``${name...}`` are kept as nodes for whoever knows values. The words of modifiers are words again.
"""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

#: How deep ``${a:-${b:-...}}`` may nest here. BuildKit itself sets no limit.
MAX_NESTING = 100

_SPECIAL_PARAMETERS = "@*#?-$!0"
_BYTE_ORDER_MARK = "\ufeff"

#: Compiled patterns by the characters at which a run of ordinary text ends.
_runs: dict[str, re.Pattern[str]] = {}


class Literal(Record):
    """Text that stands for itself, found at ``start`` up to ``end`` of the source.

    White space in it ends a word if ``splits``; in quotes and after an escape it does not.
    ``restarts`` is explained at :class:`Substitution`.
    """

    text: str
    splits: bool
    start: int
    end: int
    restarts: bool = False


class Substitution(Record):
    """``$name`` or ``${name<modifier>...}``, found at ``start`` up to ``end`` of the source.

    ``modifier`` is empty, one of ``- + ? :- :+ :? # % / //``, or ``:`` and another character, which
    BuildKit refuses when it expands the word. ``operands`` are the words after the modifier: two
    for ``/`` and ``//`` (pattern, replacement), else one. The long forms ``##`` and ``%%`` are
    ``#`` and ``%`` with an operand whose value begins with that character. White space in the
    value ends a word if ``splits``.

    BuildKit has one buffer for the word it is splitting off, and reading an operand empties it: it
    forgets the part of a word before ``${name-...}``, or before the double quotes around one.
    ``restarts`` marks the piece in front of which that happens.
    """

    name: str
    modifier: str
    operands: tuple[tuple[Piece, ...], ...]
    braced: bool
    splits: bool
    start: int
    end: int

    @property
    def restarts(self) -> bool:
        """Tell whether splitting forgets the part of the word in front of this piece."""
        return self.splits and bool(self.operands)


if TYPE_CHECKING:
    Piece: TypeAlias = Literal | Substitution


def parse(
    word: str,
    escape: str = "\\",
    *,
    process_quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
) -> tuple[Piece, ...]:
    """Take a word apart into literal text and substitutions; the options are those of `expand`.

    Raises:
        ExpansionError: a quote or a brace is open, a substitution is malformed or nested deeper
            than :data:`MAX_NESTING`.
    """
    if not word.isascii():
        # Go's scanner reads each byte that is no UTF-8 as U+FFFD.
        word = re.sub("[\ud800-\udfff]", "\ufffd", word)
    parser = _Parser(word, escape, process_quotes, raw_quotes)
    return tuple(parser.pieces("", raw_escapes, 0))


def substitutions(pieces: Iterable[Piece]) -> Iterator[Substitution]:
    """Yield every substitution, however deep."""
    pending = list(pieces)
    while pending:
        piece = pending.pop()
        if isinstance(piece, Substitution):
            yield piece
            for operand in piece.operands:
                pending += operand


def is_unsupported(modifier: str) -> bool:
    """Tell whether BuildKit refuses the modifier when it expands the word."""
    return modifier.startswith(":") and modifier not in (":-", ":+", ":?")


def unsupported(name: str, modifier: str) -> ExpansionError:
    """Return the error for a modifier that BuildKit does not know."""
    return ExpansionError(f"${{{name}{modifier}...}}: BuildKit does not know this modifier")


def _run(ends: str) -> re.Pattern[str]:
    if ends not in _runs:
        _runs[ends] = re.compile(f"[^{re.escape(ends)}]+")
    return _runs[ends]


class _Parser:
    """A cursor over one word."""

    def __init__(self, text: str, escape: str, process_quotes: bool, raw_quotes: bool) -> None:
        self.text = text
        self.escape = escape
        self.quotes = "'\"" if process_quotes else ""
        self.raw_quotes = raw_quotes
        # Go's scanner drops a byte order mark at the start of its input.
        self.pos = 1 if text.startswith(_BYTE_ORDER_MARK) else 0

    def pieces(self, stop: str, raw: bool, depth: int) -> list[Piece]:
        """Read up to the character ``stop`` and take that too; up to the end if it is empty."""
        text = self.text
        run = _run(f"$<{self.quotes}{self.escape}{stop}")
        found: list[Piece] = []
        while self.pos < len(text):
            start = self.pos
            char = text[start]
            if match := run.match(text, start):
                self.pos = match.end()
                found.append(Literal(match.group(), True, start, self.pos))
            elif char == stop:
                self.pos += 1
                return found
            elif char == "$":
                found.append(self._dollar(True, depth))
            elif char == "'" and self.quotes:
                found.append(self._single_quoted())
            elif char == '"' and self.quotes:
                found += self._double_quoted(raw, depth)
            elif char == "<":
                found.append(self._angle())
            else:
                self.pos = min(start + 2, len(text))
                kept = text[start if raw else start + 1 : self.pos]
                found.append(Literal(kept, False, start, self.pos))
        if stop:
            raise ExpansionError(f"${{...}} lacks its {stop!r}")
        return found

    def _angle(self) -> Literal:
        """Read ``<``, or ``<<`` and the blanks after it: BuildKit keeps them in one word."""
        start = self.pos
        self.pos += 1
        if self.text.startswith("<", self.pos):
            self.pos += 1
            while self.text[self.pos : self.pos + 1] in ("\t", "\r", " "):
                self.pos += 1
        return Literal(self.text[start : self.pos], False, start, self.pos)

    def _single_quoted(self) -> Literal:
        start = self.pos
        close = self.text.find("'", start + 1)
        if close < 0:
            raise ExpansionError("single quote without its partner")
        self.pos = close + 1
        kept = self.text[start : close + 1] if self.raw_quotes else self.text[start + 1 : close]
        return Literal(kept, False, start, self.pos)

    def _double_quoted(self, raw: bool, depth: int) -> list[Piece]:
        text = self.text
        run = _run(f'$"{self.escape}')
        opening = self.pos
        mark = '"' if self.raw_quotes else ""
        self.pos += 1
        found: list[Piece] = []
        restarts = False
        while self.pos < len(text):
            start = self.pos
            if match := run.match(text, start):
                self.pos = match.end()
                found.append(Literal(match.group(), False, start, self.pos))
            elif text[start] == "$":
                piece = self._dollar(False, depth)
                restarts = restarts or (isinstance(piece, Substitution) and bool(piece.operands))
                found.append(piece)
            elif text[start] == '"':
                self.pos += 1
                return [
                    Literal(mark, False, opening, opening + 1, restarts),
                    *found,
                    Literal(mark, False, start, self.pos),
                ]
            else:
                found.append(self._escape_in_quotes(raw))
        raise ExpansionError("double quote without its partner")

    def _escape_in_quotes(self, raw: bool) -> Literal:
        """Read an escape token, and the next character if the token can escape it there."""
        start = self.pos
        self.pos += 1
        kept = self.text[self.pos : self.pos + 1]
        if kept in ('"', "$", self.escape):
            self.pos += 1
        else:
            kept = self.escape
        # Raw, a token that escapes nothing is written twice: the next reading halves it again.
        return Literal(self.escape + kept if raw else kept, False, start, self.pos)

    def _dollar(self, splits: bool, depth: int) -> Piece:
        start = self.pos
        self.pos += 1
        if self.text.startswith("{", self.pos):
            self.pos += 1
            name, modifier, operands = self._braced(depth + 1)
            return Substitution(name, modifier, operands, True, splits, start, self.pos)
        name = self._name()
        if not name:
            return Literal("$", splits, start, self.pos)
        return Substitution(name, "", (), False, splits, start, self.pos)

    def _braced(self, depth: int) -> tuple[str, str, tuple[tuple[Piece, ...], ...]]:
        """Read what follows ``${``: name, modifier, operands, closing brace."""
        if depth > MAX_NESTING:
            raise ExpansionError(f"${{...}} nested too deeply, more than {MAX_NESTING} levels")
        if self.text[self.pos : self.pos + 1] in ("{", "}", ":"):
            raise ExpansionError("${ is not followed by a name")
        name = self._name()
        modifier = self._take()
        if modifier == "}":
            return name, "", ()
        if modifier == "/":
            if self.text.startswith("/", self.pos):
                modifier += self._take()
            pattern = self.pieces("/", True, depth)
            return name, modifier, (tuple(pattern), tuple(self.pieces("}", True, depth)))
        if modifier == ":":
            modifier += self._take()
        if modifier in ("", ":"):
            raise ExpansionError("${...} lacks its '}'")
        if modifier in (":#", ":%") or modifier[0] not in ":+-?#%":
            raise unsupported(name, modifier)
        return name, modifier, (tuple(self.pieces("}", modifier in "#%", depth)),)

    def _take(self) -> str:
        self.pos += 1
        return self.text[self.pos - 1 : self.pos]

    def _name(self) -> str:
        """Read a name: digits alone, one special parameter, or letters, digits and ``_``."""
        text, start = self.text, self.pos
        end = start
        first = text[start : start + 1]
        if first.isdecimal():
            while text[end : end + 1].isdecimal():
                end += 1
        elif first and first in _SPECIAL_PARAMETERS:
            end += 1
        else:
            while (char := text[end : end + 1]).isalpha() or char.isdecimal() or char == "_":
                end += 1
        self.pos = end
        return text[start:end]
