"""Packages of npm's registry whose install scripts look at the project that they are installed in.

Most build or fetch their own program (``npm.own-packages-only``). These do more, as their published
sources say: they run where ``INIT_CWD`` or the directories above them lead.
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Unknown
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Final

#: Those that read sources of the project, or write among them, with the first major version that
#: no longer does (0: all do).
_ALWAYS: Final = {
    "@prisma/client": 7, "contentlayer": 0, "semantic-ui": 0, "fomantic-ui": 0,
}  # fmt: skip
_ENDS: Final = ("", ".json", ".yaml", ".yml", ".js", ".ts", ".cjs", ".mjs")
#: Those that do so where a file of the project says what, likewise.
_BY_FILE: Final = {
    "puppeteer": (
        0,
        (
            *(f".puppeteerrc{end}" for end in _ENDS),
            *(f".config/puppeteerrc{end}" for end in _ENDS),
            *(f"puppeteer.config{end}" for end in _ENDS[4:]),
        ),
    ),
    "nx": (0, ("nx.json",)),
    "@sveltejs/kit": (2, ("svelte.config.js",)),
}  # fmt: skip
#: Those that do so where package.json has something under their name.
_BY_FIELD: Final = {"msw": 0}
#: Those that write hooks into the project's Git repository, likewise.
_HOOKS: Final = {
    "husky": 5, "yorkie": 0, "pre-commit": 0, "pre-push": 0, "git-hooks": 0, "ghooks": 0,
    "lefthook": 0, "@evilmartians/lefthook": 0, "@evilmartians/lefthook-installer": 0,
    "simple-git-hooks": 0,
}  # fmt: skip
NAMES: Final = frozenset((*_ALWAYS, *_BY_FILE, *_BY_FIELD, *_HOOKS))
#: Those that do so where they are installed for all projects: the others look above themselves.
GLOBAL: Final = NAMES - {"nx", "puppeteer"}


class Look(Record, compare=True):
    """What install scripts look at: trees of the project, and files that are not there today."""

    trees: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def look(
    versions: Mapping[str, int],
    manifest: Mapping[str, Any],
    places: Iterable[str],
    is_there: Callable[[str], bool],
) -> Look | Unknown:
    """Return what the install scripts of packages look at; unknown where that may be the sources.

    Args:
        versions: the major versions of the packages that are installed, as far as they are in
            :data:`NAMES`; 0 where one is not known.
        manifest: the project's package.json.
        places: the directory of the project, and those above it, without a slash at the end.
        is_there: whether there is a file at a path.
    """

    def has(name: str, ends: int) -> bool:
        return name in versions and (not ends or versions[name] < ends)

    trees: set[str] = set()
    absent: set[str] = set()
    for name, ends in (*_ALWAYS.items(), *_BY_FIELD.items()):
        if has(name, ends) and (name in _ALWAYS or manifest.get(name)):
            return _refused(name, "sources of the project")
    for name, (ends, files) in _BY_FILE.items():
        if not has(name, ends):
            continue
        for file in files:
            paths = {f"{place}/{file}" for place in places}
            if any(map(is_there, paths)):
                return _refused(name, file)
            absent |= paths
    if any(has(name, ends) for name, ends in _HOOKS.items()):
        trees |= {f"{place}/.git" for place in places}
    return Look(frozenset(trees), frozenset(absent))


def _refused(name: str, what: str) -> Unknown:
    return Unknown(
        f"the install script of {name} reads {what}",
        "add --ignore-scripts and run that script after the sources are copied",
    )


def versions_in(text: str) -> dict[str, int]:
    """Return the packages of :data:`NAMES` in a lock file of Yarn or pnpm, with their versions."""
    found: dict[str, int] = {}
    for name in NAMES:
        if name not in text:
            continue
        pattern = rf"(?:^|[\s\"'(,:])/?{re.escape(name)}[@/]([^\s:,\"']*)"
        for match in re.finditer(pattern, text, re.MULTILINE):
            version = re.match(r"(?:npm:)?[\^~=v]*(\d+)\b", match[1])
            major = int(version[1]) if version else 0
            found[name] = min(found.get(name, major), major)
    return found


def versions_of(lock: Mapping[str, Any]) -> dict[str, int]:
    """Return the packages of :data:`NAMES` with install scripts in a lock file of npm."""
    found: dict[str, int] = {}
    pending: list[tuple[str, Any]] = []
    packages = lock.get("packages")
    if isinstance(packages, dict):
        pending += packages.items()
    elif isinstance(lock.get("dependencies"), dict):
        pending += lock["dependencies"].items()
    while pending:
        path, package = pending.pop()
        if not isinstance(package, dict):
            continue
        if isinstance(packages, dict) and not package.get("hasInstallScript"):
            continue
        if not isinstance(packages, dict) and isinstance(package.get("dependencies"), dict):
            pending += package["dependencies"].items()
        name = str(package.get("name") or str(path).rpartition("node_modules/")[2])
        version = re.match(r"(\d+)\.", str(package.get("version", "")))
        if name in NAMES:
            major = int(version[1]) if version else 0
            found[name] = min(found.get(name, major), major)
    return found
