"""A builder's cache chain, and what an order of its steps costs.

A step runs again when anything at or before it in the chain has changed, so an order costs
``E = sum of t_i * F(D_i)``: ``t_i`` is the time to run step i again, ``D_i`` the steps up to and
including it, and ``F(D)`` the probability that a change hits one of them.

Decisions are made on integers: microseconds times a probability in parts of 10**9. ``F`` is
computed from how many atoms of each probability are hit, so that numbering the same steps and
atoms differently gives the same integers.

``F`` may be any function of the set of atoms that grows with it and does so ever less: independent
atoms, atoms that several steps share, observed build events, and mixtures of these.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final, TypeAlias

    from dfopt.terms import Basis

    #: Microseconds, then :meth:`Misses.rank`.
    Rank: TypeAlias = tuple[int, float, float, int]

MICROSECONDS: Final = 1_000_000
PARTS: Final = 1_000_000_000
#: Costs divided by this are seconds per build event.
UNIT: Final = MICROSECONDS * PARTS
_REMEMBERED_MISSES: Final = 1 << 18
#: Weights of events are rounded to this fraction, so that their sums are exact.
_WEIGHT_UNIT: Final = 1 << 20


class Kind(Record, compare=True):
    """Observed events (a bitmask) that changed the same atoms (a bitmask), and their weight."""

    atoms: int
    events: int
    weight: float


class Sample(Record, compare=True):
    """Build events that were observed, in place of probabilities.

    ``kinds`` holds them, those that changed the same together, ``weights`` how much each event
    counts. ``observed`` are the atoms that the events tell of; the others keep their probability,
    independently of the events.
    ``prior_weight`` is how many events the probabilities of observed atoms count for:
    ``F = (m * F_observed + m0 * F_prior) / (m + m0)``.
    """

    kinds: tuple[Kind, ...]
    weights: tuple[float, ...]
    observed: int
    prior_weight: float = 0.0

    @classmethod
    def of(
        cls,
        changed: Mapping[int, int],
        weights: tuple[float, ...],
        observed: int,
        prior_weight: float = 0.0,
    ) -> Sample:
        """Sort events into kinds; ``changed`` holds per set of atoms the events that change it."""
        cells = [(0, (1 << len(weights)) - 1)]
        for atoms, events in changed.items():
            if events:
                parts = [
                    (found, (found | atoms, rest & events), rest & ~events) for found, rest in cells
                ]
                cells = [(found, rest) for found, _, rest in parts if rest]
                cells += [hit for _, hit, _ in parts if hit[1]]
        merged: dict[int, int] = {}
        for atoms, events in cells:
            merged[atoms] = merged.get(atoms, 0) | events
        kinds = [
            Kind(atoms, events, sum([weights[number] for number in bits(events)]))
            for atoms, events in merged.items()
        ]
        return cls(tuple(kinds), weights, observed, prior_weight)


class Chain(Record, compare=True):
    """What one builder rebuilds: one view of a stage's cost.

    ``seconds`` holds per step the time to run it again, ``atoms`` per step a bitmask of the atoms
    (texts, files, build arguments) whose change makes it miss the cache by itself, and
    ``probabilities`` per atom its chance to change in one build event. A step that is no link of
    the chain has no atoms; one without atoms and seconds is free wherever it stands. ``sample``
    holds the observed events, if there are any; ``basis`` says what the numbers rest on.
    """

    name: str
    seconds: tuple[float, ...]
    atoms: tuple[int, ...]
    probabilities: tuple[float, ...]
    sample: Sample | None = None
    basis: Basis = "prior"

    def event_seconds(self, order: Sequence[int], event: int) -> float:
        """Return the seconds that an event, given by the atoms it changes, runs again.

        Atoms of which the events tell nothing may change too, with their probability.
        """
        observed = self.sample.observed if self.sample else 0
        total, seen, survival = 0.0, 0, 1.0
        for step in order:
            new = self.atoms[step] & ~seen
            seen |= new
            if new & event:
                survival = 0.0
            for atom in bits(new & ~observed):
                survival *= 1.0 - self.probabilities[atom]
            total += self.seconds[step] * (1.0 - survival)
        return total


def miss_probabilities(order: Sequence[int], chain: Chain) -> tuple[float, ...]:
    """Return, for each place of ``order``, how likely a build event reaches that place or before.

    A step that is no link of the chain gets the probability of the links before it.
    """
    exactly, seen, misses = Misses(chain).exactly, 0, []
    for step in order:
        seen |= chain.atoms[step]
        misses.append(exactly(seen))
    return tuple(misses)


def expected_seconds(order: Sequence[int], chain: Chain) -> float:
    """Return the expected seconds of rebuilding per build event when steps stand in ``order``."""
    misses = miss_probabilities(order, chain)
    return sum(chain.seconds[step] * miss for step, miss in zip(order, misses, strict=True))


def rebuild_probability(chains: Sequence[Chain]) -> float:
    """Return how likely a build event rebuilds at least one step.

    Of several chains the one with the most links counts: under engine ``any`` that is a chain in
    which every instruction is a link, so that an event which rebuilds anything anywhere counts.
    """
    return rebuild_parts(chains) / PARTS


def rebuild_parts(chains: Sequence[Chain]) -> int:
    """Return :func:`rebuild_probability` in parts of 10**9."""
    longest = max(chains, key=lambda chain: sum(1 for atoms in chain.atoms if atoms))
    mask = 0
    for atoms in longest.atoms:
        mask |= atoms
    return Misses(longest)[mask]


def exact_cost(order: Sequence[int], chain: Chain) -> int:
    """Return the cost of ``order`` as the planner sees it, in microseconds * parts of 10**9.

    Unlike :func:`expected_seconds` it does not depend on rounding or on how steps and atoms are
    numbered: two orders whose costs are the same number cost the same.
    """
    return Costs(chain).of(order)


class Misses(dict[int, int]):
    """F of a set of atoms, in parts, computed when first asked for.

    The factors are multiplied class by class (a class is the atoms of one probability), always in
    the same order: the result grows with the set, and only the class sizes decide it.
    """

    def __init__(self, chain: Chain) -> None:
        """Sort the atoms of ``chain`` into classes."""
        sample = chain.sample
        observed = sample.observed if sample else 0
        self._classes = _classes(chain.probabilities, ~observed)
        self._priors = _classes(chain.probabilities, observed) if observed else []
        #: What the events change, with their weight.
        self._events: list[tuple[int, int]] = []
        self._prior_weight = 0
        if sample is not None:
            self._events = [
                (kind.atoms, round(kind.weight * _WEIGHT_UNIT)) for kind in sample.kinds
            ]
            self._prior_weight = round(sample.prior_weight * _WEIGHT_UNIT)
        self._total = sum(weight for _, weight in self._events) + self._prior_weight

    def __missing__(self, mask: int) -> int:
        """Compute F of the atoms in ``mask``."""
        if len(self) >= _REMEMBERED_MISSES:
            self.clear()
        miss = self[mask] = round(self.exactly(mask) * PARTS)
        return miss

    def exactly(self, mask: int) -> float:
        """Return F of the atoms in ``mask``, not in parts."""
        survival = _survival(self._classes, mask)
        if self._total:
            survival *= 1.0 - self._observed(mask)
        return 1.0 - survival

    def _observed(self, mask: int) -> float:
        """Return F of the observed atoms in ``mask``."""
        hit = sum([weight for event, weight in self._events if event & mask])
        if not self._prior_weight:
            return hit / self._total
        prior = 1.0 - _survival(self._priors, mask)
        return (hit + self._prior_weight * prior) / self._total

    def rank(self, mask: int) -> tuple[float, float, int]:
        """Return three numbers that say how a set of atoms changes when others do not.

        They are its probability apart from the events, its prior probability in them, and a
        bitmask of the kinds of events that change it.
        """
        kinds = sum(1 << number for number, (event, _) in enumerate(self._events) if event & mask)
        prior = 1.0 - _survival(self._priors, mask)
        return 1.0 - _survival(self._classes, mask), prior, kinds


def _classes(probabilities: Sequence[float], members: int) -> list[tuple[float, int]]:
    """Return the chance to survive and the atoms of each probability, least volatile first."""
    classes: dict[float, int] = {}
    for atom, probability in enumerate(probabilities):
        if probability > 0.0 and members >> atom & 1:
            classes[probability] = classes.get(probability, 0) | 1 << atom
    return [(1.0 - p, classes[p]) for p in sorted(classes)]


def _survival(classes: Sequence[tuple[float, int]], mask: int) -> float:
    """Return the chance that none of the atoms in ``mask`` changes."""
    survival = 1.0
    for factor, members in classes:
        hit = mask & members
        if hit:
            survival *= factor ** hit.bit_count()
    return survival


class Costs:
    """A chain in integers."""

    __slots__ = ("atoms", "misses", "name", "times")

    def __init__(self, chain: Chain) -> None:
        """Round the times of ``chain`` to microseconds."""
        self.name = chain.name
        self.atoms = chain.atoms
        self.times = [round(seconds * MICROSECONDS) for seconds in chain.seconds]
        self.misses = Misses(chain)

    def of(self, order: Sequence[int]) -> int:
        """Return the cost of the steps in this order."""
        reached = total = 0
        for step in order:
            reached |= self.atoms[step]
            if self.times[step]:
                total += self.times[step] * self.misses[reached]
        return total

    def ranks(self) -> list[Rank | None]:
        """Return per step its time and how it changes by itself, None if it shares an atom."""
        once = shared = 0
        for atoms in self.atoms:
            shared |= once & atoms
            once |= atoms
        return [
            None if atoms & shared else (time, *self.misses.rank(atoms))
            for atoms, time in zip(self.atoms, self.times, strict=True)
        ]


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
