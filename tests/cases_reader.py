"""Read the case files under ``tests/cases``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parent / "cases"

#: Folders whose cases run with every rule.
WHOLE = ("all", "traps")


class Case(NamedTuple):
    """One case: what it shows, its options, and its texts (``after`` None: must not change)."""

    rule: str
    name: str
    options: dict[str, str]
    before: str
    after: str | None
    blocked: tuple[str, ...]


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
    for part in parts:
        name, _, text = part.partition("\n")
        sections[name.strip()] = text
    assert set(sections) <= {"before", "after", "blocked"}, f"{path}: {sorted(sections)}"
    assert head.startswith("# "), f"{path} does not say what it shows"
    blocked = tuple(line for line in sections.get("blocked", "").splitlines() if line)
    after = _text(sections["after"]) if "after" in sections else None
    return Case(path.parent.name, path.stem, options, _text(sections["before"]), after, blocked)


def _text(section: str) -> str:
    crlf = section.startswith("<CRLF>\n")
    text = section.removeprefix("<CRLF>\n").removesuffix("\n<no newline>\n")
    return text.replace("\n", "\r\n") if crlf else text
