"""What each builder's cache chain makes of a stage's instructions.

BuildKit chains the file system steps only; what else a ``RUN`` sees (environment, build arguments,
user, shell) enters its own key, metadata enters nothing (BuildKit's ``ExecOp.CacheMap`` and
``fileOp.CacheMap``). The classic builder, buildah and kaniko chain every instruction; there a
changed value of a build argument is no link, it enters the keys of the ``RUN`` steps after the
``ARG`` and of the instructions that expand it.
"""

from __future__ import annotations

from functools import lru_cache

from dfopt.cost.chain import UNIT, Chain, Sample, exact_cost
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from dfopt.terms import Basis, Engine

_FILE_SYSTEM: Final = ("RUN", "COPY", "ADD", "WORKDIR")
_VARIABLES: Final = ("ENV", "ARG")


class History(Record, compare=True):
    """How many build events were observed; the newest has the number 0.

    An event counts half as much as one ``half_life`` events after it. ``prior_weight`` is how many
    events the priors count for.
    """

    events: int
    half_life: float = 200.0
    prior_weight: float = 5.0

    @property
    def weights(self) -> tuple[float, ...]:
        """How much each event counts, the newest first."""
        return _weights(self.events, self.half_life)


@lru_cache(maxsize=8)
def _weights(events: int, half_life: float) -> tuple[float, ...]:
    """Compute weights once: those of a history are asked for with every plan."""
    return tuple([0.5 ** (age / half_life) for age in range(events)])


class Changes(Record, compare=True):
    """In which events of a history an instruction changed by itself: a bitmask of their numbers."""

    history: History
    events: int


class StepFacts(Record, compare=True):
    """What the cost of one instruction depends on.

    ``kind`` is the instruction word in upper case. ``seconds`` is the time to run it again where
    it is a step at all. ``probability`` is the chance per build event that it changes by itself:
    its text or, for ``COPY`` and ``ADD``, its sources. ``value_probability`` is the chance that
    the value of an ``ARG`` is passed in anew; it is apart because chain engines treat it
    otherwise than an edited text. ``json`` marks the exec form of ``RUN``, for which SHELL does
    not matter. ``reads`` is a bitmask of the earlier ENV and ARG steps whose values are expanded
    in this one (directly; what those expand is followed from there). ``link`` marks
    ``COPY --link``, which BuildKit does not run again for what comes before it. ``changes`` tells
    of observed events in which it changed by itself (a value passed in apart), None where none
    were observed. ``measured`` says that ``seconds`` comes from a build and is no prior.
    """

    kind: str
    seconds: float
    probability: float
    value_probability: float = 0.0
    json: bool = False
    reads: int = 0
    link: bool = False
    changes: Changes | None = None
    measured: bool = False


def basis(facts: Sequence[StepFacts], engine: str) -> Basis:
    """Return what a gain computed from these facts rests on.

    It is ``measured`` only if the changes of all steps were observed and the times of all that the
    builder runs were measured, ``history`` if some times are priors, else ``prior``.
    """
    if not facts or any(f.changes is None or not f.changes.history.events for f in facts):
        return "prior"
    steps = {"buildkit": _FILE_SYSTEM, "kaniko": ("RUN",)}.get(engine)
    timed = [f for f in facts if steps is None or f.kind in steps]
    return "measured" if timed and all(f.measured for f in timed) else "history"


class _Stage:
    """The facts of a stage, with the atoms they stand for."""

    def __init__(self, facts: Sequence[StepFacts]) -> None:
        self.facts = facts
        self.probabilities = [fact.probability for fact in facts]
        #: Per step the atom of its own change, and of the value passed in (0: none).
        self.texts = [1 << step for step in range(len(facts))]
        self.values = [0] * len(facts)
        for step, fact in enumerate(facts):
            if fact.value_probability > 0.0:
                self.values[step] = 1 << len(self.probabilities)
                self.probabilities.append(fact.value_probability)
        self.reads = [fact.reads for fact in facts]
        self.seconds = [fact.seconds for fact in facts]
        self.sample = self._sample()
        self.basis: Basis = "prior"

    def _sample(self) -> Sample | None:
        """Return the events that the facts tell of; they are all of one history."""
        history, observed = None, 0
        changed: dict[int, int] = {}
        for text, fact in zip(self.texts, self.facts, strict=True):
            if fact.changes is not None and fact.changes.history.events:
                history = fact.changes.history
                observed |= text
                changed[text] = fact.changes.events
        if history is None:
            return None
        return Sample.of(changed, history.weights, observed, history.prior_weight)

    def merge(self, group: Sequence[int], place: int) -> None:
        """Let the steps of ``group`` be one instruction at ``place``: all their atoms there."""
        texts = values = reads = 0
        for step in group:
            texts |= self.texts[step]
            values |= self.values[step]
            reads |= self.reads[step]
            self.texts[step] = self.values[step] = self.reads[step] = 0
            if step != place:
                self.seconds[step] = 0.0
        self.texts[place], self.values[place], self.reads[place] = texts, values, reads
        inside = sum(1 << step for step in group)
        for step, read in enumerate(self.reads):
            if read & inside:
                self.reads[step] = (read & ~inside) | 1 << place

    def chain(self, name: str, seconds: Sequence[float], atoms: Sequence[int]) -> Chain:
        return Chain(
            name,
            tuple(seconds),
            tuple(atoms),
            tuple(self.probabilities),
            self.sample,
            self.basis,
        )

    def expanded(self, step: int, through: Sequence[int]) -> int:
        """Return the union of ``through`` over the steps that ``step`` expands."""
        atoms, reads = 0, self.reads[step] & ((1 << step) - 1)
        while reads:
            low = reads & -reads
            atoms |= through[low.bit_length() - 1]
            reads ^= low
        return atoms


def _buildkit(stage: _Stage) -> Chain:
    """Build the chain of BuildKit; ENV, ARG, USER and SHELL are folded into what they reach."""
    seconds, atoms = [], []
    values: list[int] = []  # per step: what its value, if it is ENV or ARG, depends on
    environment = user = shell = 0
    for step, fact in enumerate(stage.facts):
        kind = fact.kind
        own = stage.texts[step] | stage.values[step] | stage.expanded(step, values)
        values.append(own if kind in _VARIABLES else 0)
        if kind in _VARIABLES:
            environment |= own
        elif kind == "USER":
            user |= own
        elif kind == "SHELL":
            shell |= own
        elif kind == "RUN":
            own |= environment | user | (0 if fact.json else shell)
        elif kind == "WORKDIR":
            own |= user  # the owner of the directory it makes
        is_step = kind in _FILE_SYSTEM
        atoms.append(own if is_step else 0)
        seconds.append(stage.seconds[step] if is_step and not fact.link else 0.0)
    return stage.chain("buildkit", seconds, atoms)


def _every_link(stage: _Stage) -> list[int]:
    """Return the atoms of a chain of which every instruction is a link."""
    atoms = []
    values: list[int] = []
    passed_in = 0
    for step, fact in enumerate(stage.facts):
        own = stage.expanded(step, values)
        values.append(own | stage.values[step] if fact.kind in _VARIABLES else 0)
        passed_in |= stage.values[step]
        if fact.kind == "RUN":
            own |= passed_in
        atoms.append(own | stage.texts[step])
    return atoms


def _classic(stage: _Stage) -> Chain:
    return stage.chain("classic", stage.seconds, _every_link(stage))


def _buildah(stage: _Stage) -> Chain:
    return stage.chain("buildah", stage.seconds, _every_link(stage))


def _kaniko(stage: _Stage) -> Chain:
    """Build the chain of kaniko, which caches only RUN by default.

    The rest is done again in each build, whatever the order, and costs nothing that an order
    could save.
    """
    seconds = [
        time if fact.kind == "RUN" else 0.0
        for fact, time in zip(stage.facts, stage.seconds, strict=True)
    ]
    return stage.chain("kaniko", seconds, _every_link(stage))


#: Per engine: the chains whose cost counts, and those that may only not get slower.
_ENGINES: Final[dict[str, tuple[tuple[Callable[[_Stage], Chain], ...], ...]]] = {
    "buildkit": ((_buildkit,), ()),
    "classic": ((_classic,), ()),
    "buildah": ((_buildah,), ()),
    "kaniko": ((_kaniko,), ()),
    "any": ((_buildkit, _classic), (_buildah, _kaniko)),
}


def chains(
    facts: Sequence[StepFacts], engine: Engine
) -> tuple[tuple[Chain, ...], tuple[Chain, ...]]:
    """Return the objective chains and the guard chains of a stage.

    ``facts`` are the stage's instructions behind FROM, in the order of the file. The chains hold
    for every order in which ENV, ARG, USER and SHELL keep their side of each RUN that depends on
    them (USER also of each WORKDIR): what reaches a RUN is read off the order given here.

    Raises:
        ValueError: the engine is none of buildkit, classic, buildah, kaniko and any (``auto`` has
            to be decided before).
    """
    return _chains(_Stage(facts), engine)


def _chains(stage: _Stage, engine: str) -> tuple[tuple[Chain, ...], tuple[Chain, ...]]:
    if engine not in _ENGINES:
        raise ValueError(f"no cost model for engine {engine!r}")
    objective, guards = _ENGINES[engine]
    stage.basis = basis(stage.facts, engine)
    return tuple(build(stage) for build in objective), tuple(build(stage) for build in guards)


def coalescing_deltas(
    facts: Sequence[StepFacts], group: Sequence[int], place: int, engine: Engine
) -> dict[str, float]:
    """Return by how many seconds per build event merging instructions changes each chain's cost.

    The steps of ``group`` become one instruction where step ``place``, one of them, stands; it
    takes the time of one and changes when any of them would have changed. So a merge with an
    instruction further up shows what it does to the steps in between, and merging neighbours is
    never above zero. (Afterwards the merged instruction has the prior of one instruction; to use
    that here would hide the loss.)

    Raises:
        ValueError: ``place`` is not in ``group``, or there is no model of the engine.
    """
    if place not in group:
        raise ValueError("instructions merge at the place of one of them")
    before, after = _Stage(facts), _Stage(facts)
    after.merge(group, place)
    order = range(len(facts))
    deltas = {}
    for old, new in zip(
        sum(_chains(before, engine), ()), sum(_chains(after, engine), ()), strict=True
    ):
        delta = exact_cost(order, new) - exact_cost(order, old)
        deltas[old.name] = delta / UNIT
    return deltas


def coalescing_delta(
    facts: Sequence[StepFacts], group: Sequence[int], place: int, engine: Engine
) -> float:
    """Return the worst of :func:`coalescing_deltas`: merge only if it is not above zero."""
    return max(coalescing_deltas(facts, group, place, engine).values())
