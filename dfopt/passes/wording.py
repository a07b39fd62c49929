"""How passes name instructions to people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.syntax.nodes import Statement

_LONGEST: Final = 48


def what(statement: Statement) -> str:
    """Return a few words by which people recognise an instruction, in backquotes."""
    text = " ".join(str(word) for word in statement.lexed.original.split() if word != "\\")
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 3].rstrip() + "..."
    return f"`{text.replace('`', chr(39))}`"
