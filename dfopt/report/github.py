"""Results as commands of GitHub Actions, which become annotations of a pull request.

The escapes are those of the runner's toolkit: ``%``, carriage return and line feed in every value,
colon and comma too in properties. What comes from a file is made printable first, so that it can
neither begin a command of its own nor reach the terminal of whoever reads the log.
"""

from __future__ import annotations

from dfopt.report.escape import printable
from dfopt.report.findings import findings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dfopt.report.findings import FileReport, Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def commands(reports: Sequence[FileReport], *, explain: bool) -> str:
    """Return a line for each finding and each error.

    Args:
        reports: the files.
        explain: whether rewrites that were refused are annotated too.
    """
    return "".join(f"{line}\n" for report in reports for line in _lines(report, explain))


def _lines(report: FileReport, explain: bool) -> Iterator[str]:
    if report.result is None:
        yield _command("error", {"file": report.path, "title": "dfopt"}, report.error)
    elif not report.skipped:
        for finding in findings_of(report.result, blocked=explain):
            yield _annotation(report.path, finding)


def _annotation(path: str, finding: Finding) -> str:
    start, end = finding.span.start, finding.span.end
    properties = {"file": path, "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:
        # Columns are ignored for anything longer than a line.
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"dfopt {finding.rule}"
    return _command(_LEVELS[finding.severity], properties, finding.message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    # The old form of commands counts anywhere in a line.
    return printable(text).replace("##[", "#\\x23[").replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
