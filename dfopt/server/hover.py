"""What is shown about the instruction under the cursor.

:func:`dfopt.report.why.explain` knows the instruction; this module only writes it down.
"""

from __future__ import annotations

import re

from dfopt.errors import DfoptError
from dfopt.passes import ORDER
from dfopt.report.escape import printable
from dfopt.report.why import explain, found_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.report.why import Explanation
    from dfopt.server.analysis import Analysis

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#!<>|~&$])")
_LONGEST = 400


def hover_text(analysis: Analysis, line: int, *, markdown: bool) -> str | None:
    """Return what an instruction reads and writes, what runs it again, and its findings' rules.

    Args:
        analysis: the document.
        line: counted from 1.
        markdown: whether the client can show Markdown.

    Returns:
        None where there is no instruction on the line.
    """
    found = _explained(analysis, line)
    if found is None:
        return None
    write = _escaped if markdown else _short
    head, *rest = found.lines()
    lines = [_code(head) if markdown else _short(head), ""]
    lines += [f"- {write(text)}" for text in rest]
    for rule, texts in _findings(analysis, line).items():
        lines += ["", "---", ""]
        lines += [f"- {'**' + rule + '**' if markdown else rule}: {write(t)}" for t in texts]
        page = next((known.page for known in ORDER if known.name == rule), "")
        if page:
            lines += ["", page]
    return "\n".join(lines)


def _explained(analysis: Analysis, line: int) -> Explanation | None:
    inputs = analysis.inputs
    if inputs is None:
        return None
    try:
        context = inputs.context() if inputs.context is not None else None
    except DfoptError:
        # The diagnostics say so.
        context = None
    return explain(analysis.text, line, inputs.config, context, inputs.profile)


def _findings(analysis: Analysis, line: int) -> dict[str, list[str]]:
    """Return what was found on a line, by rule."""
    found: dict[str, list[str]] = {}
    result = analysis.result
    if result is None:
        return found
    for rule, text, is_made in found_on(result.changes, analysis.blocked, line):
        found.setdefault(rule, []).append(text if is_made else f"not changed: {text}")
    return found


def _short(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is: no links, no images, no HTML."""
    return _PUNCTUATION.sub(r"\\\1", _short(text))


def _code(text: str) -> str:
    """Return text as a block of code that it cannot end."""
    shown = _short(text)
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}dockerfile\n{shown}\n{fence}"
