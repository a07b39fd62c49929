"""The chains of each builder, and what reordering and merging gain on them."""

from __future__ import annotations

import random

import pytest

from dfopt.cost.chain import exact_cost
from dfopt.cost.engines import StepFacts, chains, coalescing_delta, coalescing_deltas
from dfopt.cost.planner import Chain, expected_seconds, miss_probabilities, plan
from dfopt.cost.priors import (
    argument_probability,
    either,
    instruction_seconds,
    own_text_probability,
    run_seconds,
    sources_probability,
)
from dfopt.terms import ENGINES

MODELLED = [engine for engine in ENGINES if engine != "auto"]


def step(kind: str, probability: float | None = None, **more) -> StepFacts:
    chance = own_text_probability(kind) if probability is None else probability
    return StepFacts(kind, more.pop("seconds", instruction_seconds(kind)), chance, **more)


def web_ping() -> list[StepFacts]:
    copied = either(own_text_probability("COPY"), sources_probability(("app.js",)))
    return [step("ENV"), step("WORKDIR"), step("COPY", copied), step("CMD")]


#: The relative destination of the COPY needs the WORKDIR; the rest is free.
WEB_PING_ORDER = [0, 0, 0b10, 0]


def chain(facts: list[StepFacts], engine) -> Chain:
    return chains(facts, engine)[0][0]


def reaches(facts: list[StepFacts], engine, change: int) -> list[bool]:
    """Tell which steps run again, by the chain, when only the text of step ``change`` changes."""
    only = [
        fact.with_changes(probability=float(i == change), value_probability=0.0)
        for i, fact in enumerate(facts)
    ]
    view = chain(only, engine)
    misses = miss_probabilities(range(len(facts)), view)
    return [bool(view.atoms[i]) and misses[i] == 1.0 for i in range(len(facts))]


# -------------------------------------------------------------------------------- seed example


def test_seed_example_any() -> None:
    objective, guards = chains(web_ping(), "any")
    answer = plan(objective, WEB_PING_ORDER, guards=guards)
    assert answer.order == (0, 1, 3, 2)  # in front of the COPY, not to the top
    assert 1 - answer.after / answer.before == pytest.approx(0.23, abs=0.005)
    # Nothing in BuildKit, the double in the classic builder.
    assert answer.gain_per_rebuild == pytest.approx(0.0628, abs=0.0005)


def test_seed_example_buildkit_gains_nothing() -> None:
    objective, guards = chains(web_ping(), "buildkit")
    answer = plan(objective, WEB_PING_ORDER, guards=guards)
    assert answer.order == (0, 1, 2, 3)
    assert answer.refused


@pytest.mark.parametrize(("engine", "moves"), [("classic", 1), ("buildah", 1), ("kaniko", 0)])
def test_seed_example_chain_engines(engine, moves: int) -> None:
    objective, guards = chains(web_ping(), engine)
    assert plan(objective, WEB_PING_ORDER, guards=guards).inversions == moves


# ------------------------------------------------------------------------ what runs again where


@pytest.mark.parametrize(
    "kind",
    [
        *("CMD", "ENTRYPOINT", "LABEL", "EXPOSE", "HEALTHCHECK", "VOLUME"),
        *("STOPSIGNAL", "ONBUILD", "MAINTAINER"),
    ],
)
def test_metadata_is_free_in_buildkit_and_a_link_elsewhere(kind: str) -> None:
    facts = [step(kind), step("RUN"), step("COPY")]
    assert reaches(facts, "buildkit", 0) == [False, False, False]
    assert chain(facts, "buildkit").seconds[0] == 0.0
    for engine in ("classic", "buildah", "kaniko"):
        assert reaches(facts, engine, 0) == [True, True, True]
    assert chain(facts, "classic").seconds[0] == pytest.approx(0.15)


@pytest.mark.parametrize("kind", ["ENV", "ARG", "USER", "SHELL"])
def test_buildkit_folds_surroundings_into_later_runs_only(kind: str) -> None:
    assert reaches([step("RUN"), step(kind), step("COPY")], "buildkit", 1) == [False] * 3
    assert reaches([step("RUN"), step(kind), step("RUN"), step("COPY")], "buildkit", 1) == [
        False,
        False,
        True,
        True,
    ]
    assert reaches([step("RUN"), step(kind), step("COPY")], "classic", 1) == [False, True, True]


def test_shell_does_not_reach_an_exec_form_run_in_buildkit() -> None:
    facts = [step("SHELL"), step("RUN", json=True), step("RUN")]
    assert reaches(facts, "buildkit", 0) == [False, False, True]


@pytest.mark.parametrize("kind", ["RUN", "COPY", "ADD", "WORKDIR"])
def test_file_system_steps_are_links_everywhere(kind: str) -> None:
    for engine in ("buildkit", "classic", "buildah", "kaniko"):
        assert reaches([step(kind), step("COPY"), step("RUN")], engine, 0) == [True] * 3


def test_user_owns_what_workdir_makes() -> None:
    assert reaches([step("USER"), step("COPY"), step("WORKDIR")], "buildkit", 0) == [
        False,
        False,
        True,
    ]


def test_expanded_values_reach_a_copy_through_other_variables() -> None:
    facts = [step("ENV"), step("ENV", reads=0b1), step("COPY", reads=0b10), step("COPY")]
    assert reaches(facts, "buildkit", 0) == [False, False, True, True]
    unread = [step("ENV"), step("ENV"), step("COPY", reads=0b10)]
    assert reaches(unread, "buildkit", 0) == [False, False, False]


def argument_misses(facts: list[StepFacts], engine) -> list[float]:
    view = chain([fact.with_changes(probability=0.0) for fact in facts], engine)
    misses = miss_probabilities(range(len(facts)), view)
    return [miss if view.atoms[i] else 0.0 for i, miss in enumerate(misses)]


@pytest.mark.parametrize("engine", ["buildkit", "classic", "buildah", "kaniko"])
def test_a_passed_value_reaches_runs_but_no_copy(engine) -> None:
    arg = step("ARG", value_probability=1.0)
    assert argument_misses([arg, step("COPY"), step("CMD")], engine) == [0.0, 0.0, 0.0]
    assert argument_misses([step("RUN"), arg, step("COPY"), step("RUN")], engine) == [0, 0, 0, 1]
    assert argument_misses([arg, step("COPY", reads=1)], engine) == [0.0, 1.0]


def test_a_label_that_expands_a_build_argument() -> None:
    facts = [step("ARG", value_probability=1.0), step("LABEL", reads=1), step("COPY")]
    assert argument_misses(facts, "buildkit") == [0.0, 0.0, 0.0]
    assert argument_misses(facts, "classic") == [0.0, 1.0, 1.0]


def test_volatile_label_sinks_behind_the_install_on_classic() -> None:
    facts = [
        step("ARG", value_probability=argument_probability("GIT_SHA")),
        step("LABEL", reads=1),
        step("COPY", 0.15),
        step("WORKDIR"),
    ]
    objective, guards = chains(facts, "any")
    answer = plan(objective, [0, 1, 0, 0b100], guards=guards)
    assert answer.order.index(1) == 3
    objective, guards = chains(facts, "buildkit")
    assert plan(objective, [0, 1, 0, 0b100], guards=guards).order == (0, 1, 2, 3)


def test_kaniko_pays_for_runs_only() -> None:
    facts = [step("WORKDIR"), step("COPY"), step("RUN", seconds=20.0), step("CMD")]
    assert chain(facts, "kaniko").seconds == (0.0, 0.0, 20.0, 0.0)


def test_linked_copy_costs_the_order_nothing_but_reaches_the_next_run() -> None:
    facts = [step("COPY", 0.9, link=True), step("RUN")]
    assert chain(facts, "buildkit").seconds[0] == 0.0
    assert reaches(facts, "buildkit", 0) == [True, True]
    assert chain(facts, "classic").seconds[0] > 0.0


def test_any_asks_all_builders() -> None:
    objective, guards = chains(web_ping(), "any")
    assert [view.name for view in objective] == ["buildkit", "classic"]
    assert [view.name for view in guards] == ["buildah", "kaniko"]


def test_auto_has_no_model() -> None:
    with pytest.raises(ValueError, match="auto"):
        chains(web_ping(), "auto")


def test_an_install_moves_above_the_sources_on_every_engine() -> None:
    install = run_seconds("apt-get update && apt-get install -y curl")
    facts = [step("COPY", sources_probability((".",))), step("RUN", seconds=install)]
    for engine in MODELLED:
        objective, guards = chains(facts, engine)
        assert plan(objective, [0, 0], guards=guards).order == (1, 0)


# -------------------------------------------------------------------------------------- merging


def test_merging_neighbours_never_costs() -> None:
    facts = [step("ENV"), step("ENV"), step("ENV"), *web_ping()[1:], step("RUN", seconds=20.0)]
    for engine in MODELLED:
        assert coalescing_delta(facts, (0, 1, 2), 0, engine) <= 0.0
    deltas = coalescing_deltas(facts, (0, 1, 2), 0, "any")
    assert deltas["buildkit"] == 0.0
    assert deltas["kaniko"] == 0.0
    # Three links become one, which changes when one of the three would have.
    one, two, three = 0.003, either(0.003, 0.003), either(0.003, 0.003, 0.003)
    assert deltas["classic"] == pytest.approx(0.15 * (three - (one + two + three)), abs=1e-6)


def test_merging_early_poisons_the_steps_between() -> None:
    facts = [
        step("ENV", 0.0),
        step("RUN", 0.0, seconds=30.0),
        step("ENV", 0.3),
        step("RUN", 0.0, seconds=5.0),
    ]
    view = chain(facts, "buildkit")
    assert expected_seconds(range(4), view) == pytest.approx(1.5)
    assert coalescing_delta(facts, (0, 2), 0, "buildkit") == pytest.approx(9.0)
    assert coalescing_delta(facts, (0, 2), 2, "buildkit") == 0.0


def test_merging_keeps_what_others_read() -> None:
    facts = [step("ENV", 0.5), step("ENV", 0.25), step("COPY", 0.0, reads=0b10)]
    # The COPY expanded the second only; of the merged one it sees both.
    deltas = coalescing_deltas(facts, (0, 1), 0, "buildkit")
    assert deltas["buildkit"] == pytest.approx(0.2 * (either(0.5, 0.25) - 0.25))


def test_merging_labels_is_free_in_buildkit() -> None:
    facts = [step("LABEL"), step("LABEL"), step("RUN", seconds=20.0)]
    deltas = coalescing_deltas(facts, (0, 1), 1, "any")
    assert deltas["buildkit"] == 0.0
    assert deltas["classic"] < 0.0


def test_merging_at_a_later_place_never_costs_in_buildkit() -> None:
    source = random.Random(1)
    for _ in range(300):
        kinds = [source.choice(("ENV", "RUN", "COPY", "USER", "LABEL")) for _ in range(8)]
        facts = [
            step(kind, source.random() ** 2, seconds=source.choice((0.15, 2.0))) for kind in kinds
        ]
        group = [i for i, kind in enumerate(kinds) if kind == "ENV"]
        if len(group) > 1:
            assert coalescing_delta(facts, group, group[-1], "buildkit") <= 0.0


def test_merging_needs_a_place_in_the_group() -> None:
    with pytest.raises(ValueError, match="place"):
        coalescing_delta(web_ping(), (0, 1), 2, "any")


def test_merging_one_instruction_changes_nothing() -> None:
    for engine in MODELLED:
        assert coalescing_delta(web_ping(), (0,), 0, engine) == 0.0


def test_costs_do_not_depend_on_the_order_of_the_file() -> None:
    """A chain built from the reordered file costs what the plan promised."""
    source = random.Random(2)
    for _ in range(100):
        kinds = [source.choice(("COPY", "LABEL", "CMD", "EXPOSE", "WORKDIR")) for _ in range(7)]
        facts = [step(kind, source.choice((0.002, 0.05, 0.9))) for kind in kinds]
        order = list(range(7))
        source.shuffle(order)
        moved = [facts[i] for i in order]
        for engine in ("buildkit", "classic", "kaniko"):
            assert exact_cost(order, chain(facts, engine)) == exact_cost(
                range(7), chain(moved, engine)
            )
