"""Differences between two builds, in words."""

from __future__ import annotations

from dfopt.builder.operations import Exec
from dfopt.builder.values import Term
from dfopt.proof.chains import chain_of
from dfopt.proof.wording import described
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dfopt.builder.build import Built
    from dfopt.proof.canonical import FileSystems
    from dfopt.proof.chains import Step
    from dfopt.syntax.nodes import Statement
    from dfopt.terms import Span

    Spans = Mapping[Statement, Span]

_MOST_STEPS = 5


class Difference(Record, compare=True):
    """What is not the same, and where.

    ``stage`` is the stage's name or number, empty where the whole file is meant; ``message`` says
    what differs, with the lines concerned.
    """

    stage: str
    message: str

    def __str__(self) -> str:
        return f"stage {self.stage}: {self.message}" if self.stage else self.message


def stage_label(built: Built) -> str:
    """Return how people call the stage."""
    return built.stage.name or str(built.stage.index)


def config_differences(before: Built, after: Built, *, ordered: bool) -> Iterator[Difference]:
    """Yield what differs in the images' configuration; ``ordered`` counts the order of Env."""
    stage = stage_label(before)
    old, new = before.config, after.config
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key), new.get(key)
        if one == other or (not one and not other):
            if key == "Env" and ordered and one and list(one) != list(other or ()):
                names = ", ".join(described(name) for name in other or ())
                yield Difference(stage, f"the environment's order is now {names}")
        elif not isinstance(one, Term) and not isinstance(other, Term) and _has_entries(one, other):
            yield from _entry_differences(stage, key, one or {}, other or {})
        else:
            yield Difference(stage, f"{key} is now {described(other)}, before {described(one)}")


def _has_entries(one: object, other: object) -> bool:
    return isinstance(one, dict) or isinstance(other, dict)


def stage_differences(before: Built, after: Built) -> Iterator[Difference]:
    """Yield what differs about two stages beside their files and their configuration.

    A variable or label whose name is not known may be any other one: then the order of assignments
    counts, which the configuration does not show.
    """
    stage = stage_label(before)
    if before.author != after.author:
        message = f"the author is now {described(after.author)}, before {described(before.author)}"
        yield Difference(stage, message)
    if before.platform != after.platform:
        message = (
            f"the platform is now {described(after.platform)}, before {described(before.platform)}"
        )
        yield Difference(stage, message)
    if _has_unknown_names(before, "Env") and before.environment != after.environment:
        yield Difference(stage, "a variable whose name is not known is set in another place")
    old, new = before.config["Labels"], after.config["Labels"]
    if _has_unknown_names(before, "Labels") and _around_unknown(old) != _around_unknown(new):
        yield Difference(stage, "a label whose name is not known is set in another place")


def _around_unknown(entries: Mapping[object, object]) -> list[Any]:
    """Return entries in an order in which only the places of unknown names count."""
    order: list[Any] = [frozenset()]
    for name, value in entries.items():
        if isinstance(name, Term):
            order += [(name, value), frozenset()]
        else:
            order[-1] = order[-1] | {(name, value)}
    return order


def _has_unknown_names(built: Built, key: str) -> bool:
    """Tell whether an instruction, not the base image, sets a name that is not known."""
    return any(
        isinstance(name, Term) and name.kind not in ("image", "configuration")
        for name in built.config[key]
    )


def _entry_differences(
    stage: str, key: str, old: Mapping[object, object], new: Mapping[object, object]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name in old and name in new and old[name] == new[name]:
            continue
        one = described(old[name]) if name in old else "absent"
        other = described(new[name]) if name in new else "absent"
        yield Difference(stage, f"{key} {described(name)} is now {other}, before {one}")


def file_differences(
    before: Built, after: Built, systems: FileSystems, old_spans: Spans, new_spans: Spans
) -> Iterator[Difference]:
    """Yield what differs in the steps that make the two file systems."""
    stage = stage_label(before)
    old = [_Named(step, systems, old_spans) for step in chain_of(before.root).steps]
    new = [_Named(step, systems, new_spans) for step in chain_of(after.root).steps]
    old_keys = [step.key for step in old]
    new_keys = [step.key for step in new]
    gone = _without(old, new_keys)
    come = _without(new, old_keys)
    found = 0
    for step in gone[:_MOST_STEPS]:
        partner = next((other for other in come if step.resembles(other)), None)
        if partner is None:
            yield Difference(stage, f"{step} has no counterpart any more")
        else:
            come.remove(partner)
            for message in step.changes(partner):
                yield Difference(stage, message)
        found += 1
    for step in come[:_MOST_STEPS]:
        yield Difference(stage, f"{step} is new")
        found += 1
    if not found:
        yield from _order_differences(stage, old, new)


def _without(steps: Sequence[_Named], keys: Sequence[int]) -> list[_Named]:
    """Return the steps less those whose key is among ``keys``, as often as it is."""
    left: dict[int, int] = {}
    for key in keys:
        left[key] = left.get(key, 0) + 1
    rest = []
    for step in steps:
        if left.get(step.key):
            left[step.key] -= 1
        else:
            rest.append(step)
    return rest


def _order_differences(
    stage: str, old: Sequence[_Named], new: Sequence[_Named]
) -> Iterator[Difference]:
    for one, other in zip(old, new):
        if one.key != other.key:
            yield Difference(stage, f"{other} now comes before {one.kind} (line {one.line} before)")
            return
    yield Difference(stage, "the files that the steps start from differ")


class _Named:
    """A step with its name for people."""

    def __init__(self, step: Step, systems: FileSystems, spans: Spans) -> None:
        self.step = step
        self.key = systems.step_key(step)
        statement = step.statement
        self.kind = statement.kind if statement else "a step"
        span = spans.get(statement) if statement else None
        self.line = span.start.line if span else 0

    def __str__(self) -> str:
        return f"{self.kind} at line {self.line}" if self.line else f"{self.kind} of a trigger"

    def resembles(self, other: _Named) -> bool:
        """Tell whether the other step is this one with other circumstances."""
        one, two = self.step.operation, other.step.operation
        if isinstance(one, Exec) and isinstance(two, Exec):
            return one.arguments[-1:] == two.arguments[-1:]
        if self.step.statement is None or other.step.statement is None:
            return False
        return self.step.statement.lexed.original == other.step.statement.lexed.original

    def changes(self, other: _Named) -> Iterator[str]:
        """Yield what is different about the other step."""
        one, two = self.step.operation, other.step.operation
        if not (isinstance(one, Exec) and isinstance(two, Exec)):
            yield f"{other} now works on other paths or with another owner"
            return
        found = False
        for name, value in (
            ("directory", (one.directory, two.directory)),
            ("user", (one.user, two.user)),
            ("shell", (one.arguments[:-1], two.arguments[:-1])),
        ):
            if value[0] != value[1]:
                yield f"{other} now has {name} {described(value[1])}, before {described(value[0])}"
                found = True
        for message in _environment_changes(one, two):
            yield f"{other} {message}"
            found = True
        if not found:
            yield f"{other} now has other mounts or options"


def _environment_changes(one: Exec, two: Exec) -> Iterator[str]:
    old, new = dict(one.environment), dict(two.environment)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) == new.get(name) and (name in old) == (name in new):
            continue
        label = described(name)
        before = f"before {label}={described(old[name])}" if name in old else "before it did not"
        if name in new:
            yield f"now sees {label}={described(new[name])}, {before}"
        else:
            yield f"no longer sees {label}, {before}"
