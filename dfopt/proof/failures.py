"""What may make a build fail, depending on values that are not known.

An instruction may be dead, its effect overwritten by a later one, and still stop the build:
``ENV A=${B:?}``. Two builds are only the same if the same things may stop them.
"""

from __future__ import annotations

import re

from dfopt.builder.values import Term
from dfopt.errors import ExpansionError
from dfopt.syntax.words import has_required

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dfopt.builder.history import HistoryEntry
    from dfopt.syntax.nodes import Dockerfile, Statement

#: Instructions whose words are an input of an operation: what may fail there is compared with it.
_OPERATIONS: Final = ("RUN", "COPY", "ADD")

_REQUIRED: Final = ("?", ":?")
_PATTERNS: Final = ("#", "##", "%", "%%", "/", "//")


def may_fail(history: Iterable[HistoryEntry]) -> frozenset[Term]:
    """Return the terms on which it depends whether the instructions in a history succeed."""
    found: set[Term] = set()
    for entry in history:
        text, kind = entry.text, entry.statement.kind
        if not isinstance(text, Term) or kind in _OPERATIONS:
            continue
        if kind == "STOPSIGNAL":
            found.add(text)
        found.update(_failing(text, declares=kind == "ARG"))
    return frozenset(found)


def _failing(text: Term, *, declares: bool) -> Iterable[Term]:
    """Yield the failing terms; those in a build argument count where it is declared."""
    for part in _parts(text, into_arguments=False):
        if part.kind == "argument":
            if declares and any(_is_failing(p) for p in _parts(part, into_arguments=True)):
                yield part
        elif _is_failing(part):
            yield part


def _parts(text: Term, *, into_arguments: bool) -> Iterable[Term]:
    """Yield a term and what it is made of, each once; build arguments as wholes if so asked."""
    seen: set[int] = set()
    pending = [text]
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if into_arguments or part.kind != "argument":
            pending += [operand for operand in part.operands if isinstance(operand, Term)]


def _is_failing(part: Term) -> bool:
    if part.kind == "substitution":
        modifier, _, *words = part.operands
        known = all(type(word) is str for word in words)
        return modifier in _REQUIRED or (modifier in _PATTERNS and not known)
    return part.kind == "failure"


def are_possible(dockerfile: Dockerfile) -> bool:
    """Tell whether :func:`may_fail` can find anything in builds of the file, without building."""
    return any(_may_fail(statement, dockerfile.escape) for statement in dockerfile.statements)


def _may_fail(statement: Statement, escape: str) -> bool:
    kind, text = statement.kind, statement.lexed.original
    if kind in _OPERATIONS:
        return False
    if kind == "STOPSIGNAL":
        return "$" in text
    if kind == "ONBUILD":
        return re.search("[$'\"]", text) is not None
    if "${" in text and re.search(r"\$\{[^}]*[?#%/]", text):
        return True
    return kind == "ARG" and any(_is_risky(word, escape) for word in statement.arguments)


def failing_global_arguments(dockerfile: Dockerfile) -> tuple[str, ...]:
    """Return the ARGs before the first FROM, if the build may fail at one of them."""
    words: list[str] = []
    for statement in dockerfile.statements:
        if statement.kind != "ARG":
            break
        words += statement.arguments
    return tuple(words) if any(_is_risky(word, dockerfile.escape) for word in words) else ()


def _is_risky(word: str, escape: str) -> bool:
    if not re.search("[$'\"]", word):
        return False
    try:
        return has_required(word, escape)
    except ExpansionError:
        return True
