"""Compile a Lark grammar to the plain tables that ``dfopt.syntax.driver`` runs.

Lark builds the LALR(1) tables when the package is built; the package itself never imports Lark. Two
builds of one grammar give the same bytes: states are numbered breadth-first from the start state,
rules and terminals are sorted by name.

Run as ``python grammar/compile.py GRAMMAR TARGET``.
"""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Reduce, Shift

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = '''"""LALR(1) tables of {name}, made by grammar/compile.py when the package is built."""

'''


class _NoLexer(Lexer):
    """Stand in for Lark's lexer: every terminal is declared, and dfopt brings its own tokens."""

    def __init__(self, lexer_conf: object) -> None:
        """Ignore Lark's configuration."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
        """Refuse: there is no text to cut, tokens are fed one by one."""
        raise NotImplementedError


def load(source: Path) -> Lark:
    """Return Lark's own parser for the grammar, to be fed through ``parse_interactive``."""
    return Lark(
        source.read_text(encoding="utf-8"),
        parser="lalr",
        lexer=_NoLexer,
        keep_all_tokens=True,
        maybe_placeholders=False,
        strict=False,
    )


def compile_grammar(source: Path, target: Path) -> bool:
    """Write the tables of the grammar ``source`` to the module ``target``.

    Returns whether the file was written; it is left alone when it already holds these bytes.
    """
    text = _HEADER.format(name=source.name) + _tables(load(source))
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        return False
    target.write_text(text, encoding="utf-8")
    return True


def _tables(lark: Lark) -> str:
    """Return the source text of the tables."""
    parse_table: Any = lark.parser.parser._parse_table
    shapes = sorted({_shape(rule) for rule in lark.rules})
    number_of_shape = {shape: number for number, shape in enumerate(shapes)}
    start = parse_table.start_states["start"]
    numbers = _breadth_first(parse_table.states, start)
    lines = ["RULES: tuple[tuple[str, int], ...] = ("]
    lines += [f"    {shape!r}," for shape in shapes]
    lines += [")", "STATES: tuple[dict[str, int], ...] = ("]
    for state in numbers:
        entries = []
        for symbol, (action, argument) in sorted(parse_table.states[state].items()):
            if action is Shift:
                entries.append(f"{symbol!r}: {numbers[argument]}")
            elif action is Reduce:
                entries.append(f"{symbol!r}: {~number_of_shape[_shape(argument)]}")
        lines.append("    {" + ", ".join(entries) + "},")
    lines += [")", f"ACCEPT = {numbers[parse_table.end_states['start']]}", ""]
    return "\n".join(lines)


def _shape(rule: Any) -> tuple[str, int]:
    """Return what the driver needs of a rule: the name of what it makes, and of how many parts."""
    return str(rule.origin.name), len(rule.expansion)


def _breadth_first(states: dict[Any, dict[str, Any]], start: Any) -> dict[Any, int]:
    """Number the states in the order in which sorted symbols reach them."""
    numbers = {start: 0}
    queue = deque([start])
    while queue:
        for _, (action, argument) in sorted(states[queue.popleft()].items(), key=lambda i: i[0]):
            if action is Shift and argument not in numbers:
                numbers[argument] = len(numbers)
                queue.append(argument)
    return numbers


if __name__ == "__main__":
    compile_grammar(Path(sys.argv[1]), Path(sys.argv[2]))
