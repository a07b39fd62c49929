"""The planner against brute force, against the index rule, and at its limits."""

from __future__ import annotations

import math
import random
from itertools import permutations

import pytest

from dfopt.cost.chain import UNIT, exact_cost, rebuild_parts, rebuild_probability
from dfopt.cost.planner import Chain, Limits, Plan, expected_seconds, miss_probabilities, plan

FREE = Limits(gain_seconds=0.0, gain_share=0.0, inversion_seconds=0.0)
SECONDS = (0.0, 0.15, 0.2, 1.0, 5.0, 20.0)
CHANCES = (0.0, 0.002, 0.003, 0.05, 0.2, 0.9, 1.0)


def random_predecessors(source: random.Random, count: int, density: float) -> list[int]:
    return [
        sum(1 << before for before in range(step) if source.random() < density)
        for step in range(count)
    ]


def independent_chain(source: random.Random, count: int, name: str = "independent") -> Chain:
    """Every step a link with an atom of its own."""
    return Chain(
        name,
        tuple(source.choice(SECONDS) for _ in range(count)),
        tuple(1 << step for step in range(count)),
        tuple(source.choice(CHANCES) for _ in range(count)),
    )


def shared_chain(source: random.Random, count: int, name: str = "shared") -> Chain:
    """Steps that share atoms, or are no link at all; arbitrary times and probabilities."""
    atoms = source.randint(1, count + 2)
    return Chain(
        name,
        tuple(source.choice((0.0, source.uniform(0, 30))) for _ in range(count)),
        tuple(source.getrandbits(atoms) if source.random() < 0.7 else 0 for _ in range(count)),
        tuple(source.random() ** 3 for _ in range(atoms)),
    )


def allowed_orders(predecessors: list[int]) -> list[tuple[int, ...]]:
    orders = []
    for order in permutations(range(len(predecessors))):
        placed = 0
        for step in order:
            if predecessors[step] & ~placed:
                break
            placed |= 1 << step
        else:
            orders.append(order)
    return orders


def inversions(order: tuple[int, ...]) -> int:
    return sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])


def price_of_one(chains: list[Chain], limits: Limits) -> int:
    return round(limits.inversion_seconds * 1_000_000) * rebuild_parts(chains)


def best_orders(
    chains: list[Chain], predecessors: list[int], limits: Limits
) -> list[tuple[int, ...]]:
    """Return all orders of least cost plus price, fewest inversions: by trying every order."""
    price = price_of_one(chains, limits)
    keyed = []
    for order in allowed_orders(predecessors):
        cost = sum(exact_cost(order, chain) for chain in chains)
        keyed.append(((cost + price * inversions(order), inversions(order)), order))
    least = min(keyed)[0]
    return [order for key, order in keyed if key == least]


def random_question(source: random.Random) -> tuple[list[Chain], list[int]]:
    count = source.randint(1, 6)
    make = source.choice(
        (
            lambda: [independent_chain(source, count)],
            lambda: [shared_chain(source, count)],
            lambda: [shared_chain(source, count), independent_chain(source, count)],
        )
    )
    return make(), random_predecessors(source, count, source.choice((0.0, 0.1, 0.3, 0.6)))


def reordered(chain: Chain, order: tuple[int, ...], source: random.Random) -> Chain:
    """Write the same chain with the steps renumbered, and the atoms shuffled too."""
    atoms = list(range(len(chain.probabilities)))
    source.shuffle(atoms)
    masks = [
        sum(1 << new for new, old in enumerate(atoms) if mask >> old & 1) for mask in chain.atoms
    ]
    return Chain(
        chain.name,
        tuple(chain.seconds[step] for step in order),
        tuple(masks[step] for step in order),
        tuple(chain.probabilities[old] for old in atoms),
    )


def reordered_predecessors(predecessors: list[int], order: tuple[int, ...]) -> list[int]:
    place = {step: position for position, step in enumerate(order)}
    return [
        sum(1 << place[before] for before in range(len(order)) if predecessors[step] >> before & 1)
        for step in order
    ]


# ------------------------------------------------------------------------- what an order costs


def test_cost_by_hand() -> None:
    chain = Chain("c", (1.0, 10.0, 5.0), (0b01, 0b10, 0b01), (0.5, 0.2))
    assert miss_probabilities((0, 1, 2), chain) == pytest.approx((0.5, 0.6, 0.6))
    assert expected_seconds((0, 1, 2), chain) == pytest.approx(0.5 + 6.0 + 3.0)
    assert expected_seconds((1, 2, 0), chain) == pytest.approx(2.0 + 3.0 + 0.6)


def test_a_step_that_is_no_link_does_not_count_in_the_prefix() -> None:
    chain = Chain("c", (1.0, 0.0, 1.0), (1, 0, 2), (0.1, 0.1))
    assert miss_probabilities((1, 0, 2), chain) == pytest.approx((0.0, 0.1, 0.19))
    assert expected_seconds((1, 0, 2), chain) == expected_seconds((0, 2, 1), chain)


def test_integer_cost_is_the_cost() -> None:
    source = random.Random(1)
    for _ in range(100):
        chain = shared_chain(source, 8)
        order = list(range(8))
        source.shuffle(order)
        assert exact_cost(order, chain) / UNIT == pytest.approx(
            expected_seconds(order, chain), abs=1e-4
        )


def test_integer_cost_does_not_depend_on_numbering() -> None:
    source = random.Random(2)
    for _ in range(200):
        chain = shared_chain(source, 12)
        order = list(range(12))
        source.shuffle(order)
        renumbered = reordered(chain, tuple(order), source)
        assert exact_cost(range(12), renumbered) == exact_cost(order, chain)


def test_integer_miss_probability_grows_with_the_set() -> None:
    source = random.Random(3)
    for _ in range(200):
        chain = shared_chain(source, 10).with_changes(seconds=(1.0,) * 10)
        order = list(range(10))
        source.shuffle(order)
        costs = [exact_cost(order[: end + 1], chain) for end in range(10)]
        rises = [b - a for a, b in zip([0, *costs], costs, strict=False)]
        assert rises == sorted(rises)


def test_rebuild_probability_is_that_of_the_chain_with_most_links() -> None:
    few = Chain("few", (1.0, 0.0), (1, 0), (0.9,))
    many = Chain("many", (1.0, 1.0), (1, 2), (0.5, 0.5))
    assert rebuild_probability([few, many]) == pytest.approx(0.75)


# ------------------------------------------------------------------------------- optimal orders


@pytest.mark.parametrize("seed", range(12))
def test_equals_brute_force(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(100):
        chains, predecessors = random_question(source)
        limits = source.choice((FREE, FREE.with_changes(inversion_seconds=0.005)))
        answer = plan(chains, predecessors, limits=limits.with_changes(gain_share=-1.0))
        best = best_orders(chains, predecessors, limits)
        slower = [
            chain
            for chain in chains
            if exact_cost(best[0], chain) > exact_cost(range(len(best[0])), chain)
        ]
        if len(chains) == 1 or not slower:
            assert answer.order in best
            assert answer.after == pytest.approx(
                sum(expected_seconds(answer.order, chain) for chain in chains), abs=1e-4
            )


def test_equals_brute_force_with_seven_steps() -> None:
    source = random.Random(99)
    for _ in range(12):
        chain = shared_chain(source, 7)
        predecessors = random_predecessors(source, 7, 0.15)
        assert plan([chain], predecessors, limits=FREE).order in best_orders(
            [chain], predecessors, FREE
        )


def test_never_worse_in_any_chain_and_always_allowed() -> None:
    source = random.Random(4)
    changed = 0
    for _ in range(300):
        count = source.randint(2, 14)
        chains = [shared_chain(source, count), independent_chain(source, count)]
        guards = [independent_chain(source, count, "guard")]
        predecessors = random_predecessors(source, count, 0.3)
        answer = plan(chains, predecessors, guards=guards)
        placed = 0
        for step in answer.order:
            assert not predecessors[step] & ~placed
            placed |= 1 << step
        assert placed == (1 << count) - 1
        for chain in (*chains, *guards):
            assert exact_cost(answer.order, chain) <= exact_cost(range(count), chain)
        assert answer.inversions == inversions(answer.order)
        assert (answer.order == tuple(range(count))) == bool(answer.refused)
        changed += not answer.refused
    assert changed > 20


def test_second_run_changes_nothing() -> None:
    source = random.Random(5)
    changed = 0
    for _ in range(500):
        count = source.randint(2, 9)
        chains = [independent_chain(source, count), shared_chain(source, count)]
        chains = source.choice((chains, chains[:1], chains[1:]))
        predecessors = random_predecessors(source, count, source.choice((0.05, 0.2, 0.4)))
        limits = source.choice((Limits(), FREE, FREE.with_changes(inversion_seconds=0.5)))
        first = plan(chains, predecessors, limits=limits)
        second = plan(
            [reordered(chain, first.order, source) for chain in chains],
            reordered_predecessors(predecessors, first.order),
            limits=limits,
        )
        assert second.order == tuple(range(count))
        changed += not first.refused
    assert changed > 100


def index(seconds: float, chance: float) -> float:
    """Return the rank of a step among independent ones: t(1-p)/p, larger first."""
    if chance == 0.0:
        return math.inf
    return seconds * (1.0 - chance) / chance


def test_without_precedence_sorting_by_index_is_optimal() -> None:
    source = random.Random(6)
    for _ in range(300):
        count = source.randint(2, 9)
        chain = Chain(
            "c",
            tuple(source.uniform(0.1, 30.0) for _ in range(count)),
            tuple(1 << step for step in range(count)),
            tuple(source.uniform(0.01, 0.95) for _ in range(count)),
        )
        by_index = sorted(
            range(count), key=lambda s: -index(chain.seconds[s], chain.probabilities[s])
        )
        answer = plan([chain], [0] * count, limits=FREE)
        assert exact_cost(answer.order, chain) / UNIT == pytest.approx(
            expected_seconds(by_index, chain), rel=1e-6
        )


def test_looks_ahead_where_a_greedy_order_fails() -> None:
    # A free, stable step opens the way to a long one; the greedy index would take it last.
    chain = Chain("c", (1.0, 0.0, 1000.0), (1, 2, 4), (0.5, 0.0, 0.0))
    assert plan([chain], [0, 0, 0b10], limits=FREE).order == (1, 2, 0)


# ------------------------------------------------------------------------- thresholds and limits


def swap_question(gain: float) -> Chain:
    """Two steps; taking the second first saves ``gain`` seconds per rebuild."""
    return Chain("c", (1.0, gain), (1, 2), (0.5, 0.0))


@pytest.mark.parametrize(
    ("gain", "taken"), [(0.0, False), (0.019, False), (0.04, False), (0.06, True), (3.0, True)]
)
def test_absolute_and_relative_threshold(gain: float, taken: bool) -> None:
    # Below .02 s the absolute threshold refuses, at .04 s the 5 % of 1.04 s.
    answer = plan([swap_question(gain)], [0, 0])
    assert answer.order == ((1, 0) if taken else (0, 1))
    assert bool(answer.refused) is not taken
    if taken:
        assert answer.gain_per_rebuild == pytest.approx(gain)


def test_each_inversion_has_its_price() -> None:
    # Crossing a step of no cost gains nothing; crossing the long one pays from 5 ms on.
    cheap = Chain("c", (0.0, 1.0, 0.004), (1, 2, 4), (0.0, 0.5, 0.0))
    lenient = Limits(gain_seconds=0.0, gain_share=0.0)
    assert plan([cheap], [0, 0, 0], limits=lenient).order == (0, 1, 2)
    dearer = cheap.with_changes(seconds=(0.0, 1.0, 0.006))
    assert plan([dearer], [0, 0, 0], limits=lenient).order == (0, 2, 1)


def test_neutral_steps_stay() -> None:
    chain = Chain("c", (0.0, 1.0, 10.0, 0.0), (0, 1, 2, 0), (0.5, 0.0))
    assert plan([chain], [0, 0, 0, 0]).order == (0, 2, 1, 3)


def test_a_guard_that_gets_slower_refuses() -> None:
    chain = Chain("fast", (1.0, 10.0), (1, 2), (0.5, 0.01))
    guard = Chain("other", (10.0, 1.0), (1, 2), (0.01, 0.5))
    assert plan([chain], [0, 0]).order == (1, 0)
    answer = plan([chain], [0, 0], guards=[guard])
    assert answer.order == (0, 1)
    assert answer.refused == "other would get slower"


def test_an_objective_chain_that_gets_slower_refuses_though_the_sum_gains() -> None:
    chain = Chain("fast", (1.0, 10.0), (1, 2), (0.5, 0.01))
    other = Chain("other", (1.0, 0.1), (1, 2), (0.01, 0.5))
    assert plan([chain, other], [0, 0]).refused == "other would get slower"


def test_nothing_ever_changes() -> None:
    chain = Chain("c", (1.0, 2.0), (1, 2), (0.0, 0.0))
    answer = plan([chain], [0, 0])
    assert answer == Plan((0, 1), 0.0, 0.0, 0.0, 0, 0, "no other order gains enough")
    assert answer.gain_per_rebuild == 0.0


def test_total_order_and_empty_stage() -> None:
    chain = Chain("c", (1.0, 2.0), (1, 2), (0.9, 0.0))
    assert plan([chain], [0, 1]).refused == "no other order is allowed"
    assert plan([Chain("c", (), (), ())], []).order == ()


def test_certain_changes_are_no_special_case() -> None:
    chain = Chain("c", (0.2, 30.0), (1, 2), (1.0, 0.002))
    answer = plan([chain], [0, 0])
    assert answer.order == (1, 0)
    assert answer.rebuild_probability == 1.0


def test_step_cap() -> None:
    chain = swap_question(30.0)
    answer = plan([chain], [0, 0], limits=Limits(steps=1))
    assert answer.order == (0, 1)
    assert answer.refused == "the stage has more than 1 steps"


def test_state_cap() -> None:
    source = random.Random(7)
    chain = independent_chain(source, 16)
    assert not plan([chain], [0] * 16).refused
    answer = plan([chain], [0] * 16, limits=Limits(states=5))
    assert answer.order == tuple(range(16))
    assert answer.refused == "there are too many orders to look at"
    assert answer.states > 5


def test_effort_cap() -> None:
    chain = independent_chain(random.Random(7), 16)
    assert plan([chain], [0] * 16, limits=Limits(effort=5 * 16)).refused
    assert not plan([chain], [0] * 16, limits=Limits(effort=5000 * 16)).refused


def test_many_equal_steps_are_one_choice() -> None:
    # A volatile step, then a hundred alike: they move in front of it in their order.
    chain = Chain(
        "c", (0.2,) + (0.15,) * 100, tuple(1 << i for i in range(101)), (0.9,) + (0.002,) * 100
    )
    answer = plan([chain], [0] * 101)
    assert answer.order == (*range(1, 101), 0)
    assert answer.states < 1000


def test_two_hundred_steps_in_independent_parts() -> None:
    # Parts that follow each other are solved one by one: no product of their states.
    seconds, atoms, chances, predecessors = [], [], [], []
    for part in range(80):
        fence = (1 << 3 * part) - 1
        seconds += [1.0, 20.0, 0.1]
        chances += [0.4, 0.001, 0.001]
        predecessors += [fence, fence, fence | 0b11 << 3 * part]
        atoms += [1 << 3 * part + i for i in range(3)]
    chain = Chain("c", tuple(seconds), tuple(atoms), tuple(chances))
    answer = plan([chain], predecessors, limits=FREE)
    assert answer.order[:6] == (1, 0, 2, 4, 3, 5)
    assert answer.states < 1000


def test_forty_steps() -> None:
    source = random.Random(8)
    for density in (0.15, 0.2, 0.3):
        chain = independent_chain(source, 40)
        predecessors = random_predecessors(source, 40, density)
        answer = plan([chain], predecessors)
        assert "too many" not in answer.refused


@pytest.mark.parametrize("predecessors", [[1, 0], [0b10, 0], [0, 0b100]])
def test_predecessors_have_lower_numbers(predecessors: list[int]) -> None:
    with pytest.raises(ValueError, match="steps before it"):
        plan([swap_question(1.0)], predecessors)


def test_chains_and_graph_must_agree() -> None:
    with pytest.raises(ValueError, match="another number of steps"):
        plan([swap_question(1.0)], [0, 0, 0])
