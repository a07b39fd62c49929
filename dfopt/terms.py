"""The vocabulary that every room shares: engines, safety levels, positions and findings.

This module imports nothing but the :class:`~dfopt.record.Record` base, so that any room may use
it without knowing any other.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    Engine = Literal["buildkit", "classic", "buildah", "kaniko", "any", "auto"]
    Safety = Literal["exact", "same-image", "known-commands"]
    Severity = Literal["error", "warning", "info"]
    #: What a gain rests on.
    Basis = Literal["prior", "history", "measured"]

#: The builders that dfopt knows; ``any`` asks for all at once, ``auto`` lets the file decide.
ENGINES: Final[tuple[Engine, ...]] = ("auto", "any", "buildkit", "classic", "buildah", "kaniko")

#: Safety levels from the strictest promise to the widest.
SAFETY_LEVELS: Final[tuple[Safety, ...]] = ("exact", "same-image", "known-commands")


class Position(Record, compare=True):
    """A place in a text: ``line`` and ``column`` count from 1, a column is one code point."""

    line: int
    column: int


class Span(Record, compare=True):
    """A stretch of text from ``start`` up to, not including, ``end``."""

    start: Position
    end: Position

    def __str__(self) -> str:
        return f"{self.start.line}:{self.start.column}"


class Diagnostic(Record, compare=True):
    """Something wrong with the file itself, as BuildKit would refuse or warn.

    ``code`` is stable (``parse-error``, ``instruction-error``, ``empty-continuation``, ...);
    ``message`` says what was expected.
    """

    code: str
    message: str
    span: Span
    severity: Severity = "error"


class Gain(Record, compare=True):
    """What a change of a stage saves: seconds per rebuild, and their share of the stage's cost.

    ``basis`` says what both rest on: priors, observed changes, or also measured times.
    """

    seconds: float = 0.0
    share: float = 0.0
    basis: Basis = "prior"

    def part(self, count: int) -> Gain:
        """Return the part of one of ``count`` that bring the gain together."""
        return Gain(self.seconds / count, self.share / count, self.basis)


class Change(Record, compare=True):
    """One rewrite that was made.

    ``before`` is a span of the input, ``after`` one of the output. ``gain`` is the expected saving
    in seconds per rebuild (0.0 where the gain is not time), ``share`` the same as a share of what
    the stage costs per rebuild, and ``basis`` says what both rest on. ``assumptions`` are the names
    of what the rewrite rests on; empty at the levels ``exact`` and ``same-image``.
    """

    rule: str
    title: str
    reason: str
    safety: Safety
    before: Span
    after: Span
    gain: float = 0.0
    assumptions: tuple[str, ...] = ()
    share: float = 0.0
    basis: Basis = "prior"

    @property
    def worth(self) -> str:
        """Say what the change gains and how that is known; empty where the gain is not time."""
        if not self.gain:
            return ""
        known = {
            "prior": "estimated from priors",
            "history": "by the history of changes; times are priors",
            "measured": "by the history of changes and measured times",
        }
        share = f" ({self.share:.0%})" if self.share else ""
        return f"saves {self.gain:.2f} s per rebuild{share}, {known[self.basis]}"


class Blocked(Record, compare=True):
    """An opportunity that was refused, and why."""

    rule: str
    reason: str
    span: Span


class Edit(Record, compare=True):
    """Replace the text of ``span`` (in the input) by ``text``."""

    span: Span
    text: str
