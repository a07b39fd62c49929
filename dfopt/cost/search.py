"""The search for the cheapest order: A* over the down-sets of the precedence graph.

``F`` looks at the steps before as a set, which makes the search exact for every change model.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import or_

from dfopt.cost.chain import bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dfopt.cost.chain import Costs, Rank

    _Exposed = tuple[Costs, int, list[tuple[int, int, int, int]]]


class Problem:
    """The precedence graph, closed, and what each step cannot avoid in each chain."""

    def __init__(self, costs: Sequence[Costs], predecessors: Sequence[int]) -> None:
        """Close the graph; a step's predecessors have lower numbers."""
        self.costs = costs
        self.count = len(predecessors)
        self.before: list[int] = []
        #: Per chain and step: the atoms of the step and of all that must come before it.
        self.needs: list[list[int]] = [[] for _ in costs]
        #: Per chain and step: the atoms of the step and of all that come before it now.
        self.prefixes = [list(accumulate(cost.atoms, or_)) for cost in costs]
        for step, needed in enumerate(predecessors):
            closed = needed
            direct = []
            while needed:  # from the last one down: most others come before that one anyway
                last = needed.bit_length() - 1
                direct.append(last)
                closed |= self.before[last]
                needed &= ~(self.before[last] | 1 << last)
            self.before.append(closed)
            for cost, needs in zip(costs, self.needs, strict=True):
                atoms = cost.atoms[step]
                for last in direct:
                    atoms |= needs[last]
                needs.append(atoms)

    @property
    def is_total(self) -> bool:
        """Tell whether the original order is the only one."""
        return all(mask == (1 << step) - 1 for step, mask in enumerate(self.before))

    def slack(self, first: int, end: int) -> int:
        """Return what the original order of these steps costs above a bound for every order.

        The bound lets each step miss only for what it has to wait for.
        """
        total = 0
        for cost, needs, prefix in zip(self.costs, self.needs, self.prefixes, strict=True):
            misses = cost.misses
            for step in range(first, end):
                if cost.times[step] and prefix[step] != needs[step]:
                    total += cost.times[step] * (misses[prefix[step]] - misses[needs[step]])
        return total

    def segments(self) -> list[tuple[int, int]]:
        """Split the stage where everything before must come before everything after.

        Costs and inversions add up over such segments, so each can be solved alone; only those
        with a choice are returned, as ``(first, end)``.
        """
        cuts = [self.count]
        common = -1
        for step in range(self.count - 1, -1, -1):
            common &= self.before[step]
            below = (1 << step) - 1
            if common & below == below:
                cuts.append(step)
        cuts.reverse()
        return [(first, end) for first, end in pairwise(cuts) if end - first > 1]

    def tightened(self) -> Problem:
        """Return the problem with the arcs that every best order obeys anyway.

        Of two steps, let the first need no more than the second and be needed by no less; let it
        in each chain take as long or longer, change as seldom or more seldom (of the observed
        events in none in which the other does not), and share no atom. Then an order in which they
        stand the other way round is no better than the one with the two exchanged, which has fewer
        inversions. (What stands between gets the seldom one before it instead of the other; of the
        two, the longer one now misses less.) Without these arcs a stage with twenty EXPOSE and
        LABEL lines would have a million sets to look at.
        """
        ranks = [cost.ranks() for cost in self.costs]
        followers = self._followers()
        predecessors = list(self.before)
        for first, end in self.segments():
            for later in range(first + 1, end):
                for earlier in range(first, later):
                    if (
                        not self.before[earlier] & ~self.before[later]
                        and not followers[later] & ~followers[earlier]
                        and all(_comes_first(rank[earlier], rank[later]) for rank in ranks)
                    ):
                        predecessors[later] |= 1 << earlier
        return Problem(self.costs, predecessors)

    def _followers(self) -> list[int]:
        """Return per step the steps that have to come after it."""
        followers = [0] * self.count
        for step, mask in enumerate(self.before):
            for earlier in bits(mask):
                followers[earlier] |= 1 << step
        return followers


def _comes_first(one: Rank | None, other: Rank | None) -> bool:
    """Tell whether the first step takes as long as the other and changes only where that does."""
    if one is None or other is None:
        return False
    return (
        one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2] and not one[3] & ~other[3]
    )


def cheapest_order(
    problem: Problem, price: int, cap: int, effort: int
) -> tuple[tuple[int, ...] | None, int]:
    """Return the order of least cost plus ``price`` per inversion, and the sets looked at.

    Ties go to the order with fewest inversions. The order is None if more than ``cap`` sets of
    steps, or in a part of the stage more than ``effort`` divided by its steps, would have to be
    looked at.
    """
    order = list(range(problem.count))
    states = 0
    problem = problem.tightened()
    for first, end in problem.segments():
        segment = _Segment(problem, first, end, price)
        part = segment.solve(min(cap - states, effort // (end - first)))
        states += segment.states
        if part is None:
            return None, states
        order[first:end] = part
    return tuple(order), states


class _Segment:
    """A* over the down-sets of a segment.

    The estimate of a set of placed steps is the cost of these plus, for each other step, its time
    times F(placed steps + what it must wait for). Placing a step changes the estimate only by what
    it does to the steps that need not wait for it: that rise is never negative, because F grows
    with the set, so the first complete order taken from the queue is the cheapest. What the queue
    holds is therefore the sum of the rises, not the estimates.
    """

    def __init__(self, problem: Problem, first: int, end: int, price: int) -> None:
        self.problem = problem
        self.first, self.end = first, end
        self.states = 0
        # One integer orders by cost first and by inversions second.
        self.scale = problem.count * problem.count
        self.price = price * self.scale + 1
        #: Per step: itself and the steps that it precedes or follows in every order.
        self.related = {step: problem.before[step] | 1 << step for step in range(first, end)}
        for step in range(first, end):
            for earlier in bits(problem.before[step] >> first << first):
                self.related[earlier] |= 1 << step
        #: Per chain: its costs, and bit, need and time of the steps that take time, longest first.
        self.chains = []
        for cost, needs in zip(problem.costs, problem.needs, strict=True):
            timed = [(1 << i, needs[i], cost.times[i]) for i in range(first, end) if cost.times[i]]
            self.chains.append((cost, sorted(timed, key=lambda entry: -entry[2])))

    def solve(self, cap: int) -> list[int] | None:
        """Return the best order of the segment's steps, None past ``cap`` sets."""
        from heapq import heappop, heappush  # most stages need no search

        # What the original order pays above the bound; sets that pay more lead nowhere.
        original = self.problem.slack(self.first, self.end) * self.scale
        if original == 0:
            return list(range(self.first, self.end))
        ceiling = self._greedy(original)
        fixed, everything = (1 << self.first) - 1, (1 << self.end) - 1
        best: dict[int, tuple[int, int]] = {fixed: (0, -1)}
        # An entry: what is paid above the bound, steps left (deep sets first), steps placed.
        queue = [(0, self.end - self.first, fixed)]
        while queue:
            paid, left, placed = heappop(queue)
            if placed == everything:
                break
            if best[placed][0] < paid:
                continue  # a cheaper way to this set has been expanded already
            for total, step in self._moves(paid, placed, everything & ~placed, ceiling):
                after = placed | 1 << step
                known = best.get(after)
                if known is None or total < known[0]:
                    best[after] = (total, step)
                    heappush(queue, (total, left - 1, after))
            self.states = len(best)
            if self.states > cap:
                return None
        return self._trace(best, fixed, everything)

    def _greedy(self, ceiling: int) -> int:
        """Return what the order pays that always takes the least rise, ``ceiling`` if that is less.

        It is a good order more often than not, and keeps the search from bad ones.
        """
        paid, placed, everything = 0, (1 << self.first) - 1, (1 << self.end) - 1
        while placed != everything:
            moves = self._moves(paid, placed, everything & ~placed, ceiling)
            paid, step = min(moves, default=(ceiling, -1))
            if step < 0:
                return ceiling
            placed |= 1 << step
        return paid

    def _moves(
        self, paid: int, placed: int, waiting: int, ceiling: int
    ) -> Iterator[tuple[int, int]]:
        """Yield what is paid after the next step, and that step, up to ``ceiling``."""
        before, scale = self.problem.before, self.scale
        exposed = self._exposed(placed, waiting)
        for step in bits(waiting):
            if before[step] & waiting:
                continue
            inverted = (waiting & ((1 << step) - 1)).bit_count()
            total = paid + inverted * self.price
            room = (ceiling - total) // scale
            if room < 0:
                continue
            rise, touched = self._rise(step, exposed, room)
            if rise <= room:
                yield total + rise * scale, step
            if not (touched or inverted):
                break  # next in the original order and in nobody's way: nothing beats it

    def _exposed(self, placed: int, waiting: int) -> list[_Exposed]:
        """Return per chain the atoms reached, and the timed steps that may yet be hit by more.

        Such a step is given by its bit, the atoms that it misses for already, the probability of
        that in parts, and its time.
        """
        result: list[_Exposed] = []
        for cost, timed in self.chains:
            reached, misses = 0, cost.misses
            for step in bits(placed):
                reached |= cost.atoms[step]
            steps = [
                (bit, reached | need, misses[reached | need], time)
                for bit, need, time in timed
                if waiting & bit
            ]
            result.append((cost, reached, steps))
        return result

    def _rise(self, step: int, exposed: Sequence[_Exposed], room: int) -> tuple[int, bool]:
        """Return what placing ``step`` next adds to the estimate, and whether it hits anybody.

        If it brings no new atom upon any step that need not wait for it, its place costs the
        others nothing whatever comes next, for F is submodular. Above ``room`` the exact rise is
        of no interest.
        """
        rise, touched = 0, False
        related = self.related[step]
        for cost, reached, steps in exposed:
            own = cost.atoms[step] & ~reached
            if not own:
                continue
            misses = cost.misses
            for bit, atoms, miss, time in steps:
                if not related & bit and own & ~atoms:
                    touched = True
                    rise += time * (misses[atoms | own] - miss)
                    if rise > room:
                        return rise, True
        return rise, touched

    @staticmethod
    def _trace(best: dict[int, tuple[int, int]], start: int, placed: int) -> list[int]:
        order: list[int] = []
        while placed != start:
            step = best[placed][1]
            order.append(step)
            placed ^= 1 << step
        order.reverse()
        return order
