"""Compare what two Dockerfiles come to."""

from __future__ import annotations

from dfopt.builder.build import build_all
from dfopt.builder.errors import BuildError
from dfopt.builder.keys import Keys
from dfopt.builder.portability import needs_buildkit, read_otherwise, resolve
from dfopt.proof.canonical import FileSystems
from dfopt.proof.differences import (
    Difference,
    config_differences,
    file_differences,
    stage_label,
)
from dfopt.proof.disagreements import trace
from dfopt.record import Record
from dfopt.syntax.edits import spans
from dfopt.syntax.parser import parse
from dfopt.terms import SAFETY_LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import Any

    from dfopt.builder.build import Built
    from dfopt.builder.portability import Target
    from dfopt.proof.chains import Step
    from dfopt.syntax.nodes import Dockerfile
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
            (No equation rests on one yet.)

    A file that BuildKit refuses is equivalent only to itself.

    Raises:
        ConfigError: ``safety`` or ``engine`` is none of those that exist.
    """
    from dfopt.config import Config

    checked = Config(engine=engine, safety=safety)
    del assumptions
    old = parse(before)
    return compare(
        old,
        parse(after),
        safety=checked.safety,
        target=resolve(checked.engine, old),
        base_config=base_config,
        build_args=build_args,
    )


def compare(
    before: Dockerfile,
    after: Dockerfile,
    *,
    safety: Safety,
    target: Target,
    base_config: Mapping[str, Any] | None = None,
    build_args: Mapping[str, str] | None = None,
) -> Equivalence:
    """Compare two syntax trees; the arguments are those of :func:`equivalent`."""
    comparison = _Comparison(before, after, target, base_config, build_args)
    level = comparison.level()
    return Equivalence(level, safety, (), tuple(comparison.differences))


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
        self.systems = FileSystems()

    def level(self) -> Safety | None:
        """Return the best level; what keeps it from a better one is in ``differences``."""
        if str(self.before) == str(self.after):
            return "exact"
        self.differences += self._file_differences()
        if self.differences:
            return None
        pairs = list(zip(self._built(self.before), self._built(self.after)))
        keys = Keys()
        if all(_is_exact(one, other, keys) for one, other in pairs):
            self._compare_traces(pairs, lambda step: keys.of(step.operation))
            return None if self.differences else "exact"
        weaker: list[Difference] = []
        for one, other in pairs:
            self._compare(one, other, weaker)
        self._compare_traces(pairs, self.systems.step_key)
        if self.differences:
            return None
        self.differences += weaker
        return "same-image"

    def _file_differences(self) -> Iterator[Difference]:
        """Yield what rules the comparison out before anything is built."""
        for name, dockerfile in (("first", self.before), ("second", self.after)):
            for diagnostic in dockerfile.diagnostics:
                if diagnostic.severity == "error":
                    line = diagnostic.span.start.line
                    yield Difference("", f"the {name} file has an error at line {line}")
                    break
        for directive in ("syntax", "check"):
            if getattr(self.before, directive) != getattr(self.after, directive):
                yield Difference("", f"the {directive} directive is not the same")
        if self.target.portable:
            yield from self._portable_differences()
        old = [_stage_head(s) for s in self.before.statements if s.kind == "FROM"]
        new = [_stage_head(s) for s in self.after.statements if s.kind == "FROM"]
        if old != new:
            yield Difference("", "the stages are not the same, in number, name or order")

    def _portable_differences(self) -> Iterator[Difference]:
        for dockerfile in (self.before, self.after):
            reason = read_otherwise(dockerfile, self.target) if dockerfile.statements else None
            if reason:
                yield Difference("", f"builders read the file differently: {reason}")
                break
        if self.before.escape != self.after.escape:
            yield Difference("", "builders disagree about escape tokens, and it is not the same")
        if needs_buildkit(self.after) and not needs_buildkit(self.before):
            yield Difference("", "the second file needs BuildKit, the first one does not")

    def _built(self, dockerfile: Dockerfile) -> tuple[Outcome, ...]:
        try:
            return build_all(
                dockerfile,
                base_config=self.base_config,
                build_args=self.build_args,
                symbolic=True,
            )
        except BuildError as error:
            stages = sum(statement.kind == "FROM" for statement in dockerfile.statements)
            return (error,) * stages

    def _compare(self, one: Outcome, other: Outcome, weaker: list[Difference]) -> None:
        """Compare two stages at the level ``same-image``; note in ``weaker`` what is not exact."""
        if isinstance(one, BuildError) or isinstance(other, BuildError):
            if _failure(one) != _failure(other):
                self.differences += _failure_differences(one, other)
            return
        self.differences += config_differences(one, other, ordered=False)
        weaker += config_differences(one, other, ordered=True)
        if self.systems.of(one.root) != self.systems.of(other.root):
            self.differences += file_differences(
                one, other, self.systems, spans(self.before), spans(self.after)
            )
        elif Keys().of(one.root) != Keys().of(other.root):
            weaker.append(Difference(stage_label(one), "steps or variables are in another order"))

    def _compare_traces(
        self, pairs: list[tuple[Outcome, Outcome]], step_key: Callable[[Step], int]
    ) -> None:
        """Make sure that builders which disagree with BuildKit see no difference either."""
        if not self.target.portable:
            return
        for one, other in pairs:
            if isinstance(one, BuildError) or isinstance(other, BuildError):
                continue
            old = trace(one.stage, one.root, step_key)
            new = trace(other.stage, other.root, step_key)
            for subject, facts in old.items():
                if facts != new[subject]:
                    message = f"builders disagree about {subject}, and it is not the same"
                    self.differences.append(Difference(stage_label(one), message))


def _stage_head(statement: Any) -> tuple[str, ...]:
    """Return the name that others know a stage by, empty if it has none."""
    words = statement.arguments
    return (words[2].lower(),) if len(words) == 3 else ()


def _is_exact(one: Outcome, other: Outcome, keys: Keys) -> bool:
    if isinstance(one, BuildError) or isinstance(other, BuildError):
        return _failure(one) == _failure(other)
    return (
        keys.of(one.root) == keys.of(other.root)
        and one.author == other.author
        and not any(config_differences(one, other, ordered=True))
    )


def _failure(outcome: Outcome) -> str | None:
    return outcome.message if isinstance(outcome, BuildError) else None


def _failure_differences(one: Outcome, other: Outcome) -> Iterator[Difference]:
    built = other if isinstance(one, BuildError) else one
    stage = "" if isinstance(built, BuildError) else stage_label(built)
    for outcome, words in ((one, "before"), (other, "now")):
        if isinstance(outcome, BuildError):
            yield Difference(stage, f"{words} it cannot be built: {outcome.message}")
