"""Results as SARIF 2.1.0, the format of code scanning services.

A rewrite is a result of level ``note`` whose fix is the whole rewritten file: the rewrites of a
file were shown to be safe together. Positions count code points.
"""

from __future__ import annotations

from dfopt.report.escape import printable
from dfopt.report.findings import findings_of
from dfopt.report.json import content, dumps
from dfopt.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from dfopt.report.findings import FileReport, Finding
    from dfopt.result import Result
    from dfopt.terms import Span

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_BASE = "SRCROOT"
#: The version of the fingerprint's recipe; another recipe gets another name.
_FINGERPRINT = "dfoptFinding/v1"

#: What the codes of diagnostics mean.
_DIAGNOSTICS = {
    "parse-error": "The Dockerfile cannot be parsed.",
    "instruction-error": "BuildKit refuses an instruction.",
    "build-error": "BuildKit cannot build the file.",
    "builders-disagree": "Builders read the file in different ways.",
    "empty-continuation": "An empty line continues an instruction.",
    "foreign-frontend": "Another frontend reads the file.",
    "internal-error": "dfopt has failed.",
    "internal-finding": "The checker refused a rewrite.",
    "unknown-pragma": "A dfopt comment cannot be obeyed.",
}


def log(reports: Sequence[FileReport], *, explain: bool) -> str:
    """Return the log of a run.

    Args:
        reports: the files.
        explain: whether rewrites that were refused are results too.
    """
    rules = _Rules()
    results: list[dict[str, Any]] = []
    notifications = []
    for report in reports:
        if report.result is None:
            notifications.append(_notification(report))
        elif not report.skipped:
            results += _results(report.path, report.result, rules, explain)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "dfopt",
                "fullName": f"dfopt {__version__}",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules.listed,
            }
        },
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "toolExecutionNotifications": notifications,
            }
        ],
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "The directory or the repository that was looked at."}}
        },
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "dfopt/"},
        "results": results,
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


class _Rules:
    """The rules that results name, each listed once, in the order of their first result."""

    def __init__(self) -> None:
        from dfopt.passes import ORDER

        self.listed: list[dict[str, Any]] = []
        self._pages = {rule.name: rule.page for rule in ORDER}
        self._indices: dict[str, int] = {}

    def index(self, finding: Finding) -> int:
        name = finding.rule
        if name not in self._indices:
            self._indices[name] = len(self.listed)
            self.listed.append(_rule(finding, self._pages.get(name)))
        return self._indices[name]


def _rule(finding: Finding, page: str | None) -> dict[str, Any]:
    name = finding.rule
    if page is None:
        short = text = markdown = _DIAGNOSTICS.get(name, f"{name}.")
        tags = ["dockerfile"]
    else:
        short = _summary(page)
        text = markdown = page
        tags = ["dockerfile", "performance", "build-cache"]
    return {
        "id": name,
        "name": "Dfopt" + "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": _message(short)},
        "fullDescription": {"text": _message(short)},
        "help": {"text": _message(text), "markdown": _message(markdown, markdown=True)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": tags,
            "precision": "very-high",
            "problem.severity": {"info": "recommendation"}.get(finding.severity, finding.severity),
        },
    }


def _summary(page: str) -> str:
    """Return the first sentence of a rule's page."""
    paragraphs = [p for p in page.split("\n\n") if p and not p.startswith("#")]
    first = " ".join(paragraphs[0].split()) if paragraphs else ""
    return f"{first.partition('. ')[0].removesuffix('.')}."


def _results(path: str, result: Result, rules: _Rules, explain: bool) -> Iterable[dict[str, Any]]:
    fix = _fix(path, result) if result.changed and not result.refused else None
    seen: dict[str, int] = {}
    lines = result.original.split("\n")
    for finding in findings_of(result, blocked=explain):
        index = rules.index(finding)
        entry: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": index,
            "kind": "informational" if finding.kind == "blocked" else "fail",
            "level": "none" if finding.kind == "blocked" else _LEVELS[finding.severity],
            "message": {"text": _message(_sentence(finding.message))},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _location(path),
                        "region": _region(finding.span),
                    }
                }
            ],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(path, finding, lines, seen)},
        }
        if fix is not None and finding.kind == "change":
            entry["fixes"] = [fix]
        yield entry


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _fix(path: str, result: Result) -> dict[str, Any]:
    count = len(result.changes)
    what = "the rewrite" if count == 1 else f"all {count} rewrites"
    replacements = [
        {
            "deletedRegion": _region(edit.span),
            "insertedContent": _content(edit.text),
        }
        for edit in result.edits()
    ]
    return {
        "description": {"text": f"Apply {what} of this file; they were shown to be safe together."},
        "artifactChanges": [{"artifactLocation": _location(path), "replacements": replacements}],
    }


def _content(text: str) -> dict[str, str]:
    """Return text as an artifactContent: of what is not UTF-8, the bytes (SARIF 3.3.3)."""
    found = content(text)
    return {"binary": found["base64"]} if "base64" in found else found


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


def _location(path: str) -> dict[str, str]:
    import os
    from urllib.parse import quote

    return {"uri": quote(os.fsencode(path)), "uriBaseId": _BASE}


def _message(text: str, *, markdown: bool = False) -> str:
    """Return text as a message: braces would be placeholders and brackets links (SARIF 3.11)."""
    escaped = "\n".join(map(printable, text.split("\n"))).replace("{", "{{").replace("}", "}}")
    if markdown:
        return escaped
    return escaped.replace("[", "\\[").replace("]", "\\]")


def _notification(report: FileReport) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": _message(_sentence(report.error))},
        "locations": [{"physicalLocation": {"artifactLocation": _location(report.path)}}],
    }


def _fingerprint(path: str, finding: Finding, lines: Sequence[str], seen: dict[str, int]) -> str:
    """Return what stays when lines above are added: the rule, the instruction and its number.

    The number tells results apart that are otherwise alike, in the order of the file.
    """
    import hashlib

    span = finding.span
    words = " ".join(" ".join(lines[span.start.line - 1 : span.end.line]).split())
    key = "\0".join((path, finding.kind, finding.rule, words))
    number = seen.get(key, 0)
    seen[key] = number + 1
    digest = hashlib.sha256(f"{key}\0{number}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]
