"""Parser directives: the comments at the top of a file that BuildKit obeys.

BuildKit reads them twice, with different rules. ``parser.Parse`` takes the escape token and skips a
run of directives from the first line on, indented or not. ``DetectSyntax`` and ``ParseDirective``
read ``syntax`` and ``check`` from the raw bytes: never indented, but after a ``#!`` line, and
``syntax`` also from ``//`` comments or from a file that is one JSON object.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DIRECTIVE: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*", re.ASCII)
_KNOWN: Final = ("syntax", "escape", "check")


def read_directive(content: str, prefix: str = "#") -> tuple[str, str] | None:
    """Return key and value of a directive line without its newline; None where it is none."""
    if not content.startswith(prefix):
        return None
    match = _DIRECTIVE.fullmatch(content[len(prefix) :].lstrip())
    if match is None or match.group(1).lower() not in _KNOWN:
        return None
    return match.group(1).lower(), match.group(2)


def _detect(lines: list[str], key: str, prefix: str) -> str | None:
    """Return the value of ``key`` in the unbroken run of raw directives that begins the file."""
    first = 1 if lines and lines[0].startswith("#!") else 0
    seen: dict[str, str] = {}
    for index in range(first, len(lines)):
        found = read_directive(lines[index].rstrip("\r\n"), prefix)
        if found is None or found[0] in seen:
            break
        seen[found[0]] = found[1]
    value = seen.get(key)
    return None if value is None else value.split(" ")[0]


def detect_syntax(lines: list[str]) -> str | None:
    """Return the frontend image that the file asks for (BuildKit's ``DetectSyntax``)."""
    if not lines:
        return None
    if lines[0].startswith("#"):
        return _detect(lines, "syntax", "#")
    if lines[0].startswith("//"):
        return _detect(lines, "syntax", "//")
    return _syntax_of_json(lines) if lines[0].lstrip().startswith("{") else None


def detect_check(lines: list[str]) -> str | None:
    """Return the value of the ``check`` directive (BuildKit's ``ParseDirective``)."""
    return _detect(lines, "check", "#") if lines and lines[0].startswith("#") else None


def _syntax_of_json(lines: list[str]) -> str | None:
    """Return the ``syntax`` of a file that is one JSON object."""
    import json

    try:
        parsed = json.loads("".join(lines))
    except (ValueError, RecursionError):
        return None
    value = parsed.get("syntax") if isinstance(parsed, dict) else None
    return value.split(" ")[0] if isinstance(value, str) and value else None
