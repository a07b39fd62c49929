"""Values that may be unknown: plain text, or a term that stands for text.

What a build reads but a Dockerfile does not say (the base image's configuration, build arguments
that may be overridden) is a :class:`Term`. Text made from terms is a term again. Two values are
surely the same if they are equal; unequal terms may still turn out the same.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final, TypeAlias, TypeGuard

#: Text longer than this many characters is kept in its parts, and so is a term with more parts.
MAX_TEXT: Final = 1 << 20
MAX_PARTS: Final = 64

_SHOWN_DEPTH: Final = 4


class Term(Record):
    """An unknown text.

    ``kind`` and ``operands`` say what it stands for:

    * ``text``: the operands, one after the other;
    * ``variable``: the environment variable (operand 1) that an image or an earlier assignment to
      an unknown name (operand 0) may set; empty text where it is unset;
    * ``argument``: the build argument (operand 0), or else operand 1 (None: unset);
    * ``substitution``: a modifier of ``${...}``, the value, and the modifier's operands;
    * ``configuration``: a key (operand 1) of an image's configuration;
    * ``platform``: a part of the platform that is built for or on;
    * others are named and explained where they are made.

    Terms are compared by what they are made of, without recursion.
    """

    kind: str
    operands: tuple[Any, ...]
    fingerprint: int

    def __eq__(self, other: object) -> bool:
        pending: list[tuple[object, object]] = [(self, other)]
        seen = set()
        while pending:
            a, b = pending.pop()
            if a is b:
                continue
            if not isinstance(a, Term) or not isinstance(b, Term):
                if type(a) is not type(b) or a != b:
                    return False
                continue
            if a.fingerprint != b.fingerprint or a.kind != b.kind:
                return False
            if len(a.operands) != len(b.operands):
                return False
            if (id(a), id(b)) not in seen:
                seen.add((id(a), id(b)))
                pending.extend(zip(a.operands, b.operands))
        return True

    def __hash__(self) -> int:
        return self.fingerprint

    def __repr__(self) -> str:
        return f"<{shown(self)}>"


if TYPE_CHECKING:
    Value: TypeAlias = str | Term


def term(kind: str, *operands: object) -> Term:
    """Return the term of that kind; operands are texts, terms, numbers or None."""
    return Term(kind, operands, hash((kind, operands)))


def is_known(values: Iterable[Value | None]) -> TypeGuard[list[str]]:
    """Tell whether all the values are plain text."""
    return all(type(value) is str for value in values)


def concatenate(parts: Iterable[Value]) -> Value:
    """Return the values one after the other, as text if all are known."""
    flat: list[Value] = []
    run: list[str] = []
    for part in parts:
        nested = isinstance(part, Term) and part.kind == "text" and len(part.operands) <= MAX_PARTS
        for piece in part.operands if nested else (part,):  # type: ignore[union-attr]
            if type(piece) is str:
                run.append(piece)
            else:
                flat += _joined(run)
                run = []
                flat.append(piece)
    flat += _joined(run)
    if len(flat) < 2:
        return flat[0] if flat else ""
    return term("text", *flat)


def _joined(run: list[str]) -> list[str]:
    """Return the texts as one, or as they are where they are too long."""
    text = "".join(run) if sum(map(len, run)) <= MAX_TEXT else None
    return run if text is None else [text] if text else []


def leading_text(value: Value) -> str:
    """Return the text that the value surely begins with; all of it where it is known."""
    if type(value) is str:
        return value
    assert isinstance(value, Term)
    first = value.operands[0] if value.kind == "text" else ""
    return first if type(first) is str else ""


def shown(value: object, depth: int = _SHOWN_DEPTH) -> str:
    """Return a value for people: text as it is, a term in words, cut off below ``depth``."""
    if not isinstance(value, Term):
        return "unset" if value is None else str(value)
    if depth == 0:
        return "..."
    operands = [shown(operand, depth - 1) for operand in value.operands]
    if value.kind == "text":
        return "".join(
            text if type(operand) is str else f"<{text}>"
            for text, operand in zip(operands, value.operands)
        )
    return f"{value.kind}({', '.join(operands)})"
