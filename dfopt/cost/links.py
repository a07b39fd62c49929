"""The steps of a whole file, and what each of them is built of.

:mod:`dfopt.cost.engines` prices the orders of one stage; here stages hang together. A step runs
again when anything changed that it is built of: its *closure*, the atoms of all that came before it
in the chain, and of the stages that files are copied from. (What was built again counts as changed,
although BuildKit may find its content the same.)
"""

from __future__ import annotations

from dfopt.cost.engines import chains
from dfopt.cost.keys import FILE_SYSTEM
from dfopt.cost.steps import facts_of, observable_sources
from dfopt.effects.effects import effects_of
from dfopt.record import Record
from dfopt.syntax.stages import stage_number, stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.builder.portability import Target
    from dfopt.cost.chain import Chain
    from dfopt.cost.profile import Profile
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Engine


class Link(Record):
    """A step of one builder.

    ``own`` is a bitmask of the atoms that change it by itself, ``closure`` of all that it is built
    of. Atom ``2 * i`` is the text and the sources
    of instruction ``i`` of the file, atom ``2 * i + 1`` the value passed in for an ARG.
    ``measured`` tells that ``seconds`` is no prior.
    """

    statement: Statement
    stage: int
    seconds: float
    measured: bool
    own: int
    closure: int


def links_of(
    dockerfile: Dockerfile, engine: Engine, profile: Profile | None = None
) -> tuple[Link, ...]:
    """Return the steps of the builds of the last stage, in the order of the file.

    Args:
        dockerfile: a file without errors.
        engine: one of buildkit, classic, buildah and kaniko.
        profile: what is known of times; priors without it.

    Raises:
        ValueError: there is no model of the engine.
    """
    from dfopt.builder.portability import Target

    return _Linker(dockerfile, Target(engine), profile).links()


class _Linker:
    def __init__(self, dockerfile: Dockerfile, target: Target, profile: Profile | None) -> None:
        self.target = target
        self.profile = profile
        self.escape = dockerfile.escape
        self.numbers = {s: i for i, s in enumerate(dockerfile.statements)}
        self.stages = stages_of(dockerfile)
        self.names: dict[str, int] = {}
        #: Per stage: everything that it is built of.
        self.ends: list[int] = []

    def links(self) -> tuple[Link, ...]:
        found: list[Link] = []
        for stage in self.stages:
            found += self._stage(stage)
            if stage.name is not None:
                self.names[stage.name] = stage.index
        if self.target.engine != "buildkit":
            return tuple(found)
        needed = self._needed()
        return tuple([link for link in found if link.stage in needed])

    def _stage(self, stage: Stage) -> list[Link]:
        lineage = self._lineage(stage)
        effects = [effects_of(s, self.escape, self.target) for s in lineage]
        facts = facts_of(lineage, effects, self.profile)
        (chain,), _ = chains(facts, self.target.engine)
        atoms = self._atoms(lineage, chain)
        inherited = len(lineage) - len(stage.statements)
        reached = 1 << 2 * self.numbers[stage.origin]
        if stage.parent is not None:
            reached |= self.ends[stage.parent]
        for own in atoms[:inherited]:
            reached |= own
        links = []
        for statement, fact, own in zip(
            stage.statements, facts[inherited:], atoms[inherited:], strict=True
        ):
            if not (own or self._is_step(statement)):
                continue
            for source in observable_sources(statement):
                own |= self._taken(source)
            reached |= own
            is_step = self._is_step(statement)
            if is_step:
                closure = own if fact.link and self.target.engine == "buildkit" else reached
                links.append(
                    Link(statement, stage.index, fact.seconds, fact.measured, own, closure)
                )
        self.ends.append(reached)
        return links

    def _is_step(self, statement: Statement) -> bool:
        engine, kind = self.target.engine, statement.kind
        if engine == "kaniko":
            return kind == "RUN"
        return engine != "buildkit" or kind in FILE_SYSTEM

    def _lineage(self, stage: Stage) -> tuple[Statement, ...]:
        """Return the instructions of the stages that a stage starts from, and its own."""
        statements = stage.statements
        while stage.parent is not None:
            stage = self.stages[stage.parent]
            statements = (*stage.statements, *statements)
        return statements

    def _atoms(self, lineage: Sequence[Statement], chain: Chain) -> list[int]:
        """Return the chain's atoms per step, numbered for the whole file."""
        meaning = [1 << 2 * self.numbers[statement] for statement in lineage]
        declared = [s for s in lineage if s.kind == "ARG" and s.arguments]
        meaning += [2 << 2 * self.numbers[statement] for statement in declared]
        return [
            sum(bit for number, bit in enumerate(meaning) if mask >> number & 1)
            for mask in chain.atoms
        ]

    def _taken(self, source: str) -> int:
        """Return what the stage is built of that ``--from=NAME`` names."""
        if not source.startswith("--from="):
            return 0
        number = stage_number(source[len("--from=") :], self.names)
        return self.ends[number] if number is not None and number < len(self.ends) else 0

    def _needed(self) -> set[int]:
        """Return the stages that BuildKit builds for the last one."""
        names: dict[str, int] = {}
        uses: list[set[int]] = []
        for stage in self.stages:
            used = set() if stage.parent is None else {stage.parent}
            for statement in stage.statements:
                for source in observable_sources(statement):
                    if source.startswith("--from="):
                        number = stage_number(source[len("--from=") :], names)
                        used |= set() if number is None or number >= stage.index else {number}
            uses.append(used)
            if stage.name is not None:
                names[stage.name] = stage.index
        needed: set[int] = set()
        pending = [len(self.stages) - 1] if self.stages else []
        while pending:
            index = pending.pop()
            if index not in needed:
                needed.add(index)
                pending += uses[index]
        return needed
