"""What the commands of a stage may change places with, given what is known of them.

:func:`~dfopt.effects.effects.effects_of` says of every RUN that it reads and writes the whole file
system and the whole environment. Of a RUN whose commands are known, :class:`StageCommands` says
which paths and variables these are; the rest of the rules stay.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, MakeDirectory
from dfopt.effects.effects import Effects
from dfopt.effects.steps import StageSteps
from dfopt.effects.territory import (
    Territory,
    goes_past_dots,
    is_application,
    needs_of,
    parents_of,
    share_parents,
    touches_files,
)
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.places import TOP, overlap
from dfopt.syntax.nodes import Run, Transfer, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dfopt.knowledge.caches import Use
    from dfopt.knowledge.commands import Piece
    from dfopt.syntax.nodes import Statement

FRESH: Final = "base.fresh-directories"


class StageCommands(StageSteps):
    """The commands of one stage, and how two of its steps relate."""

    def pieces(self, statement: Statement) -> tuple[Piece, ...] | Unknown:
        """Return the commands of a RUN that is one list of ``&&``."""
        execution = self.execution(statement)
        if execution is None:
            return Unknown("it is not reached by the build")
        return self.commands.pieces(execution, self.placed(statement))

    def cache_use(self, statement: Statement) -> Use | Unknown | None:
        """Return what a RUN keeps of its downloads; None where it does not install anything."""
        execution = self.execution(statement)
        if execution is None:
            return None
        return self.commands.cache_use(execution, self.placed(statement))

    def apart(self, statement: Statement, around: frozenset[str]) -> frozenset[str] | Unknown:
        """Return on what it rests that an instruction has nothing to do with a cache.

        ``around`` are the cache's paths. It is unknown where it may have.
        """
        from dfopt.knowledge.caches import touches

        if isinstance(statement, Run):
            execution = self.execution(statement)
            if execution is None:
                return Unknown("what it comes to is not known")
            return self.commands.apart(execution, self.placed(statement), around)
        for action in self.operations.get(statement, []):
            is_directory = isinstance(action, MakeDirectory)
            word = getattr(action, "path" if is_directory else "destination", None)
            path = self.commands.resolved(word) if word is not None else None
            if path is None:
                return Unknown("where it writes is not known")
            met = touches(path, around)
            if met and not (is_directory and met.startswith(path.rstrip("/") + "/")):
                return Unknown(f"it may touch {met}")
        return frozenset()

    def linked(self, statement: Statement, around: frozenset[str]) -> str:
        """Return to which of a cache's paths a link that a COPY or ADD brings may lead, or none."""
        from dfopt.builder.placements import links
        from dfopt.knowledge.caches import leads_to

        for action in self.operations.get(statement, []):
            resolved = self._resolved(action) or action
            if isinstance(resolved, CopyAction) and self.context is not None:
                for depth, target in links(resolved, self.context):
                    met = leads_to(target, depth, around)
                    if met:
                        return met
        return ""

    def leaves_start_programs(self, one: Statement, other: Statement) -> bool:
        """Tell whether one of two brings programs that the other has nothing to do with."""
        for copy, run in ((one, other), (other, one)):
            if isinstance(copy, Transfer) and isinstance(run, Run) and self.start_programs(copy):
                execution = self.execution(run)
                return execution is not None and self.commands.leaves_start_programs(
                    execution, self._led_by()
                )
        return False

    def refined(self, statement: Statement, effects: Effects, names: Iterable[str]) -> Effects:
        """Return the effects of an instruction less what it has nothing to do with.

        ``names`` are the variables that the stage sets. What it does to files is left out: see
        :meth:`clash`.
        """
        if not isinstance(statement, Run):
            aside = {"filesystem"}
            if statement.arguments[-1].startswith("/"):
                aside.add("cwd")
            return Effects(effects.reads - aside, effects.writes - aside)
        behaviour = self.behaviour(statement)
        if isinstance(behaviour, Unknown):
            return effects
        reads = set(effects.reads) - {"env", "filesystem", "cwd"}
        if behaviour.uses_directory:
            reads.add("cwd")
        reads |= {f"env:{name.casefold()}" for name in names if behaviour.reads_variable(name)}
        return Effects(frozenset(reads), effects.writes - {"filesystem"})

    def clash(self, one: Statement, other: Statement) -> str:
        """Say why two instructions, one of them a known RUN, may not change places; or nothing.

        Only files are looked at.
        """
        if other.kind == "VOLUME" or one.kind == "VOLUME":
            return "VOLUME" if self.target.portable else ""
        if not (touches_files(one) and touches_files(other)):
            return ""
        first, second = self.territory(one), self.territory(other)
        if first is None or second is None:
            return self._unknown(one if first is None else other)
        if self.leaves_start_programs(one, other):
            return ""
        for a, b in ((first, second), (second, first)):
            for path in sorted(a.writes):
                met = [each for each in (*b.reads, *b.writes) if overlap(path, each)]
                if met:
                    return f"both touch {min(met, key=len)}"
                # A copy takes nothing away again from a directory that it makes.
                inside = path in a.makes and not a.is_process
                made = [
                    each
                    for each in b.makes
                    if (each == path and not inside) or each.startswith(path + "/")
                ]
                if made:
                    return f"both touch {made[0]}"
                entered = [
                    each
                    for each in sorted(b.enters)
                    if (each == path and not inside) or each.startswith(path.rstrip("/") + "/")
                ]
                if entered:
                    return f"both touch {entered[0]}"
            needed = needs_of(a) & {each for made in b.makes for each in (made, *parents_of(made))}
            if needed and not isinstance(other if b is second else one, Workdir):
                needed -= self.made_above(one, other)
            if needed:
                return f"{min(needed)} has to be there"
            if a.bounded and not all(map(is_application, b.writes)):
                return "the variables of the base image are not known"
        if first.makes and second.makes and not (first.plain and second.plain):
            shared = [m for m in first.makes for n in second.makes if share_parents(m, n)]
            if shared:
                return f"who makes {shared[0]} would own it"
        return ""

    def made_above(self, one: Statement, other: Statement) -> set[str]:
        """Return the directories that WORKDIRs above two instructions make, and no RUN removes."""
        found: set[str] = set()
        for each in self.order:
            if each in (one, other):
                break
            if not isinstance(each, Workdir | Run):
                continue
            territory = self.territory(each)
            if isinstance(each, Workdir):
                found |= frozenset() if territory is None else territory.makes
            elif territory is None:
                found.clear()
            else:
                found = {made for made in found if not _takes_away(territory, made)}
        return found

    def turned(self) -> dict[Statement, set[Statement]]:
        """Return, for each instruction on files, those that may have put a link on its way."""
        links = {
            other: {
                path
                for path in behaviour.writes - behaviour.linkless
                if path.strip("/").partition("/")[0] not in TOP
            }
            for other in self.order
            if isinstance(other, Run)
            and not isinstance(behaviour := self.behaviour(other), Unknown)
        }
        own = {other: self.behaviour(other) for other in links}
        straight = {
            other: behaviour.straight
            for other, behaviour in own.items()
            if not isinstance(behaviour, Unknown)
        }
        homes = {
            other: behaviour.homes
            for other, behaviour in own.items()
            if not isinstance(behaviour, Unknown)
        }
        copied = {
            other: {f"{path.rstrip('/')}/" for path in territory.writes}
            for other in self.order
            if isinstance(other, Transfer) and (territory := self.territory(other)) is not None
        }
        found: dict[Statement, set[Statement]] = {}
        for statement in self.order:
            territory = self.territory(statement) if touches_files(statement) else None
            if territory is None:
                continue
            ways = [
                f"{way.rstrip('/')}/"
                for way in (
                    *territory.writes,
                    *territory.makes,
                    *territory.reads,
                    *territory.enters,
                )
                if not isinstance(statement, Run) or way.strip("/").partition("/")[0] not in TOP
            ]
            for other, roots in links.items():
                if any(
                    way.startswith(f"{root.rstrip('/')}/")
                    and not (way.rstrip("/") == root and root in straight[other])
                    and not (root in homes[other] and goes_past_dots(way, root))
                    for root in roots
                    for way in ways
                ):
                    found.setdefault(statement, set()).add(other)
            for copy, trees in copied.items():
                if any(way.startswith(tree) and way != tree for tree in trees for way in ways):
                    found.setdefault(statement, set()).add(copy)
        return found

    def _unknown(self, statement: Statement) -> str:
        if isinstance(statement, Run):
            behaviour = self.behaviour(statement)
            if isinstance(behaviour, Unknown):
                return behaviour.reason
        if isinstance(statement, Transfer):
            if statement.flag("from") is not None:
                return "nobody knows what it takes from another stage or image"
            if self.context is None:
                return "nobody knows what it takes: the build context is not known"
            if not self._goes_straight(statement):
                return "it may write to directories of the system, or through a link"
        return f"nobody knows what {statement.kind} does"


def _takes_away(territory: Territory, directory: str) -> bool:
    """Tell whether a process may remove a directory."""
    return any(f"{directory}/".startswith(f"{path.rstrip('/')}/") for path in territory.writes)
