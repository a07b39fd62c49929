"""Everything that is known of one state of one document; all methods answer from it."""

from __future__ import annotations

from dfopt.errors import DfoptError
from dfopt.passes.pragmas import read_pragmas
from dfopt.record import Record
from dfopt.result import Result
from dfopt.syntax.edits import spans
from dfopt.syntax.parser import tree_of
from dfopt.workspace.discovery import is_left_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.terms import Blocked, Edit, Span
    from dfopt.workspace.inputs import Inputs, Lookup


class Analysis(Record):
    """A text and what dfopt says about it.

    ``edits`` are those of the whole rewrite. ``inputs`` and ``result`` are None where the settings
    cannot be used; ``error`` then says why. ``result`` is None, too, for a file that the
    configuration excludes, or that is a template by its name.
    """

    path: str
    text: str
    dockerfile: Dockerfile
    inputs: Inputs | None
    result: Result | None
    error: str = ""
    edits: tuple[Edit, ...] = ()

    def spans(self) -> dict[Statement, Span]:
        """Return where each instruction stands."""
        return spans(self.dockerfile)

    @property
    def rewrite(self) -> Result | None:
        """The result, if it is one that may be written."""
        result = self.result
        return result if result is not None and result.changed and not result.refused else None

    @property
    def blocked(self) -> list[Blocked]:
        """The refused rewrites; not those that a comment in the file asked to leave out."""
        if self.result is None or not self.result.blocked:
            return []
        from dfopt.passes import ORDER

        pragmas = read_pragmas(self.dockerfile, [rule.name for rule in ORDER])
        at = {span: statement for statement, span in self.spans().items()}
        return [
            blocked
            for blocked in self.result.blocked
            if at.get(blocked.span) not in pragmas.untouchable(blocked.rule)
        ]

    @property
    def failure(self) -> str:
        """Why nothing may be written; empty where nothing is wrong."""
        if self.error or self.result is None or not self.result.refused:
            return self.error
        first = next(d for d in self.result.diagnostics if d.severity == "error")
        return f"{first.span}: {first.message}"


def analyse(path: str, text: str, lookup: Lookup) -> Analysis:
    """Analyse a text; nothing is raised for what is wrong with it or with its settings.

    Args:
        path: the file, which need not exist.
        text: what the editor holds.
        lookup: finds settings, build context and profile.
    """
    dockerfile = tree_of(text)
    if "\0" in text:
        # On the disk it would be refused, too.
        return Analysis(path, text, dockerfile, None, None, f"{path}: not a text file")
    try:
        inputs = lookup.of(path, text)
        if is_left_out(path, inputs.setting):
            return Analysis(path, text, dockerfile, inputs, None)
        result = inputs.optimized(text, path)
        # Here and not where they are sent: telling long texts apart takes time.
        edits = result.edits() if result.changed and not result.refused else ()
        return Analysis(path, text, dockerfile, inputs, result, "", edits)
    except DfoptError as error:
        return Analysis(path, text, dockerfile, None, None, str(error))
