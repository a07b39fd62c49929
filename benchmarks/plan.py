"""Time the planner: medians for stages of 12 to 120 steps.

Run with ``python benchmarks/plan.py``. ``nothing to gain`` is the common case on every save: a
stage in which the instructions are in a good order already. ``random`` are random graphs, far
freer than real stages.
"""

from __future__ import annotations

import random
import statistics
import time

from dfopt.cost.engines import StepFacts, chains
from dfopt.cost.planner import Chain, Plan, plan

Question = tuple[tuple[Chain, ...], tuple[Chain, ...], list[int]]


def typical_stage(steps: int) -> Question:
    """Return a stage that is in order: set-up, installs, sources last."""
    kinds = ["ENV", "WORKDIR", *["RUN", "COPY", "RUN", "ENV", "EXPOSE"] * (steps // 5 + 1)]
    kinds = [*kinds[: steps - 1], "COPY"]
    chances = {"COPY": 0.05, "ENV": 0.003}
    times = {"RUN": 20.0, "COPY": 0.2}
    facts = [StepFacts(k, times.get(k, 0.15), chances.get(k, 0.002)) for k in kinds]
    fixed = [kind != "EXPOSE" for kind in kinds]
    predecessors = [
        sum(1 << before for before in range(step) if fixed[before] and fixed[step])
        for step in range(steps)
    ]
    return (*chains(facts, "any"), predecessors)


def random_stage(steps: int, density: float, source: random.Random) -> Question:
    """Return a stage whose steps are ordered at random."""
    facts = [
        StepFacts(
            source.choice(["RUN", "COPY", "WORKDIR", "LABEL", "CMD"]),
            source.choice([0.15, 0.2, 1.0, 5.0, 20.0]),
            source.choice([0.002, 0.003, 0.05, 0.2, 0.9]),
        )
        for _ in range(steps)
    ]
    predecessors = [
        sum(1 << before for before in range(step) if source.random() < density)
        for step in range(steps)
    ]
    return (*chains(facts, "any"), predecessors)


def report(name: str, questions: list[Question], repeat: int) -> None:
    """Print the median and the worst time over the questions, best of ``repeat`` for each."""
    times: list[float] = []
    plans: list[Plan] = []
    for objective, guards, predecessors in questions:
        runs = []
        for _ in range(repeat):
            start = time.perf_counter()
            answer = plan(objective, predecessors, guards=guards)
            runs.append(time.perf_counter() - start)
        times.append(min(runs) * 1000)
        plans.append(answer)
    changed = sum(not answer.refused for answer in plans)
    states = max(answer.states for answer in plans)
    print(
        f"{name:28} {statistics.median(times):10.3f} ms median {max(times):10.3f} ms worst"
        f"   changed {changed}/{len(plans)}   states <= {states}"
    )


def main() -> None:
    """Print the table."""
    for steps in (12, 40, 60, 120):
        report(f"nothing to gain, {steps} steps", [typical_stage(steps)], 20)
    for steps, density in ((12, 0.2), (40, 0.1), (40, 0.2), (40, 0.3), (60, 0.3), (120, 0.5)):
        source = random.Random(steps)
        questions = [random_stage(steps, density, source) for _ in range(11)]
        report(f"random, {steps} steps, {density}", questions, 3)


if __name__ == "__main__":
    main()
