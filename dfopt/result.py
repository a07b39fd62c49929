"""What optimizing a Dockerfile comes to."""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.terms import Blocked, Change, Diagnostic, Edit


class Result(Record):
    """What :func:`optimize` makes of a text.

    ``text`` is the rewritten file, or the input where nothing was to do or nothing may be done.
    ``changes`` are in the order of the input, ``blocked`` the rewrites that were refused,
    ``diagnostics`` what is wrong with the file. ``edit_cost`` says what an edit of the sources
    costs with ``text`` ("a source edit runs 2 of 12 steps again"), empty where nothing can be said.
    """

    text: str
    changed: bool
    changes: tuple[Change, ...]
    blocked: tuple[Blocked, ...]
    diagnostics: tuple[Diagnostic, ...]
    edit_cost: str
    original: str
    filename: str

    @property
    def refused(self) -> bool:
        """Whether the file has an error, and so was left as it is."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    def diff(self, context: int = 3) -> str:
        """Return a patch in the unified format, empty where nothing changed.

        ``context`` counts the unchanged lines around each change.
        """
        from dfopt.syntax.diff import unified_diff

        return unified_diff(self.original, self.text, self.filename, context)

    def edits(self) -> tuple[Edit, ...]:
        """Return whole-line edits of the input: ascending, not overlapping, as few as possible."""
        from dfopt.syntax.diff import edits

        return edits(self.original, self.text)

    def explain(self) -> str:
        """Return every change and every refusal with its reason, for people."""
        lines = []
        for change in self.changes:
            lines.append(f"{self.filename}:{change.before}: {change.rule}: {change.title}")
            lines.append(f"    {change.reason}")
            worth = f", {change.worth}" if change.worth else ""
            lines.append(f"    safety: {change.safety}{worth}")
            lines += [f"    assumes {name}" for name in change.assumptions]
        for blocked in self.blocked:
            lines.append(f"{self.filename}:{blocked.span}: {blocked.rule}: not changed")
            lines.append(f"    {blocked.reason}")
        if not self.changes:
            lines.append(f"{self.filename}: nothing to do")
        if self.edit_cost:
            lines.append(f"{self.filename}: {self.edit_cost}")
        return "\n".join(lines) + "\n"
