"""Planning a stage's order with knowledge of its commands: what several passes have in common."""

from __future__ import annotations

import re

from dfopt.cost.engines import chains
from dfopt.cost.planner import Limits, plan, price
from dfopt.cost.priors import argument_probability
from dfopt.cost.steps import facts_of, takes_sources
from dfopt.effects.commands import FRESH
from dfopt.effects.order import known_steps, predecessors_known
from dfopt.errors import ExpansionError
from dfopt.knowledge.behaviour import Behaviour
from dfopt.syntax.nodes import Arg, Env, Run, Transfer
from dfopt.syntax.words import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from dfopt.cost.chain import Chain
    from dfopt.cost.planner import Plan
    from dfopt.effects.commands import StageCommands
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Gain

LIMITS = Limits()

#: Installations that read a manifest, which people copy in front of them.
_FROM_MANIFEST: Final = (
    r"\b(?:npm (?:ci|i|install)\b(?!.*-g)|yarn|pnpm|bun install|pip3? install .*-r|uv sync|bundle"
    r"|composer|poetry|go mod download|cargo fetch|dotnet restore)"
)


def runs_behind_copies(statements: Sequence[Statement]) -> list[Statement]:
    """Return the RUNs of a stage that a COPY or ADD stands in front of, and might not have to.

    To know more takes as long as all the rest; so an installation behind copies of manifests only,
    as good files have it, is passed over.
    """
    copied = wide = False
    found: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Transfer):
            copied = True
            wide = wide or statement.flag("from") is not None or takes_sources(statement)
        elif isinstance(statement, Run) and (
            wide or (copied and not re.search(_FROM_MANIFEST, statement.script))
        ):
            found.append(statement)
    return found


def volatile_variables(source: Source, statements: Sequence[Statement]) -> set[Statement]:
    """Return the ARGs whose values change with each build, and the ENVs that take them over."""
    found: set[Statement] = set()
    names: set[str] = set()
    for statement in statements:
        if isinstance(statement, Arg):
            declared = [name for name, _ in statement.declarations]
            if all(argument_probability(name) >= 1.0 for name in declared):
                found.add(statement)
                names.update(declared)
        elif isinstance(statement, Env):
            try:
                used = [
                    references(pair.value, source.dockerfile.escape) for pair in statement.pairs
                ]
            except ExpansionError:
                continue
            if all(each and each <= names for each in used):
                found.add(statement)
    return found


def plan_with_commands(source: Source, stage: Stage, commands: StageCommands) -> Plan | None:
    """Return the cheapest order of a stage that what its commands do allows.

    None where of no RUN it is known what it does.
    """
    statements = stage.statements
    fixed = source.fixed(statements)
    known = known_steps(statements, fixed, commands)
    if not any(isinstance(statements[index], Run) for index in known):
        return None
    effects = [source.effects(statement) for statement in statements]
    objective, guards = chains(facts_of(statements, effects, source.profile), source.target.engine)
    masks = predecessors_known(statements, effects, fixed, commands)
    return plan(objective, masks, guards=guards)


def gain_of(source: Source, before: Sequence[Statement], after: Sequence[Statement]) -> Gain | str:
    """Return what a stage gains by becoming another, or why that is not enough."""
    old, new = _chains(source, before), _chains(source, after)
    return price((*old[0], *old[1]), (*new[0], *new[1]), len(old[0]), LIMITS)


def _chains(
    source: Source, statements: Sequence[Statement]
) -> tuple[tuple[Chain, ...], tuple[Chain, ...]]:
    effects = [source.effects(statement) for statement in statements]
    return chains(facts_of(statements, effects, source.profile), source.target.engine)


def assumptions_of(
    runs: Iterable[Statement], commands: StageCommands, *, files: bool
) -> tuple[str, ...]:
    """Return the names of what it rests on that these RUNs change places with others.

    ``files`` says that they change places with steps on files too: then it counts as well that no
    command above them has made a link somewhere.
    """
    concerned = list(runs)
    names = {FRESH} if files else set()
    if files and concerned:
        last = max(commands.order.index(run) for run in concerned if run in commands.order)
        concerned = [s for s in commands.order[: last + 1] if isinstance(s, Run)]
    for run in concerned:
        behaviour = commands.behaviour(run)
        if isinstance(behaviour, Behaviour):
            names |= behaviour.assumptions
    return tuple(sorted(names))


def inverted(before: Sequence[Statement], after: Sequence[Statement]) -> list[tuple[int, int]]:
    """Return the pairs of places, of ``before``, whose order is another one now."""
    place = {statement: index for index, statement in enumerate(after)}
    return [
        (one, other)
        for other in range(len(before))
        for one in range(other)
        if place[before[one]] > place[before[other]]
    ]
