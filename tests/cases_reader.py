"""Read the case files under ``tests/cases``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dfopt.context.tree import Entry, Tree

CASES = Path(__file__).parent / "cases"

#: Folders whose cases run with every rule.
WHOLE = ("all", "traps")

#: The rules that have to go on with what a rule does, or that speak for it.
COMPANIONS = {"split-run": ("hoist-run", "split-copy"), "hoist-run": ("split-copy",)}

#: Says under ``blocked`` that there is nothing to refuse.
NOTHING = "nothing"


def selected(rule: str) -> tuple[str, ...]:
    """Return the rules that the cases of a folder run with; empty for all."""
    return () if rule in WHOLE else (rule, *COMPANIONS.get(rule, ()))


class Case(NamedTuple):
    """One case: what it shows, its options, and its texts (``after`` None: must not change).

    ``blocked`` are parts of the reasons that have to be given, or :data:`NOTHING` alone.

    ``context`` holds the files of the build context, None where there is none to look at; ``links``
    are its symbolic links, with what they lead to.
    """

    rule: str
    name: str
    shows: str
    options: dict[str, str]
    before: str
    after: str | None
    blocked: tuple[str, ...]
    context: dict[str, str] | None
    links: dict[str, str]

    @property
    def is_silent(self) -> bool:
        """Whether there is no candidate: nothing changes, and no refusal says why."""
        return self.blocked == (NOTHING,)

    def tree(self) -> Tree | None:
        """Return the build context."""
        if self.context is None:
            return None
        links = {path: Entry("", "symlink", 0o777, len(t), t) for path, t in self.links.items()}
        return Tree.of_files({**self.context, **links})


def read_cases() -> list[Case]:
    """Return all cases, sorted by folder and name."""
    return [_read(path) for path in sorted(CASES.glob("*/*.dockerfile"))]


def _read(path: Path) -> Case:
    head, *parts = path.read_bytes().decode().split("=== ")
    options = {}
    for line in head.splitlines():
        if line.startswith("# options:"):
            options = dict(word.split("=", 1) for word in line.removeprefix("# options:").split())
    sections = {}
    context = {}
    links = {}
    for part in parts:
        name, _, text = part.partition("\n")
        if name.startswith("file "):
            context[name.removeprefix("file ").strip()] = text.removesuffix("\n")
        elif name.startswith("link "):
            links[name.removeprefix("link ").strip()] = text.strip()
        else:
            assert name.strip() not in sections, f"{path}: two sections {name.strip()}"
            sections[name.strip()] = text
    assert set(sections) <= {"before", "after", "blocked"}, f"{path}: {sorted(sections)}"
    assert head.startswith("# "), f"{path} does not say what it shows"
    blocked = tuple(line for line in sections.get("blocked", "").splitlines() if line)
    assert blocked or "blocked" not in sections, f"{path}: no reason under blocked"
    assert NOTHING not in blocked[1:], f"{path}: nothing, and yet a reason"
    after = _text(sections["after"]) if "after" in sections else None
    files = None
    if context or options.pop("context", "") == "empty":
        files = {name: _content(text) for name, text in context.items()}
    before = _text(sections["before"])
    rule, shows = path.parent.name, head.split("\n", 1)[0]
    return Case(rule, path.stem, shows, options, before, after, blocked, files, links)


def _content(text: str) -> str:
    """Return a file's content: a last line is ended, and an empty file is empty."""
    return f"{text}\n" if text else ""


def _text(section: str) -> str:
    crlf = section.startswith("<CRLF>\n")
    text = section.removeprefix("<CRLF>\n").removesuffix("\n<no newline>\n")
    return text.replace("\n", "\r\n") if crlf else text
