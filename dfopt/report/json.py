"""Results as JSON; the keys are documented in ``docs/cli.md`` and stay."""

from __future__ import annotations

import json

from dfopt.lazy import regex
from dfopt.report.escape import printable
from dfopt.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dfopt.report.findings import FileReport
    from dfopt.terms import Span

#: Counts up when a key changes its meaning or goes away; new keys do not change it.
VERSION = 1

#: What could end a script element of a page that the JSON is pasted into.
_MARKUP = {ord(c): f"\\u{ord(c):04x}" for c in "<>&"}

#: In a string of Python there are no others: pairs are one character.
_SURROGATE = regex("[\ud800-\udfff]")


def document(reports: Sequence[FileReport]) -> str:
    """Return the report of a run."""
    return dumps(
        {
            "version": VERSION,
            "dfopt": __version__,
            "files": [_file(report) for report in reports],
        }
    )


def dumps(value: Any) -> str:
    r"""Return JSON in ASCII, without ``<``, ``>`` and ``&`` and with a newline at the end.

    Lone surrogates, which stand for bytes that are not UTF-8 and which strict readers refuse, are
    shown as the bytes they are: ``\xff``.
    """
    text = json.dumps(_readable(value), indent=2, ensure_ascii=True).translate(_MARKUP)
    # A log of GitHub Actions would take this for a command, wherever it stands in a line.
    return text.replace("##[", "#\\u0023[") + "\n"


def content(text: str) -> dict[str, str]:
    """Return ``{"text": ...}``, or ``{"base64": ...}`` of what is not UTF-8: nothing gets lost."""
    if _SURROGATE.search(text) is None:
        return {"text": text}
    from base64 import b64encode

    from dfopt.syntax.lines import utf8

    return {"base64": b64encode(utf8(text)).decode("ascii")}


def _readable(value: Any) -> Any:
    """Return a value whose texts hold no lone surrogates."""
    if isinstance(value, str):
        return _SURROGATE.sub(lambda match: printable(match[0]), value)
    if isinstance(value, dict):
        return {_readable(key): _readable(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_readable(entry) for entry in value]
    return value


def _file(report: FileReport) -> dict[str, Any]:
    result = report.result
    if result is None:
        return {"path": report.path, "status": "failed", "error": report.error}
    return {
        "path": report.path,
        "status": _status(report),
        "changes": [
            {
                "rule": change.rule,
                "title": change.title,
                "reason": change.reason,
                "safety": change.safety,
                "assumptions": list(change.assumptions),
                "gain_seconds": round(change.gain, 4),
                "gain_share": round(change.share, 4),
                "gain_basis": change.basis,
                "before": _span(change.before),
                "after": _span(change.after),
            }
            for change in result.changes
        ],
        "blocked": [
            {"rule": blocked.rule, "reason": blocked.reason, "span": _span(blocked.span)}
            for blocked in result.blocked
        ],
        "diagnostics": [
            {
                "code": found.code,
                "severity": found.severity,
                "message": found.message,
                "span": _span(found.span),
            }
            for found in result.diagnostics
        ],
        "edits": [
            {"span": _span(edit.span), **content(edit.text)}
            for edit in (() if result.refused else result.edits())
        ],
        "edit_cost": result.edit_cost,
    }


def _status(report: FileReport) -> str:
    assert report.result is not None
    if report.skipped:
        return "skipped"
    if report.result.refused:
        return "refused"
    return "changed" if report.result.changed else "unchanged"


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }
