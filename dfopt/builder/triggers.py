"""ONBUILD: what it stores, and the instruction that this is in a child's build."""

from __future__ import annotations

from dfopt.builder.errors import BuildError
from dfopt.syntax.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.syntax.nodes import Statement


def trigger_text(statement: Statement) -> str:
    """Return what ONBUILD stores: the rest of the line as it stands, and its heredoc bodies."""
    text = statement.lexed.original.lstrip("\t\n\f\r ")[len("ONBUILD") :].lstrip("\t\n\f\r ")
    for heredoc in statement.heredocs:
        text += f"\n{heredoc.content}{heredoc.name}"
    return text


def parse_trigger(text: str) -> Statement:
    """Return the instruction of a trigger.

    Raises:
        BuildError: it is not one instruction that BuildKit takes as a trigger.
    """
    # In a stage of its own, so that nothing in the text is taken for a directive.
    dockerfile = parse(f"FROM scratch\n{text}")
    statements = dockerfile.statements[1:]
    if len(statements) != 1 or statements[0].kind == "FROM":
        raise BuildError(f"the trigger {text!r} is not a single instruction")
    if dockerfile.has_errors:
        raise BuildError(f"the trigger {text!r}: {dockerfile.diagnostics[0].message}")
    return statements[0]
