"""What is shown in the text: rewrites that would pay, those that are refused, and mistakes."""

from __future__ import annotations

from lsprotocol import types

from dfopt.report.escape import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.server.analysis import Analysis
    from dfopt.server.positions import Positions

SOURCE = "dfopt"
#: The code of what is wrong with the settings and not with the text.
CONFIGURATION = "configuration"

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics_of(
    analysis: Analysis, positions: Positions, *, show_blocked: bool = True
) -> list[types.Diagnostic]:
    """Return the diagnostics of a document, in the order of the text.

    A rewrite that would be made is an information, one that is refused a hint with its reason; the
    severities of mistakes are those of BuildKit.
    """
    found = list(_diagnostics(analysis, positions, show_blocked))
    return sorted(found, key=lambda d: (d.range.start.line, d.range.start.character))


def _diagnostics(
    analysis: Analysis, positions: Positions, show_blocked: bool
) -> Iterator[types.Diagnostic]:
    if analysis.error:
        nowhere = types.Range(types.Position(0, 0), types.Position(0, 0))
        severity = types.DiagnosticSeverity.Warning
        yield _diagnostic(nowhere, severity, CONFIGURATION, analysis.error)
    result = analysis.result
    if result is None:
        return
    for found in result.diagnostics:
        severity = _SEVERITIES[found.severity]
        yield _diagnostic(positions.range(found.span), severity, found.code, found.message)
    for change in result.changes:
        message = f"{change.title}: {change.reason}"
        if change.worth:
            message += f"; {change.worth}"
        if change.assumptions:
            message += f" (assumes {', '.join(change.assumptions)})"
        severity = types.DiagnosticSeverity.Information
        yield _diagnostic(positions.first_line(change.before), severity, change.rule, message)
    for blocked in analysis.blocked if show_blocked else ():
        severity = types.DiagnosticSeverity.Hint
        message = f"not changed: {blocked.reason}"
        yield _diagnostic(positions.first_line(blocked.span), severity, blocked.rule, message)


def _diagnostic(
    where: types.Range, severity: types.DiagnosticSeverity, code: str, message: str
) -> types.Diagnostic:
    return types.Diagnostic(where, printable(message), severity, code, source=SOURCE)
