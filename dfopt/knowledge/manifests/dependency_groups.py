"""Groups of dependencies in pyproject.toml: ``pip install --group``.

Sources: PEP 735 (*Dependency Groups in pyproject.toml*), now a PyPA specification; pip's
documentation of ``--group [path:]group`` (25.1 and newer).
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: The only name that a file with groups may have.
FILE: Final = "pyproject.toml"
_MOST: Final = 1000


def split(value: str) -> tuple[str, str]:
    """Return the path of the file that an option's value names, and the group."""
    path, colon, group = value.rpartition(":")
    return (path, group) if colon else (FILE, value)


def requirements_of(text: str, group: str) -> list[str] | Unknown:
    """Return the requirements of a group with those of the groups that it includes.

    Args:
        text: the text of pyproject.toml.
        group: the name of the group.
    """
    import tomllib

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return Unknown(f"{FILE} cannot be read")
    groups = document.get("dependency-groups")
    if not isinstance(groups, dict):
        return Unknown(f"{FILE} has no groups of dependencies")
    by_name: dict[str, object] = {}
    for name, content in groups.items():
        if _normal(name) in by_name:
            return Unknown(f"{FILE} has two groups of one name: {name[:40]}")
        by_name[_normal(name)] = content
    found: list[str] = []
    pending = [_normal(group)]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        content = by_name.get(name)
        if not isinstance(content, list):
            return Unknown(f"{FILE} has no group {name[:40]!r}")
        for each in content:
            included = each.get("include-group") if isinstance(each, dict) else None
            if isinstance(each, str):
                found.append(each)
            elif isinstance(each, dict) and len(each) == 1 and isinstance(included, str):
                pending.append(_normal(included))
            else:
                return Unknown(f"the group {name[:40]!r} holds what is no requirement")
        if len(found) > _MOST:
            return Unknown(f"the group {name[:40]!r} is too long")
    return found


def _normal(name: str) -> str:
    """Return the normalized form of a name, by which groups are told apart."""
    return re.sub(r"[-_.]+", "-", name).lower()
