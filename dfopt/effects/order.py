"""Which instructions of a stage keep their order, given what is known of its commands."""

from __future__ import annotations

from dfopt.effects.territory import is_system, touches_files
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.indexes import may_consume
from dfopt.knowledge.places import overlap
from dfopt.syntax.nodes import Arg, Env, Run, Transfer, Workdir, variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dfopt.effects.commands import StageCommands
    from dfopt.effects.effects import Effects
    from dfopt.knowledge.behaviour import Behaviour
    from dfopt.syntax.nodes import Statement


def predecessors_known(
    statements: Sequence[Statement],
    effects: Sequence[Effects],
    fixed: set[int],
    stage: StageCommands,
    sinking: Collection[Statement] = (),
) -> list[int]:
    """Return for each instruction a bitmask of those above it that must stay above it.

    As :func:`dfopt.effects.graph.predecessors`, with what is known of commands. ``sinking`` are
    the ENVs that may change places with RUNs whatever else does.
    """
    from dfopt.effects.graph import predecessors

    names = {name for statement in statements for name in variables_of(statement)}
    known = known_steps(statements, fixed, stage)
    finer = [
        stage.refined(statement, effect, names) if index in known else effect
        for index, (statement, effect) in enumerate(zip(statements, effects, strict=True))
    ]
    masks = predecessors(finer, fixed)
    first_steps = _first_steps(statements) if stage.target.has_buildah else set()
    for later, statement in enumerate(statements):
        for earlier in range(later):
            if not (later in known or earlier in known) or masks[later] >> earlier & 1:
                continue
            one = statements[earlier]
            if any(
                isinstance(statements[i], Run | Transfer) and i not in known
                for i in (earlier, later)
            ) and (touches_files(one) and touches_files(statement)):
                masks[later] |= 1 << earlier
                continue
            if stage.clash(one, statement) or (
                (
                    earlier in first_steps
                    or later in first_steps
                    or isinstance(one, Workdir)
                    or isinstance(statement, Workdir)
                )
                and not _are_plain(stage, statements, one, statement)
            ):
                masks[later] |= 1 << earlier
    _keep_apart_from_links(statements, masks, known, stage.turned())
    _keep_variables(statements, masks, known, sinking)
    return masks


def known_steps(statements: Sequence[Statement], fixed: set[int], stage: StageCommands) -> set[int]:
    """Return the places of the COPYs and RUNs of which it is known what they touch.

    Behind a RUN that may have made a link anywhere nothing is. One that only refreshes a package
    index stays where it is: moved away from those that need it, it would age.
    """
    before = stage.order.index(statements[0]) if statements[0] in stage.order else 0
    own = set(statements)
    for each in stage.order[:before]:
        if each in own or not isinstance(each, Run):
            continue
        if isinstance(stage.behaviour(each), Unknown):
            return set()
    found: set[int] = set()
    is_vague = any(
        isinstance(each, Transfer) and stage.territory(each) is None
        for each in stage.order[:before]
        if each not in own
    )
    for index, statement in enumerate(statements):
        if isinstance(statement, Transfer):
            territory = stage.territory(statement)
            if territory is None and not stage.stays_in_system(statement):
                return found
            if territory is None:
                # It may bring links to anywhere in the directories of the system.
                is_vague = True
            elif index not in fixed and not (is_vague and is_system(territory)):
                found.add(index)
            continue
        if not isinstance(statement, Run):
            continue
        behaviour = stage.behaviour(statement)
        if isinstance(behaviour, Unknown) or stage.territory(statement) is None:
            return found
        if behaviour.refreshes and _is_awaited(behaviour, statements[index + 1 :], stage):
            continue
        if index not in fixed and not behaviour.refreshes - behaviour.consumes:
            found.add(index)
    return found


def hindrance(
    statements: Sequence[Statement], copy: Statement, run: Statement, stage: StageCommands
) -> tuple[Statement | None, str]:
    """Say what else keeps a known RUN below a COPY that does not touch the same files.

    Returns the instruction that is in the way (None where it is the RUN itself) and what is to be
    said of it; that is empty where there is nothing of this kind.
    """
    behaviour = stage.behaviour(run)
    first, last = statements.index(copy), statements.index(run)
    before = stage.order[: stage.order.index(run)] if run in stage.order else []
    for each in before:
        opaque = stage.behaviour(each) if isinstance(each, Run) else None
        if isinstance(opaque, Unknown):
            return each, f"may have made links anywhere: {opaque.reason}"
    if not isinstance(behaviour, Unknown):
        if behaviour.refreshes - behaviour.consumes:
            return None, "it refreshes a package index, which would grow old above it"
        if behaviour.refreshes and _is_awaited(behaviour, statements[last + 1 :], stage):
            return None, "a step below installs from the package index that it refreshes"
    for each in statements[first:last]:
        if each.kind == "VOLUME" and stage.clash(each, run):
            return each, "stands between, and builders disagree about what is below a volume"
    turned = stage.turned()
    links = (turned.get(copy, set()) | turned.get(run, set())) - set(statements[first:])
    for third in before:
        if third in links:
            return third, "may have made a link that leads one of them elsewhere"
    is_first = stage.target.has_buildah and first in _first_steps(statements)
    if is_first and not _are_plain(stage, statements, copy, run):
        return copy, "comes first below a WORKDIR: with buildah it makes that directory"
    return None, ""


def _keep_apart_from_links(
    statements: Sequence[Statement],
    masks: list[int],
    known: set[int],
    turned: Mapping[Statement, set[Statement]],
) -> None:
    """Keep two steps in order where a third may make a link that leads one of them elsewhere.

    A third that has to stay below one of the two is below both whenever they are neighbours.
    """
    places = {statement: index for index, statement in enumerate(statements)}
    firm = list(masks)
    for later, statement in enumerate(statements):
        for earlier in range(later):
            if not (later in known or earlier in known) or firm[later] >> earlier & 1:
                continue
            one = statements[earlier]
            thirds = (turned.get(one, set()) | turned.get(statement, set())) - {one, statement}
            pair = 1 << earlier | 1 << later
            if any(third not in places or not firm[places[third]] & pair for third in thirds):
                masks[later] |= 1 << earlier


def _is_awaited(behaviour: Behaviour, below: Sequence[Statement], stage: StageCommands) -> bool:
    """Tell whether a RUN below installs from a package index that another one refreshes."""
    indexes = set(behaviour.refreshes)
    for statement in below:
        if not isinstance(statement, Run):
            continue
        other = stage.behaviour(statement)
        if isinstance(other, Unknown):
            if may_consume(statement.lexed.original):
                return True
            continue
        if other.consumes & indexes - other.refreshes:
            return True
        indexes -= other.refreshes
    return False


def _keep_variables(
    statements: Sequence[Statement],
    masks: list[int],
    known: set[int],
    sinking: Collection[Statement],
) -> None:
    """Keep ENV, ARG, WORKDIR and RUN in order where no COPY above is to be crossed as well.

    Whoever wrote one above or below a RUN may have had a reason, and little is gained.
    """
    for later in known:
        if not isinstance(statements[later], Run):
            continue
        copied = False
        for earlier in range(later):
            one = statements[earlier]
            if isinstance(one, Transfer):
                copied = copied or not masks[later] >> earlier & 1
            elif isinstance(one, Env | Arg | Workdir) and not copied and one not in sinking:
                masks[later] |= 1 << earlier
    for later, statement in enumerate(statements):
        if isinstance(statement, Env):
            for run in known:
                if run < later and isinstance(statements[run], Run):
                    masks[later] |= 1 << run


def _first_steps(statements: Sequence[Statement]) -> set[int]:
    """Return the places of the steps that come first after a WORKDIR."""
    found = set()
    waiting = False
    for index, statement in enumerate(statements):
        if isinstance(statement, Run | Transfer) and waiting:
            found.add(index)
            waiting = False
        waiting = waiting or isinstance(statement, Workdir)
    return found


def _are_plain(
    stage: StageCommands, statements: Sequence[Statement], one: Statement, other: Statement
) -> bool:
    """Tell whether buildah makes a WORKDIR's directory alike, whichever of two comes first.

    It makes it when the next step needs it, for that step's user. A COPY has to lead into it.
    """
    for statement in (one, other):
        territory = stage.territory(statement) if touches_files(statement) else None
        if territory is None:
            continue
        if not territory.plain:
            return False
        if isinstance(statement, Transfer):
            directories = [
                made
                for each in statements
                if isinstance(each, Workdir) and (known := stage.territory(each)) is not None
                for made in known.makes
            ]
            if not any(overlap(tree, made) for tree in territory.writes for made in directories):
                return False
    return True
