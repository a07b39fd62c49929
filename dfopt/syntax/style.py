"""How new text is to look: like what stands nearest to it in the file."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Statement

_DEFAULT_INDENT: Final = "    "


class Style:
    """The indentation of the continuation lines in a file, by place."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        """Look at every instruction once."""
        self._index = {statement: i for i, statement in enumerate(dockerfile.statements)}
        self._places: list[int] = []
        self._indents: list[str] = []
        for statement, index in self._index.items():
            indent = _own_indent(statement) if "\n" in statement.text[:-1] else ""
            if indent:
                self._places.append(index)
                self._indents.append(indent)

    def continuation_indent(self, near: Statement) -> str:
        """Return the indentation nearest to an instruction, the later of two; else four spaces."""
        if not self._places:
            return _DEFAULT_INDENT
        place = self._index[near]
        after = bisect_left(self._places, place)
        if after == len(self._places):
            return self._indents[-1]
        if after and place - self._places[after - 1] < self._places[after] - place:
            return self._indents[after - 1]
        return self._indents[after]


def _own_indent(statement: Statement) -> str:
    """Return the indentation of the first continued line, comments left out; empty if none."""
    text = "".join(str(t) for t in statement.tokens() if not t.type.startswith("HEREDOC_"))
    for line in text.split("\n")[1:]:
        content = line.lstrip(" \t")
        if content.strip() and not content.startswith("#"):
            return line[: len(line) - len(content)]
    return ""
