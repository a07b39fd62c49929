"""Planning from observed build events: against brute force, and with the bootstrap."""

from __future__ import annotations

import random
import time

import pytest

from dfopt.cost.bootstrap import event_gains, is_certain, lower_bound
from dfopt.cost.chain import UNIT, Chain, Costs, Misses, Sample, exact_cost, rebuild_parts
from dfopt.cost.engines import Changes, History, StepFacts, basis, chains, coalescing_delta
from dfopt.cost.planner import Limits, plan
from dfopt.cost.search import Problem, cheapest_order

SECONDS = (0.0, 0.15, 0.2, 1.0, 5.0, 20.0)
FREE = Limits(gain_seconds=0.0, gain_share=0.0, inversion_seconds=0.0)


def sample_of(
    events: tuple[int, ...], weights: tuple[float, ...], observed: int, prior_weight: float = 0.0
) -> Sample:
    """Make a sample of the atoms that each event changes."""
    changed: dict[int, int] = {}
    for number, atoms in enumerate(events):
        for atom in range(atoms.bit_length()):
            if atoms >> atom & 1:
                changed[1 << atom] = changed.get(1 << atom, 0) | 1 << number
    return Sample.of(changed, weights, observed, prior_weight)


def random_predecessors(source: random.Random, count: int, density: float) -> list[int]:
    return [
        sum(1 << before for before in range(step) if source.random() < density)
        for step in range(count)
    ]


def independent(source: random.Random, count: int) -> Chain:
    chances = tuple(source.choice((0.0, 0.002, 0.05, 0.2, 0.9, 1.0)) for _ in range(count))
    seconds = tuple(source.choice(SECONDS) for _ in range(count))
    return Chain("independent", seconds, tuple(1 << step for step in range(count)), chances)


def shared(source: random.Random, count: int) -> Chain:
    atoms = source.randint(1, count + 2)
    seconds = tuple(source.choice((0.0, source.uniform(0, 30))) for _ in range(count))
    masks = tuple(source.getrandbits(atoms) if source.random() < 0.7 else 0 for _ in range(count))
    return Chain("shared", seconds, masks, tuple(source.random() ** 3 for _ in range(atoms)))


def sampled(source: random.Random, count: int) -> Chain:
    """Events that change several atoms at once; some atoms unobserved, some steps sharing them."""
    chain = shared(source, count) if source.random() < 0.5 else independent(source, count)
    atoms = len(chain.probabilities)
    observed = source.getrandbits(atoms)
    kinds = [source.getrandbits(atoms) & observed for _ in range(source.randint(1, 5))]
    events = tuple(source.choice(kinds) for _ in range(source.randint(1, 40)))
    weights = tuple(0.5 ** (age / 20) for age in range(len(events)))
    sample = sample_of(events, weights, observed, source.choice((0.0, 5.0)))
    return chain.with_changes(name="sampled", sample=sample)


def best_by_trying(chain: Chain, predecessors: list[int], price: int) -> tuple[int, int]:
    """Return the least cost plus price, and the fewest inversions with it, over all orders."""
    costs, count = Costs(chain), len(predecessors)
    best: list[tuple[int, int]] = []

    def extend(placed: int, reached: int, cost: int, inverted: int) -> None:
        if placed == (1 << count) - 1:
            best[:] = [min([*best, (cost, inverted)])]
            return
        for step in range(count):
            if placed >> step & 1 or predecessors[step] & ~placed:
                continue
            atoms = reached | costs.atoms[step]
            over = (~placed & ((1 << step) - 1)).bit_count()
            own = costs.times[step] * costs.misses[atoms] + price * over
            extend(placed | 1 << step, atoms, cost + own, inverted + over)

    extend(0, 0, 0, 0)
    return best[0]


@pytest.mark.parametrize("make", [independent, shared, sampled])
def test_the_search_equals_brute_force(make):
    source = random.Random(make.__name__)
    moved = 0
    for _ in range(1000):
        count = source.randint(2, 7)
        chain = make(source, count)
        predecessors = random_predecessors(source, count, source.choice((0.1, 0.2, 0.3, 0.6)))
        price = round(source.choice((0.0, 0.005)) * 1_000_000) * rebuild_parts([chain])
        order, _ = cheapest_order(Problem([Costs(chain)], predecessors), price, 10**6, 10**8)
        assert order is not None
        inverted = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
        found = exact_cost(order, chain) + price * inverted, inverted
        assert found == best_by_trying(chain, predecessors, price)
        moved += inverted > 0
    assert moved > 300


def test_plans_from_samples_are_never_worse_and_do_not_move_twice():
    source = random.Random(5)
    moved = 0
    for _ in range(300):
        count = source.randint(2, 9)
        chain = sampled(source, count)
        predecessors = random_predecessors(source, count, 0.2)
        result = plan([chain], predecessors, limits=Limits())
        assert exact_cost(result.order, chain) <= exact_cost(range(count), chain)
        place = {step: position for position, step in enumerate(result.order)}
        again = plan(
            [
                chain.with_changes(
                    seconds=tuple(chain.seconds[s] for s in result.order),
                    atoms=tuple(chain.atoms[s] for s in result.order),
                )
            ],
            [
                sum(1 << place[b] for b in range(count) if predecessors[s] >> b & 1)
                for s in result.order
            ],
        )
        assert again.order == tuple(range(count))
        moved += not result.refused
    assert moved > 50


def test_forty_steps_with_a_history_take_less_than_a_second():
    source = random.Random(40)
    for density in (0.1, 0.2, 0.3):
        count = 40
        chain = independent(source, count)
        kinds = [source.getrandbits(count) & source.getrandbits(count) for _ in range(150)]
        sample = sample_of(tuple(kinds), (1.0,) * 150, (1 << count) - 1, 5.0)
        chain = chain.with_changes(sample=sample)
        predecessors = random_predecessors(source, count, density)
        start = time.process_time()
        plan([chain], predecessors)
        assert time.process_time() - start < 1.0


# ------------------------------------------------------------------------------ F of a sample


def test_events_that_change_atoms_together_are_no_independent_changes():
    sample = sample_of((0b11, 0, 0, 0), (1.0,) * 4, 0b11)
    misses = Misses(Chain("c", (1.0, 1.0), (1, 2), (0.9, 0.9), sample))
    assert misses.exactly(0b01) == misses.exactly(0b11) == pytest.approx(0.25)


def test_unobserved_atoms_keep_their_probability():
    sample = sample_of((0, 0), (1.0, 1.0), 0b01)
    misses = Misses(Chain("c", (1.0, 1.0), (1, 2), (0.9, 0.5), sample))
    assert misses.exactly(0b01) == 0.0
    assert misses.exactly(0b10) == misses.exactly(0b11) == pytest.approx(0.5)


def test_the_prior_counts_as_some_events():
    sample = sample_of((1, 0, 0, 0, 0), (1.0,) * 5, 1, prior_weight=5.0)
    misses = Misses(Chain("c", (1.0,), (1,), (0.9,), sample))
    assert misses.exactly(1) == pytest.approx((1 + 5 * 0.9) / 10)


def test_old_events_count_less():
    weights = History(3, half_life=1.0).weights
    assert weights == pytest.approx((1.0, 0.5, 0.25))
    newest, oldest = (sample_of(events, weights, 1) for events in ((1, 0, 0), (0, 0, 1)))
    chain = Chain("c", (1.0,), (1,), (0.5,))
    assert Misses(chain.with_changes(sample=newest)).exactly(1) == pytest.approx(4 / 7)
    assert Misses(chain.with_changes(sample=oldest)).exactly(1) == pytest.approx(1 / 7)


def test_f_grows_ever_less():
    source = random.Random(9)
    for _ in range(300):
        misses = Misses(sampled(source, 6))
        a, b, more = (source.getrandbits(8) for _ in range(3))
        assert misses[a | b] >= misses[a]
        gain_small = misses[a | more] - misses[a]
        gain_large = misses[a | b | more] - misses[a | b]
        assert gain_large <= gain_small + 2  # rounded to parts


def test_cost_is_the_sum_over_events():
    """Formula (2): what each event runs again, from its first changed step on."""
    source = random.Random(2)
    for _ in range(100):
        chain = sampled(source, 6)
        atoms = len(chain.probabilities)
        assert chain.sample is not None
        sample = chain.sample.with_changes(prior_weight=0.0)
        assert sample.observed >> atoms == 0
        chain = chain.with_changes(sample=sample)
        order = list(range(6))
        source.shuffle(order)
        by_event = sum(
            kind.weight * chain.event_seconds(order, kind.atoms) for kind in sample.kinds
        )
        expected = by_event / sum(sample.weights)
        assert exact_cost(order, chain) / UNIT == pytest.approx(expected, rel=1e-5, abs=1e-5)


# ---------------------------------------------------------------------------------- bootstrap


def two_steps(changes: int, events: int) -> Chain:
    """A cheap step that changed in some events, then an expensive one that never did."""
    hits = tuple(1 if number < changes else 0 for number in range(events))
    return Chain("c", (0.1, 20.0), (1, 2), (0.5, 0.0), sample_of(hits, (1.0,) * events, 0b11))


@pytest.mark.parametrize(("changes", "events"), [(1, 2), (1, 20), (2, 30), (2, 300)])
def test_a_gain_from_too_few_events_is_not_taken(changes, events):
    result = plan([two_steps(changes, events)], [0, 0])
    assert result.order == (0, 1)
    assert "uncertain" in result.refused


@pytest.mark.parametrize(("changes", "events"), [(2, 2), (3, 10), (5, 30), (200, 300)])
def test_a_gain_from_enough_events_is_taken(changes, events):
    assert plan([two_steps(changes, events)], [0, 0]).order == (1, 0)


def test_a_gain_that_hangs_on_one_event_against_many_losses_is_not_taken():
    # Once 100 seconds are saved, in 30 events 1 is lost: the mean gains, most samples do not.
    gains = [(100.0, 1), (-1.0, 30)]
    assert lower_bound(gains) < 0
    assert lower_bound([(10.0, 20), (-1.0, 11)]) > 0


def test_the_bound_is_the_same_in_every_run():
    gains = [(float(number) - 2, number + 1) for number in range(7)]
    mean = sum(gain * count for gain, count in gains) / sum(count for _, count in gains)
    assert lower_bound(gains) == lower_bound(gains)
    assert -2 <= lower_bound(gains) <= mean


def test_gains_of_rewrites_with_other_steps_are_taken_event_by_event():
    old = two_steps(0, 4).with_changes(sample=sample_of((1, 1, 0, 0), (1.0,) * 4, 0b11))
    new = Chain("c", (5.0,), (1,), (0.5,), sample_of((0, 1, 1, 0), (1.0,) * 4, 1))
    gains = event_gains([(old, (0, 1))], [(new, (0,))])
    assert gains is not None
    assert sorted(gains) == [(-5.0, 1), (0.0, 1), (15.1, 1), (20.1, 1)]


def test_a_gain_by_what_no_event_tells_of_is_certain_enough():
    """A build argument that is passed in anew each time is in no history."""
    sample = sample_of((0,) * 20, (1.0,) * 20, 0b10)
    chain = Chain("c", (0.1, 20.0), (1, 2), (1.0, 0.0), sample)
    assert plan([chain], [0, 0]).order == (1, 0)
    assert chain.event_seconds((0, 1), 0) == pytest.approx(20.1)
    assert chain.event_seconds((1, 0), 0) == pytest.approx(0.1)


def test_priors_alone_need_no_certainty():
    chain = Chain("c", (0.1, 20.0), (1, 2), (0.5, 0.0))
    assert event_gains([(chain, (0, 1))], [(chain, (1, 0))]) is None
    assert is_certain([(chain, (0, 1))], [(chain, (1, 0))])


# ------------------------------------------------------------------------- facts with a history


def facts_with_history(events: int, *changed: int) -> list[StepFacts]:
    history = History(events)
    kinds = ("ENV", "RUN", "ENV", "RUN")
    return [
        StepFacts(kind, 30.0 if kind == "RUN" else 0.15, 0.002, changes=Changes(history, mask))
        for kind, mask in zip(kinds, changed, strict=True)
    ]


def test_a_volatile_env_is_not_merged_upwards():
    facts = facts_with_history(40, 0, 0, (1 << 12) - 1, 0)
    assert coalescing_delta(facts, (0, 2), 0, "buildkit") > 1.0
    assert coalescing_delta(facts, (0, 2), 2, "buildkit") <= 0.0


def test_a_history_without_events_leaves_the_priors():
    with_none = facts_with_history(0, 0, 0, 0, 0)
    without = [fact.with_changes(changes=None) for fact in with_none]
    assert chains(with_none, "any") == chains(without, "any")


def test_what_a_gain_rests_on():
    observed = facts_with_history(40, 0, 0, 3, 0)
    runs = [fact.with_changes(measured=fact.kind == "RUN") for fact in observed]
    for engine in ("buildkit", "classic", "buildah", "any"):
        assert basis(observed, engine) == "history"
        measured = [fact.with_changes(measured=True) for fact in observed]
        assert basis(measured, engine) == "measured"
        # ENV is no step in BuildKit; elsewhere its time counts, and was not measured.
        assert basis(runs, engine) == ("measured" if engine == "buildkit" else "history")
        one_guessed = [fact.with_changes(measured=fact is not observed[1]) for fact in observed]
        assert basis(one_guessed, engine) == "history"
        assert basis([*measured, StepFacts("RUN", 1.0, 0.1, measured=True)], engine) == "prior"
        assert basis([StepFacts("RUN", 1.0, 0.1, measured=True)], engine) == "prior"
        assert basis([], engine) == "prior"
