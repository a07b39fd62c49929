"""Comments that tell dfopt what to leave alone.

``# dfopt: ignore=RULE`` keeps the rules named, comma between them, off the next instruction;
``# dfopt: pin`` keeps every rule off it; ``# dfopt: off`` and ``# dfopt: on`` bracket instructions
that stay as they are; ``# dfopt: skip-file`` does so for the whole file. ``docs/configuration.md``
describes them for users.
"""

from __future__ import annotations

import re

from dfopt.config import did_you_mean
from dfopt.lazy import regex
from dfopt.record import Record
from dfopt.syntax.nodes import Section, Statement
from dfopt.terms import Diagnostic, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Line

_PRAGMA: Final = regex(r"#+\s*dfopt\s*:\s*(.*)")
_BINDING: Final = regex(r"#+\s*(?:check\s*=|dfopt\s*:)", re.IGNORECASE)
_BRACKET: Final = regex(r"#+\s*dfopt\s*:\s*(?:on|off)\b")
#: More of a name is not quoted.
_LONGEST_NAME: Final = 40
_MOST_HINTS: Final = 20


class Pragmas(Record):
    """What the comments of a file say.

    ``pinned`` are instructions that no rule may touch; ``ignored`` holds per rule those that it
    may not touch.
    """

    skips_file: bool
    pinned: frozenset[Statement]
    ignored: dict[str, frozenset[Statement]]
    diagnostics: tuple[Diagnostic, ...]

    def untouchable(self, rule: str) -> frozenset[Statement]:
        """Return the instructions that ``rule`` must leave where and as they are."""
        return self.pinned | self.ignored.get(rule, frozenset())


class _Reader:
    """Walks through the comments of a file."""

    def __init__(self, rules: Collection[str]) -> None:
        self.rules = rules
        self.is_off = False
        self.skips_file = False
        self.pins = False
        self.names: set[str] = set()
        self.pinned: set[Statement] = set()
        self.ignored: dict[str, set[Statement]] = {}
        self.diagnostics: list[Diagnostic] = []

    def comment(self, raw: str, number: int) -> None:
        """Obey one comment line."""
        match = _PRAGMA.match(raw.strip())
        if match is None:
            return
        words = match.group(1).strip()
        name, _, value = words.partition("=")
        if words == "skip-file":
            self.skips_file = True
        elif words in ("off", "on"):
            self.is_off = words == "off"
        elif words == "pin":
            self.pins = True
        elif name.strip() == "ignore" and value.strip():
            self.ignore(value, raw, number)
        else:
            message = "expected ignore=RULE, pin, off, on or skip-file"
            self.report(message, raw, number)

    def ignore(self, value: str, raw: str, number: int) -> None:
        """Take the names of an ``ignore=``; a reason may follow them."""
        for name in value.split("#")[0].split(","):
            rule = name.strip().split(" ")[0]
            if rule in self.rules:
                self.names.add(rule)
            elif rule:
                # A file may hold any number of them: the first few get a suggestion.
                few = len(self.diagnostics) < _MOST_HINTS
                hint = did_you_mean(rule[:_LONGEST_NAME], self.rules) if few else ""
                self.report(f"unknown rule {rule[:_LONGEST_NAME]!r}{hint}", raw, number)
            else:
                self.report("expected the names of rules behind ignore=", raw, number)

    def report(self, message: str, raw: str, number: int) -> None:
        """Warn about a pragma that cannot be obeyed."""
        start = len(raw) - len(raw.lstrip())
        span = Span(Position(number, start + 1), Position(number, len(raw.rstrip()) + 1))
        self.diagnostics.append(Diagnostic("unknown-pragma", message, span, "warning"))

    def statement(self, statement: Statement) -> None:
        """Apply what was said since the last instruction."""
        if self.is_off or self.pins:
            self.pinned.add(statement)
        for name in self.names:
            self.ignored.setdefault(name, set()).add(statement)
        self.pins = False
        self.names = set()


def read_pragmas(dockerfile: Dockerfile, rules: Collection[str]) -> Pragmas:
    """Return what the comments of a file say; ``rules`` are the names that ``ignore=`` knows."""
    reader = _Reader(rules)
    number = 1
    header: tuple[Line, ...] = ()
    for item in dockerfile.body:
        lines = item.lines if isinstance(item, Section) else item.leading
        number = _read_lines(reader, lines, number)
        if isinstance(item, Section):
            header = item.lines
            continue
        if _holds_place(item, header):
            reader.pinned.add(item)
        reader.statement(item)
        header = ()
        number += item.text.count("\n")
    _read_lines(reader, dockerfile.trailer, number)
    return Pragmas(
        reader.skips_file,
        frozenset(reader.pinned),
        {rule: frozenset(statements) for rule, statements in reader.ignored.items()},
        tuple(reader.diagnostics),
    )


def _read_lines(reader: _Reader, lines: tuple[Line, ...], number: int) -> int:
    for line in lines:
        if line.kind == "comment":
            reader.comment(line.raw, number)
        number += 1
    return number


def _holds_place(statement: Statement, header: tuple[Line, ...]) -> bool:
    """Tell whether an instruction is bound to where it stands.

    BuildKit binds a ``# check=`` comment to the next instruction across blank lines, and so does
    dfopt its own: a header that holds one must keep it. ``# dfopt: on`` and ``off`` bracket what
    stands between them, and so may not travel. A last line that ends in the escape token would take
    the next line in if anything came after it.
    """
    return (
        statement.open_ended
        or any(_BINDING.match(line.raw.strip()) for line in header)
        or any(_BRACKET.match(comment) for comment in statement.comments)
    )
