"""What one run found, file by file, for the formats that programs read."""

from __future__ import annotations

from dfopt.record import Record
from dfopt.report.escape import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.result import Result
    from dfopt.terms import Severity, Span


class FileReport(Record):
    """What became of one file.

    ``path`` is the name for reports: relative to the current directory or to the repository, with
    slashes. ``result`` is None where there is none; ``error`` then says why. ``skipped`` tells that
    the file was met in a walk and passed over.
    """

    path: str
    result: Result | None = None
    error: str = ""
    skipped: bool = False


class Finding(Record, compare=True):
    """One line of a report: a change, a refusal or a diagnostic.

    ``kind`` is ``change``, ``blocked`` or ``diagnostic``; ``rule`` is the name of the rule, or the
    code of the diagnostic. The texts are harmless to show.
    """

    kind: str
    rule: str
    severity: Severity
    title: str
    detail: str
    span: Span

    @property
    def message(self) -> str:
        """The whole text, on one line."""
        if not self.detail:
            return self.title
        return f"{self.title}: {self.detail}" if self.title else self.detail


def findings_of(result: Result, *, blocked: bool) -> list[Finding]:
    """Return everything that was found in a file, in the order of the file.

    Args:
        result: what the optimizer says.
        blocked: whether refused rewrites count.
    """
    found = [
        Finding("diagnostic", d.code, d.severity, printable(d.message), "", d.span)
        for d in result.diagnostics
    ]
    for change in result.changes:
        parts = [change.reason, change.worth]
        if change.assumptions:
            parts.append(f"assumes {', '.join(change.assumptions)}")
        detail = printable("; ".join(part for part in parts if part))
        title = printable(change.title)
        found.append(Finding("change", change.rule, "info", title, detail, change.before))
    if blocked:
        found += [
            Finding("blocked", b.rule, "info", "not changed", printable(b.reason), b.span)
            for b in result.blocked
        ]
    return sorted(found, key=lambda f: (f.span.start.line, f.span.start.column))


def render(form: str, reports: Sequence[FileReport], *, explain: bool) -> str:
    """Return reports as ``json``, ``github`` or ``sarif``.

    Args:
        form: the name of the format.
        reports: one for each file, in the order in which they were looked at.
        explain: whether rewrites that were refused are annotated too; JSON has them always.
    """
    if form == "json":
        from dfopt.report.json import document

        return document(reports)
    if form == "sarif":
        from dfopt.report.sarif import log

        return log(reports, explain=explain)
    from dfopt.report.github import commands

    return commands(reports, explain=explain)
