"""The cheapest allowed order of a stage's steps, or the reason to keep the one there is."""

from __future__ import annotations

from dfopt.cost.bootstrap import is_certain
from dfopt.cost.chain import (
    MICROSECONDS,
    PARTS,
    UNIT,
    Chain,
    Costs,
    expected_seconds,
    miss_probabilities,
    rebuild_parts,
)
from dfopt.cost.search import Problem, cheapest_order
from dfopt.record import Record
from dfopt.terms import Gain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.terms import Basis

__all__ = ["Chain", "Limits", "Plan", "expected_seconds", "miss_probabilities", "plan"]


class Limits(Record, compare=True):
    """When an order is worth having, and how long to look for it.

    ``gain_seconds`` is the least gain in seconds per rebuild, summed over the builders that count,
    ``gain_share`` the least share of the stage's cost, ``inversion_seconds`` the price of one
    inverted pair of steps in seconds per rebuild. A stage of more than ``steps`` steps is kept as
    it is, and so is one for which more than ``states`` sets of steps would have to be looked at,
    or, in a part of it, more than ``effort`` divided by the number of steps there (a set costs time
    in proportion to these): so a search ends within a second.
    """

    gain_seconds: float = 0.02
    gain_share: float = 0.05
    inversion_seconds: float = 0.005
    states: int = 200_000
    effort: int = 240_000
    steps: int = 256


class Plan(Record, compare=True):
    """The planner's answer.

    ``order`` lists the original step numbers. ``before`` and ``after`` are expected seconds per
    build event, summed over the ``chains`` objective chains; divided by ``rebuild_probability``
    they are seconds per rebuild. ``inversions`` counts the pairs that changed their order,
    ``states`` the sets of steps looked at. ``refused`` says why the original order was kept; it is
    empty when the order is a new one.
    """

    order: tuple[int, ...]
    before: float
    after: float
    rebuild_probability: float
    inversions: int
    states: int
    refused: str = ""
    basis: Basis = "prior"
    chains: int = 1

    @property
    def gain_per_rebuild(self) -> float:
        """Return the expected saving in seconds, per event that rebuilds something.

        It is the mean over the builders that the objective chains stand for.
        """
        gain = (self.before - self.after) / self.chains
        return gain / self.rebuild_probability if self.rebuild_probability else 0.0

    @property
    def gain(self) -> Gain:
        """Return the expected saving, and what it rests on."""
        share = (self.before - self.after) / self.before if self.before else 0.0
        return Gain(self.gain_per_rebuild, share, self.basis)


def plan(
    chains: Sequence[Chain],
    predecessors: Sequence[int],
    *,
    guards: Sequence[Chain] = (),
    limits: Limits | None = None,
) -> Plan:
    """Find the order with the least expected rebuild time, or keep the original one.

    The order returned minimises the cost over ``chains`` plus the price of its inversions, ties by
    fewest inversions. It is taken only if it gains what ``limits`` ask for and no single chain of
    ``chains`` and ``guards`` gets slower; where the chains hold observed events, only if the gain
    would very probably have been one with other events as well (:mod:`dfopt.cost.bootstrap`).

    Planning again on the result gives the result. With cost E, price m, inversions inv and the
    result r of the original order o: for any order s, E(s) + m*inv(s,o) >= E(r) + m*inv(r,o), and
    inv(s,o) <= inv(s,r) + inv(r,o) because an order pair inverted between s and o is inverted
    between s and r or between r and o. Hence E(s) + m*inv(s,r) >= E(r): r, the only order without
    inversions against itself, is the optimum of the second run. An order that was refused is
    refused again, since it is the same question.

    Args:
        chains: the chains whose summed cost is minimised; at least one.
        predecessors: per step a bitmask of the steps that have to come before it, all of them
            lower numbers (the original order is allowed); direct ones suffice.
        guards: further chains which may not get slower.
        limits: thresholds and caps; the defaults of :class:`Limits` if left out.

    Raises:
        ValueError: a step is said to need itself or a later step, or the lengths differ.
    """
    limits = limits or Limits()
    count = len(predecessors)
    _check(chains, predecessors)
    everything = rebuild_parts(chains)
    costs = [Costs(chain) for chain in chains]
    original = range(count)
    before = sum(cost.of(original) for cost in costs)

    def kept(reason: str, states: int = 0) -> Plan:
        cost = before / UNIT
        return Plan(tuple(original), cost, cost, everything / PARTS, 0, states, reason)

    if count > limits.steps:
        return kept(f"the stage has more than {limits.steps} steps")
    problem = Problem(costs, predecessors)
    if problem.is_total:
        return kept("no other order is allowed")
    least_gain = max(
        round(limits.gain_seconds * MICROSECONDS) * everything, limits.gain_share * before
    )
    if before == 0 or problem.slack(0, count) < least_gain:
        return kept("no other order gains enough")
    price = round(limits.inversion_seconds * MICROSECONDS) * everything
    order, states = cheapest_order(problem, price, limits.states, limits.effort)
    if order is None:
        return kept("there are too many orders to look at", states)
    after = sum(cost.of(order) for cost in costs)
    if order == tuple(original) or before - after < least_gain:
        return kept("no other order gains enough", states)
    for cost in (*costs, *map(Costs, guards)):
        if cost.of(order) > cost.of(original):
            return kept(f"{cost.name} would get slower", states)
    if not is_certain([(c, original) for c in chains], [(c, order) for c in chains]):
        return kept("the gain is too uncertain in the history there is", states)
    return Plan(
        order,
        before / UNIT,
        after / UNIT,
        everything / PARTS,
        _inversions(order),
        states,
        basis=chains[0].basis,
        chains=len(chains),
    )


def price(
    before: Sequence[Chain], after: Sequence[Chain], counted: int, limits: Limits | None = None
) -> Gain | str:
    """Return what a stage gains by becoming another one, or why that is not worth it.

    The chains of ``before`` and ``after`` are those of the same builders, each in the order of its
    stage; the first ``counted`` are summed, none may get slower. The gain is per rebuild of what
    was, the mean over those ``counted``; observed events must make it certain, as in :func:`plan`.
    """
    limits = limits or Limits()
    costs = [Costs(chain).of(range(len(chain.seconds))) for chain in before]
    later = [Costs(chain).of(range(len(chain.seconds))) for chain in after]
    for chain, old, new in zip(before, costs, later, strict=True):
        if new > old:
            return f"{chain.name} would get slower"
    everything = rebuild_parts(before[:counted])
    old, new = sum(costs[:counted]), sum(later[:counted])
    least = max(round(limits.gain_seconds * MICROSECONDS) * everything, limits.gain_share * old)
    if not everything or old - new < least:
        return "it gains too little"
    was, will_be = (
        [(chain, range(len(chain.seconds))) for chain in side[:counted]] for side in (before, after)
    )
    if not is_certain(was, will_be):
        return "the gain is too uncertain in the history there is"
    seconds = (old - new) / counted / UNIT / (everything / PARTS)
    return Gain(seconds, (old - new) / old, before[0].basis)


def _check(chains: Sequence[Chain], predecessors: Sequence[int]) -> None:
    for step, needed in enumerate(predecessors):
        if needed >> step:
            raise ValueError(f"step {step} can only need steps before it")
    for chain in chains:
        if not len(chain.seconds) == len(chain.atoms) == len(predecessors):
            raise ValueError(f"chain {chain.name!r} has another number of steps")


def _inversions(order: Sequence[int]) -> int:
    left, total = (1 << len(order)) - 1, 0
    for step in order:
        left ^= 1 << step
        total += (left & ((1 << step) - 1)).bit_count()
    return total
