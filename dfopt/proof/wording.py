"""Values that are not known, in words."""

from __future__ import annotations

from dfopt.builder.values import Term, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DEPTH: Final = 6
_LENGTH: Final = 200


def described(value: object) -> str:
    """Return a value for people: text as it is, an unknown value as where it comes from."""
    text = _described(value, _DEPTH)
    return text if len(text) <= _LENGTH else text[: _LENGTH - 3] + "..."


def _described(value: object, depth: int) -> str:
    if isinstance(value, tuple | list):
        return "[" + ", ".join([_described(part, depth) for part in value]) + "]"
    if not isinstance(value, Term):
        return "empty" if value == "" else shown(value)
    if depth == 0:
        return "..."
    parts = [_described(part, depth - 1) for part in value.operands]
    match value.kind, parts:
        case "text", _:
            return "".join(
                [
                    part if isinstance(operand, str) else f"<{part}>"
                    for operand, part in zip(value.operands, parts)
                ]
            )
        case "image", [reference, _]:
            return f"image {reference}"
        case "variable" | "configuration", [origin, name]:
            return f"{name} of {origin}"
        case "argument", [name, default]:
            return f"build argument {name} (default {default})"
        case "given", [name]:
            return f"build argument {name}, if given"
        case _:
            return f"{value.kind} of ({', '.join(parts)})"
