"""BuildKit's own checks, where a file turns them into errors (``# check=error=true``).

A rewrite may then not bring a new complaint. Which checks complain about what is not modelled;
instead everything that a check may look at has to have been there before: the parts of every
instruction, how they are written and how most of them are, the ``# check=skip`` comment that is
bound to them, and the variables read before anything sets them.

Sources: ``linter.ParseLintOptions`` and the rules of BuildKit's ``frontend/dockerfile/linter``.
"""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError
from dfopt.syntax.nodes import Arg, Assignment, Section
from dfopt.syntax.words import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Line, Statement

_ERROR: Final = r"(?:.*;)?\s*error\s*=\s*(?:1|[tT]|TRUE|true|True)\s*(?:;.*)?"

#: Instructions of which only the last one in a stage counts.
_SINGLE: Final = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "MAINTAINER")


def are_errors(check: str | None) -> bool:
    """Tell whether the value of a ``check`` directive makes complaints stop the build."""
    return check is not None and re.fullmatch(_ERROR, check) is not None


def new_complaint(before: Dockerfile, after: Dockerfile) -> str | None:
    """Return the kind of an instruction about which BuildKit may have a new complaint, or None."""
    known = set(_subjects(before))
    for subject in _subjects(after):
        if subject not in known:
            return subject[0]
    return None


def _subjects(dockerfile: Dockerfile) -> Iterator[tuple[str, object]]:
    """Yield what a check may look at, each with the kind of its instruction."""
    skips: list[str] = []
    stage = 0
    defined: set[str] = set()
    counts: dict[str, int] = {}
    yield "keywords", _are_mostly_lower(dockerfile)
    for item in dockerfile.body:
        _collect(skips, item.lines if isinstance(item, Section) else item.leading)
        if isinstance(item, Section):
            continue
        skip, skips = next((s for s in skips if s.startswith("check=")), ""), []
        kind = item.kind
        if kind == "FROM":
            stage += 1
            defined, counts = set(), {}
        if item.empty_continuation:
            yield kind, (stage, "empty continuation")
        if kind in _SINGLE:
            counts[kind] = counts.get(kind, 0) + 1
            yield kind, (stage, "number", counts[kind], skip)
        keyword = item.lexed.original.split(None, 1)[0]
        for part in _parts(item):
            yield kind, (stage, skip, keyword, part)
        for name in sorted(_read(item, dockerfile.escape) - defined):
            yield kind, (stage, skip, "unset", name)
        defined.update(_set(item))


def _are_mostly_lower(dockerfile: Dockerfile) -> tuple[bool, bool]:
    """Tell how most keywords are written; BuildKit complains about all others.

    Both with what stands above the first FROM and without it.
    """
    kinds = [statement.kind for statement in dockerfile.statements]
    keywords = [s.lexed.original.split(None, 1)[0] for s in dockerfile.statements]
    start = kinds.index("FROM") if "FROM" in kinds else 0
    mostly = []
    for counted in (keywords, keywords[start:]):
        lower = sum(keyword.islower() for keyword in counted)
        mostly.append(lower > sum(keyword.isupper() for keyword in counted))
    return mostly[0], mostly[1]


def _collect(comments: list[str], lines: tuple[Line, ...]) -> None:
    """Add comments as BuildKit binds them: blank lines do not detach them, a bare ``#`` does."""
    for line in lines:
        if line.kind == "comment":
            text = line.raw.rstrip("\r\n")[1:].strip()
            if text or line.raw[:1] != "#":
                comments.append(text)
            else:
                comments.clear()


def _parts(statement: Statement) -> Iterator[object]:
    """Yield the parts that may stand in an instruction of their own as well."""
    if isinstance(statement, Assignment):
        words = statement.arguments
        for index in range(0, len(words), 3):
            yield words[index].strip("\"'"), words[index + 2]
    elif statement.kind in ("ARG", "EXPOSE", "VOLUME"):
        yield from statement.arguments
    else:
        yield statement.lexed.json, tuple(sorted(statement.flags)), statement.arguments


def _read(statement: Statement, escape: str) -> set[str]:
    if statement.kind in ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "ONBUILD"):
        return set()
    names: set[str] = set()
    for word in (*statement.arguments, *statement.flags):
        try:
            names |= references(word, escape) if "$" in word else frozenset()
        except ExpansionError:
            names.add(word)
    return names


def _set(statement: Statement) -> Iterator[str]:
    if statement.kind == "ENV" and isinstance(statement, Assignment):
        yield from [pair.key.strip("\"'") for pair in statement.pairs]
    elif isinstance(statement, Arg):
        yield from [name for name, _ in statement.declarations]
