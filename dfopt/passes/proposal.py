"""What a pass is, and what it yields.

A pass is a function. It is given the file and what is known about it, changes nothing, keeps
nothing, and yields a :class:`Proposal` for each rewrite it wants and a :class:`Refusal` for each
that it would want but for a reason. Its docstring is the page of its rule.
"""

from __future__ import annotations

from dfopt.effects.effects import Effects, effects_of
from dfopt.record import Record
from dfopt.syntax.stages import stages_of
from dfopt.terms import Gain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from dfopt.builder.commands import Commands
    from dfopt.builder.portability import Target
    from dfopt.context.context import Context
    from dfopt.cost.profile import Profile
    from dfopt.effects.commands import StageCommands
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Safety


class Draft(Record):
    """The account of one change: which instructions of the file it touches, and why.

    ``gain`` is what it saves.
    """

    title: str
    reason: str
    before: tuple[Statement, ...]
    after: Statement
    gain: Gain = Gain()


class Proposal(Record):
    """A rewrite: statements to replace, and the new order of a run of statements.

    ``replacements`` maps statements to what takes their place; ``order`` is empty, or lists the
    statements of one contiguous run in their new order. ``safety`` is the level that the rewrite
    needs, ``assumptions`` what it rests on. ``apart`` are two statements that another rule has to
    part afterwards: else the rewrite was for nothing, and is not made.
    """

    drafts: tuple[Draft, ...]
    replacements: dict[Statement, tuple[Statement, ...]]
    order: tuple[Statement, ...] = ()
    safety: Safety = "exact"
    assumptions: tuple[str, ...] = ()
    apart: tuple[Statement, Statement] | None = None


class Refusal(Record):
    """A rewrite that would pay but is not made, and why."""

    reason: str
    statement: Statement


class Source(Record):
    """The file that a pass looks at, and what holds for it.

    ``untouchable`` are the statements that this pass must leave where and as they are;
    ``known_effects`` is a cache. ``knowledge`` is what is known of commands, None where nothing
    may be used of it; ``profile`` is what was observed of the file's builds. ``only`` is the index
    of the one stage that the pass has to look at, None for all of them.
    """

    dockerfile: Dockerfile
    target: Target
    untouchable: frozenset[Statement]
    known_effects: dict[Statement, Effects]
    knowledge: Knowledge | None = None
    profile: Profile | None = None
    only: int | None = None

    def of(self, dockerfile: Dockerfile) -> Source:
        """Return the same view of another file, of which nothing is untouchable."""
        return Source(dockerfile, self.target, frozenset(), {}, self.knowledge, self.profile)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the pass looks at."""
        stages = stages_of(self.dockerfile)
        return stages if self.only is None else stages[self.only : self.only + 1]

    def fixed(self, statements: Sequence[Statement]) -> set[int]:
        """Return the places, among these, of the statements that are untouchable."""
        return {i for i, statement in enumerate(statements) if statement in self.untouchable}

    def effects(self, statement: Statement) -> Effects:
        """Return what the statement reads and writes."""
        known = self.known_effects.get(statement)
        if known is None:
            known = effects_of(statement, self.dockerfile.escape, self.target)
            self.known_effects[statement] = known
        return known

    def commands(self, stage: Stage) -> StageCommands | None:
        """Return what is known of the commands of a stage; None where nothing is."""
        if self.knowledge is None:
            return None
        return self.knowledge.of(self.dockerfile, stage)


class Knowledge:
    """What is known of the commands of a file; made when first asked for."""

    def __init__(
        self,
        target: Target,
        is_allowed: Callable[[str], bool],
        context: Callable[[], Context | None],
        tools: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Take what there is to know; nothing is looked at yet."""
        self.target = target
        self._is_allowed = is_allowed
        self._tools = tools
        self._context = context
        self._commands: Commands | None = None
        self._dockerfile: Dockerfile | None = None
        self._stages: dict[int, StageCommands | None] = {}

    def of(self, dockerfile: Dockerfile, stage: Stage) -> StageCommands | None:
        """Return what is known of a stage; None if it cannot be built."""
        if dockerfile is not self._dockerfile:
            self._dockerfile = dockerfile
            self._stages = self._built(dockerfile)
        return self._stages.get(stage.index)

    def forget(self) -> None:
        """Let go of the builds of the last files, which nobody asks for any more."""
        if self._dockerfile is not None:
            from dfopt.builder.build import build_symbolic

            build_symbolic.cache_clear()

    def _built(self, dockerfile: Dockerfile) -> dict[int, StageCommands | None]:
        from dfopt.builder.build import build_symbolic
        from dfopt.builder.commands import Commands
        from dfopt.builder.errors import BuildError
        from dfopt.effects.commands import StageCommands

        if self._commands is None:
            self._commands = Commands(self._is_allowed, self._tools)

        try:
            outcomes = build_symbolic(dockerfile)
            context = self._context()
        except BuildError:
            return {}
        return {
            index: None
            if isinstance(outcome, BuildError)
            else StageCommands(outcome, self._commands, context, self.target)
            for index, outcome in enumerate(outcomes)
        }


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
