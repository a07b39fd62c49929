"""Reasons, diagnostics and diffs as lines of text, in colour where asked for.

Everything that comes from a file passes through :mod:`dfopt.report.escape`.
"""

from __future__ import annotations

from dfopt.record import Record
from dfopt.report.escape import printable, printable_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from dfopt.terms import Change, Diagnostic, Severity, Span

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_RED = "\x1b[31m"
_GREEN = "\x1b[32m"
_YELLOW = "\x1b[33m"
_CYAN = "\x1b[36m"

_SEVERITY_COLOUR = {"error": _RED, "warning": _YELLOW, "info": _CYAN}
_EXCERPT_WIDTH = 100
_MOST_DIAGNOSTICS = 20


class Paint(Record, compare=True):
    """Colours, or the absence of them."""

    on: bool

    def __call__(self, text: str, code: str) -> str:
        """Return ``text`` between an SGR code and the reset."""
        return f"{code}{text}{_RESET}" if self.on and text else text


def wants_colour(mode: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Decide between ``--color`` (``always``, ``never``, ``auto``), the environment and the stream.

    In ``auto`` a non-empty ``NO_COLOR`` turns colours off, else a non-empty ``FORCE_COLOR`` other
    than ``0`` turns them on, else they are for terminals that are not ``dumb``.
    """
    if mode != "auto":
        return mode == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "") not in ("", "0"):
        return True
    return stream is not None and stream.isatty() and environment.get("TERM") != "dumb"


def change_lines(path: str, changes: Iterable[Change], paint: Paint) -> list[str]:
    """Return the lines of each change: where and what, then why, then what it gains."""
    lines = []
    for change in changes:
        place = paint(f"{printable(path)}:{change.before}:", _BOLD)
        lines.append(f"{place} {paint(change.rule, _CYAN)}: {printable(change.title)}")
        if change.reason:
            lines.append(f"    {printable(change.reason)}")
        if change.worth:
            lines.append(f"    {change.worth}")
        if change.assumptions:
            lines.append(f"    assumes {', '.join(map(printable, change.assumptions))}")
    return lines


def diagnostic_lines(
    path: str,
    text: str,
    diagnostics: Sequence[Diagnostic],
    paint: Paint,
) -> list[str]:
    """Return each diagnostic with an excerpt of the line that it is about; at most twenty."""
    source = text.split("\n")
    lines = []
    for diagnostic in diagnostics[:_MOST_DIAGNOSTICS]:
        lines.append(headline(path, diagnostic, paint))
        lines += _excerpt(source, diagnostic.span, diagnostic.severity, paint)
    rest = len(diagnostics) - _MOST_DIAGNOSTICS
    if rest > 0:
        lines.append(f"{printable(path)}: {rest} more like these")
    return lines


def headline(path: str, diagnostic: Diagnostic, paint: Paint) -> str:
    """Return ``path:line:column: error[code]: message``."""
    colour = _SEVERITY_COLOUR[diagnostic.severity]
    place = paint(f"{printable(path)}:{diagnostic.span}:", _BOLD)
    kind = paint(f"{diagnostic.severity}[{diagnostic.code}]", colour)
    return f"{place} {kind}: {printable(diagnostic.message)}"


def _excerpt(source: Sequence[str], span: Span, severity: Severity, paint: Paint) -> list[str]:
    number = span.start.line
    if not 1 <= number <= len(source):
        return []
    line = source[number - 1].removesuffix("\r")
    start = min(span.start.column - 1, len(line))
    end = span.end.column - 1 if span.end.line == number else len(line)
    # A window around the place, so that a line of megabytes shows as one.
    first = max(0, start - _EXCERPT_WIDTH // 2) if len(line) > _EXCERPT_WIDTH else 0
    last = min(len(line), first + _EXCERPT_WIDTH)
    before = ("…" if first else "") + _flat(line[first:start])
    marked = _flat(line[start : min(end, last)])
    after = _flat(line[max(start, min(end, last)) : last]) + ("…" if last < len(line) else "")
    margin = " " * len(str(number))
    carets = " " * len(before) + "^" * max(1, len(marked))
    return [
        f"{margin} |",
        f"{number} | {before}{marked}{after}",
        f"{margin} | {paint(carets, _SEVERITY_COLOUR[severity])}",
    ]


def _flat(text: str) -> str:
    return printable(text.replace("\t", " "))


def terminal_diff(diff: str, paint: Paint) -> str:
    """Return a unified diff made safe, and coloured, for a terminal; it is no patch any more."""
    return "\n".join(_diff_line(line, paint) for line in printable_lines(diff).split("\n"))


def _diff_line(line: str, paint: Paint) -> str:
    if line.startswith(("--- ", "+++ ")):
        return paint(line, _BOLD)
    if line.startswith("@@"):
        return paint(line, _CYAN)
    if line.startswith("-"):
        return paint(line, _RED)
    if line.startswith("+"):
        return paint(line, _GREEN)
    return line
