"""How new text is to look: like what stands nearest to it in the file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Statement

_DEFAULT_INDENT: Final = "    "


def continuation_indent(dockerfile: Dockerfile, near: Statement) -> str:
    """Return the indentation of the continuation line nearest to a statement, else four spaces."""
    statements = dockerfile.statements
    place = next(i for i, statement in enumerate(statements) if statement is near)
    for distance in range(len(statements)):
        for index in {place + distance, place - distance}:
            if 0 <= index < len(statements):
                indent = _own_indent(statements[index])
                if indent:
                    return indent
    return _DEFAULT_INDENT


def _own_indent(statement: Statement) -> str:
    """Return the indentation of the first continued line, comments left out; empty if none."""
    text = "".join(str(t) for t in statement.tokens() if not t.type.startswith("HEREDOC_"))
    for line in text.split("\n")[1:]:
        content = line.lstrip(" \t")
        if content.strip() and not content.startswith("#"):
            return line[: len(line) - len(content)]
    return ""
