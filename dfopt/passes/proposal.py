"""What a pass is, and what it yields.

A pass is a function. It is given the file and what is known about it, changes nothing, keeps
nothing, and yields a :class:`Proposal` for each rewrite it wants and a :class:`Refusal` for each
that it would want but for a reason. Its docstring is the page of its rule.
"""

from __future__ import annotations

from dfopt.effects.effects import Effects, effects_of
from dfopt.record import Record
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dfopt.builder.portability import Target
    from dfopt.cost.profile import Profile
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Basis, Safety


class Draft(Record):
    """The account of one change: which instructions of the file it touches, and why.

    ``gain`` is in seconds per rebuild, ``share`` its share of the stage's cost, ``basis`` what both
    rest on.
    """

    title: str
    reason: str
    before: tuple[Statement, ...]
    after: Statement
    gain: float = 0.0
    share: float = 0.0
    basis: Basis = "prior"


class Proposal(Record):
    """A rewrite: statements to replace, and the new order of a run of statements.

    ``replacements`` maps statements to what takes their place; ``order`` is empty, or lists the
    statements of one contiguous run in their new order. ``safety`` is the level that the rewrite
    needs, ``assumptions`` what it rests on.
    """

    drafts: tuple[Draft, ...]
    replacements: dict[Statement, tuple[Statement, ...]]
    order: tuple[Statement, ...] = ()
    safety: Safety = "exact"
    assumptions: tuple[str, ...] = ()


class Refusal(Record):
    """A rewrite that would pay but is not made, and why."""

    reason: str
    statement: Statement


class Source(Record):
    """The file that a pass looks at, and what holds for it.

    ``untouchable`` are the statements that this pass must leave where and as they are;
    ``known_effects`` is a cache. ``profile`` is what was observed of the file's builds.
    """

    dockerfile: Dockerfile
    target: Target
    untouchable: frozenset[Statement]
    known_effects: dict[Statement, Effects]
    profile: Profile | None = None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the file."""
        return stages_of(self.dockerfile)

    def effects(self, statement: Statement) -> Effects:
        """Return what the statement reads and writes."""
        known = self.known_effects.get(statement)
        if known is None:
            known = effects_of(statement, self.dockerfile.escape, self.target)
            self.known_effects[statement] = known
        return known


class Pass(Record):
    """A rewrite with its name."""

    propose: Callable[[Source], Iterator[Proposal | Refusal]]

    @property
    def name(self) -> str:
        """The rule's name, as users write it."""
        return self.propose.__name__.replace("_", "-")

    @property
    def page(self) -> str:
        """The rule's page, in Markdown."""
        from inspect import cleandoc

        return cleandoc(self.propose.__doc__ or "")
