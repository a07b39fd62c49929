"""Compare what two Dockerfiles come to."""

from __future__ import annotations

from dfopt.builder.build import build_all, build_symbolic
from dfopt.builder.errors import BuildError
from dfopt.builder.keys import Keys
from dfopt.builder.portability import resolve
from dfopt.proof.differences import (
    Difference,
    config_differences,
    file_differences,
    stage_differences,
    stage_label,
)
from dfopt.proof.disagreements import assignments, trace
from dfopt.proof.failures import are_possible, may_fail
from dfopt.proof.structure import structural_differences
from dfopt.record import Record
from dfopt.syntax.edits import spans
from dfopt.syntax.parser import parse
from dfopt.syntax.stages import stages_of
from dfopt.terms import SAFETY_LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from typing import Any

    from dfopt.builder.build import Built
    from dfopt.builder.commands import Commands
    from dfopt.builder.portability import Target
    from dfopt.context.context import Context, ContextLike
    from dfopt.proof.canonical import FileSystems
    from dfopt.proof.disagreements import Trace
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Engine, Safety

    Outcome = Built | BuildError


class Equivalence(Record):
    """What the comparison of two Dockerfiles has come to; true if ``safety`` is reached.

    ``level`` is the best level that was reached, None where the images may differ; ``safety`` the
    level that was asked for; ``assumptions`` the names of what the level rests on; ``differences``
    what keeps the files from a better level.
    """

    level: Safety | None
    safety: Safety
    assumptions: tuple[str, ...]
    differences: tuple[Difference, ...]

    def __bool__(self) -> bool:
        if self.level is None:
            return False
        return SAFETY_LEVELS.index(self.level) <= SAFETY_LEVELS.index(self.safety)


def equivalent(
    before: str,
    after: str,
    *,
    safety: Safety = "same-image",
    engine: Engine = "auto",
    base_config: Mapping[str, Any] | None = None,
    build_args: Mapping[str, str] | None = None,
    assumptions: Collection[str] | None = None,
    context: ContextLike | None = None,
) -> Equivalence:
    """Tell whether two Dockerfiles surely make the same image, whichever stage is the target.

    Args:
        before: the text of the one.
        after: the text of the other.
        safety: the level that has to be reached for the result to be true.
        engine: the builders that count; ``auto`` decides by ``before``.
        base_config: the configuration of all images that the files start from, as in an image's
            JSON; None: it may be any.
        build_args: build arguments; those not given may have any value.
        assumptions: the names of the assumptions about commands that may be used; None allows all.
        context: the build context, a path or a :class:`~dfopt.context.Tree`; None: nothing is known
            about it.

    A file that BuildKit refuses is equivalent only to itself.

    Raises:
        ConfigError: ``safety`` or ``engine`` is none of those that exist.
    """
    from dfopt.config import Config

    checked = Config(engine=engine, safety=safety)
    old, new = parse(before), parse(after)
    target = resolve(checked.engine, old)
    found = None
    if context is not None:
        from dfopt.context.context import context_of

        found = context_of(context)

    def attempt(allowed: Collection[str] | None) -> Equivalence:
        return compare(
            old,
            new,
            safety=checked.safety,
            target=target,
            base_config=base_config,
            build_args=build_args,
            context=found,
            assumptions=allowed,
        )

    return fewest_assumptions(attempt, assumptions)


def fewest_assumptions(
    attempt: Callable[[Collection[str] | None], Equivalence], allowed: Collection[str] | None
) -> Equivalence:
    """Compare, and leave out of the assumptions of the result what it does not rest on.

    Args:
        attempt: compares under some assumptions, under all where it gets None.
        allowed: the assumptions that may be used.
    """
    result = attempt(allowed)
    if result.level == "known-commands":
        # Those that it can do without are not assumptions that it rests on.
        for name in result.assumptions:
            without = [other for other in result.assumptions if other != name]
            fewer = attempt(without)
            if fewer.level == "known-commands":
                result = fewer.with_changes(assumptions=tuple(without))
    return result


def compare(
    before: Dockerfile,
    after: Dockerfile,
    *,
    safety: Safety,
    target: Target,
    base_config: Mapping[str, Any] | None = None,
    build_args: Mapping[str, str] | None = None,
    context: Context | None = None,
    assumptions: Collection[str] | None = None,
    tools: Sequence[Mapping[str, Any]] = (),
) -> Equivalence:
    """Compare two syntax trees; the arguments are those of :func:`equivalent`.

    ``tools`` are the user's own commands, as in the configuration.
    """
    comparison = _Comparison(before, after, target, base_config, build_args)
    level = comparison.level()
    used: tuple[str, ...] = ()
    if level is None and safety == "known-commands":
        from dfopt.builder.commands import Commands

        commands = Commands(lambda name: assumptions is None or name in assumptions, tools)
        known = _Comparison(before, after, target, base_config, build_args)
        level = known.level_with(commands, context)
        if level is not None or known.ages:
            comparison = known
        if level is not None:
            used = tuple(sorted(commands.used))
    return Equivalence(level, safety, used, tuple(dict.fromkeys(comparison.differences)))


class _Comparison:
    """One run over two files."""

    def __init__(
        self,
        before: Dockerfile,
        after: Dockerfile,
        target: Target,
        base_config: Mapping[str, Any] | None,
        build_args: Mapping[str, str] | None,
    ) -> None:
        self.before = before
        self.after = after
        self.target = target
        self.base_config = base_config
        self.build_args = build_args
        self.differences: list[Difference] = []
        #: Whether the histories have to be looked at.
        self.may_fail = (
            are_possible(before) or are_possible(after) or bool((base_config or {}).get("OnBuild"))
        )
        self.keys = Keys()
        #: Whether it is only the next builds that would not be the same.
        self.ages = False

    def level(self) -> Safety | None:
        """Return the best level; what keeps it from a better one is in ``differences``."""
        if str(self.before) == str(self.after):
            return "exact"
        self.differences += structural_differences(
            self.before, self.after, self.target, self.build_args or {}
        )
        if self.differences:
            return None
        pairs = list(zip(self._built(self.before), self._built(self.after)))
        if all(self._is_exact(one, other) for one, other in pairs):
            self._compare_traces(pairs, None)
            return None if self.differences else "exact"
        from dfopt.proof.canonical import FileSystems

        return "same-image" if self._is_same(pairs, FileSystems()) else None

    def level_with(self, commands: Commands, context: Context | None) -> Safety | None:
        """Return the level ``known-commands`` if what commands do makes the images the same."""
        from dfopt.proof.known import KnownFileSystems

        self.differences += structural_differences(
            self.before, self.after, self.target, self.build_args or {}
        )
        if self.differences:
            return None
        pairs = list(zip(self._built(self.before), self._built(self.after)))
        systems = KnownFileSystems(commands, context)
        if not self.target.portable:
            for dockerfile, outcomes in zip((self.before, self.after), zip(*pairs)):
                if _has_caches(dockerfile):
                    systems.drop_mounts(dockerfile, outcomes)
        if not self._is_same(pairs, systems):
            return None
        for one, other in pairs:
            if isinstance(one, BuildError) or isinstance(other, BuildError):
                continue
            before, after = (systems.copies_behind_refreshes(each.root) for each in (one, other))
            if after > before:
                message = "a package index is used behind a copy, and would grow old in front of it"
                self.differences = [Difference(stage_label(one), message)]
                self.ages = True
                return None
        return "known-commands"

    def _is_same(self, pairs: list[tuple[Outcome, Outcome]], systems: FileSystems) -> bool:
        weaker: list[Difference] = []
        for one, other in pairs:
            self._compare(one, other, systems, weaker)
        self._compare_traces(pairs, systems)
        if self.differences:
            return False
        self.differences += weaker
        return True

    def _built(self, dockerfile: Dockerfile) -> tuple[Outcome, ...]:
        try:
            if self.base_config is None and not self.build_args and not self.may_fail:
                return build_symbolic(dockerfile)
            return build_all(
                dockerfile,
                base_config=self.base_config,
                build_args=self.build_args,
                symbolic=True,
                history=self.may_fail,
            )
        except BuildError as error:
            stages = sum(statement.kind == "FROM" for statement in dockerfile.statements)
            return (error,) * stages

    def _is_exact(self, one: Outcome, other: Outcome) -> bool:
        if isinstance(one, BuildError) or isinstance(other, BuildError):
            return _failure(one) == _failure(other)
        return (
            self.keys.of(one.root) == self.keys.of(other.root)
            and may_fail(one.history) == may_fail(other.history)
            and not any(stage_differences(one, other))
            and not any(config_differences(one, other, ordered=True))
        )

    def _compare(
        self, one: Outcome, other: Outcome, systems: FileSystems, weaker: list[Difference]
    ) -> None:
        """Compare two stages at the level ``same-image``; note in ``weaker`` what is not exact."""
        if isinstance(one, BuildError) or isinstance(other, BuildError):
            if _failure(one) != _failure(other):
                self.differences += _failure_differences(one, other)
            return
        self.differences += stage_differences(one, other)
        if may_fail(one.history) != may_fail(other.history):
            message = "whether the build fails now depends on other values"
            self.differences.append(Difference(stage_label(one), message))
        self.differences += config_differences(one, other, ordered=False)
        weaker += config_differences(one, other, ordered=True)
        if systems.of(one.root) != systems.of(other.root):
            self.differences += file_differences(
                one, other, systems, spans(self.before), spans(self.after)
            )
        elif self.keys.of(one.root) != self.keys.of(other.root):
            weaker.append(Difference(stage_label(one), "steps or variables are in another order"))

    def _compare_cases(self, pairs: list[tuple[Outcome, Outcome]]) -> None:
        """Make sure of names that differ in case only: Windows does not tell them apart."""
        for one, other in pairs:
            if isinstance(one, BuildError) or isinstance(other, BuildError):
                continue
            if assignments(one.stage.statements) != assignments(other.stage.statements):
                message = "variables that are one on Windows are set in another order"
                self.differences.append(Difference(stage_label(one), message))

    def _compare_traces(
        self, pairs: list[tuple[Outcome, Outcome]], systems: FileSystems | None
    ) -> None:
        """Make sure that builders which disagree with BuildKit see no difference either."""
        if not self.target.portable:
            if self.before.escape == "`":
                self._compare_cases(pairs)
            return
        stages = zip(stages_of(self.before), stages_of(self.after))
        for (one, other), (old_stage, new_stage) in zip(pairs, stages):
            if isinstance(one, BuildError) or isinstance(other, BuildError):
                # What BuildKit refuses another builder may build, in a way that nobody checked.
                if _texts(old_stage) != _texts(new_stage):
                    message = "BuildKit cannot build it, and other builders may"
                    self.differences.append(Difference(str(old_stage.index), message))
                continue
            old, new = self._trace(one, systems), self._trace(other, systems)
            for subject, facts in old.items():
                if facts != new[subject]:
                    message = f"builders disagree about {subject}, and it is not the same"
                    self.differences.append(Difference(stage_label(one), message))

    def _trace(self, built: Built, systems: FileSystems | None) -> Trace:
        if systems is None:
            return trace(built.stage, built.root, lambda step: self.keys.of(step.operation))
        return trace(
            built.stage,
            built.root,
            systems.step_key,
            systems.makes_plainly,
            systems.takes_something,
        )


def _has_caches(dockerfile: Dockerfile) -> bool:
    return any(
        flag.startswith("--mount=") and "cache" in flag.lower()
        for statement in dockerfile.statements
        for flag in statement.flags
    )


def _texts(stage: Stage) -> list[str]:
    return [statement.text for statement in (stage.origin, *stage.statements)]


def _failure(outcome: Outcome) -> str | None:
    return outcome.message if isinstance(outcome, BuildError) else None


def _failure_differences(one: Outcome, other: Outcome) -> Iterator[Difference]:
    built = other if isinstance(one, BuildError) else one
    stage = "" if isinstance(built, BuildError) else stage_label(built)
    for outcome, words in ((one, "before"), (other, "now")):
        if isinstance(outcome, BuildError):
            yield Difference(stage, f"{words} it cannot be built: {outcome.message}")
