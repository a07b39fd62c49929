"""Time the planner: medians for stages of 12 to 120 steps, and for real files.

Run with ``python -m benchmarks.plan``. ``nothing to gain`` is the common case on every save: a
stage in which the instructions are in a good order already. ``random`` are random graphs, far
freer than real stages. The variable ``DFOPT_CORPUS`` names a directory with
``dockerfiles.jsonl.gz``: then every file there is planned as the rule ``reorder`` does it, all its
stages, without reading it and without what is known of commands.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import dfopt
from dfopt.builder.portability import Target
from dfopt.cost.engines import StepFacts, chains
from dfopt.cost.planner import Chain, Plan, plan
from dfopt.cost.steps import facts_of
from dfopt.effects.effects import effects_of
from dfopt.effects.graph import predecessors
from dfopt.syntax.nodes import Dockerfile
from dfopt.syntax.stages import stages_of

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
    for objective, guards, needed in questions:
        runs = []
        for _ in range(repeat):
            start = time.perf_counter()
            answer = plan(objective, needed, guards=guards)
            runs.append(time.perf_counter() - start)
        times.append(min(runs) * 1000)
        plans.append(answer)
    changed = sum(not answer.refused for answer in plans)
    states = max(answer.states for answer in plans)
    print(
        f"{name:28} {statistics.median(times):10.3f} ms median {max(times):10.3f} ms worst"
        f"   changed {changed}/{len(plans)}   states <= {states}"
    )


def questions_of(dockerfile: Dockerfile) -> list[Question]:
    """Return what the rule ``reorder`` asks the planner about a file, for all builders."""
    found: list[Question] = []
    for stage in stages_of(dockerfile):
        target = Target("any")
        effects = [effects_of(s, dockerfile.escape, target) for s in stage.statements]
        facts = facts_of(stage.statements, effects)
        found.append((*chains(facts, "any"), predecessors(effects, set())))
    return found


def corpus(path: Path) -> Iterator[tuple[int, float]]:
    """Yield for each file of a corpus its lines and the milliseconds of planning, best of 3."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            text = json.loads(row)["text"]
            dockerfile = dfopt.parse(text)
            if dockerfile.has_errors:
                continue
            questions = questions_of(dockerfile)
            runs = []
            for _ in range(3):
                start = time.perf_counter()
                for objective, guards, needed in questions:
                    plan(objective, needed, guards=guards)
                runs.append(time.perf_counter() - start)
            yield text.count("\n"), min(runs) * 1000


def report_files(name: str, times: list[float]) -> None:
    """Print the median and the slowest of some files."""
    if times:
        print(
            f"{name:28} {statistics.median(times):10.3f} ms median {max(times):10.3f} ms worst"
            f"   {len(times)} files"
        )


def main() -> None:
    """Print the table."""
    for steps in (12, 40, 60, 120):
        report(f"nothing to gain, {steps} steps", [typical_stage(steps)], 20)
    for steps, density in ((12, 0.2), (40, 0.1), (40, 0.2), (40, 0.3), (60, 0.3), (120, 0.5)):
        source = random.Random(steps)
        questions = [random_stage(steps, density, source) for _ in range(11)]
        report(f"random, {steps} steps, {density}", questions, 3)
    directory = os.environ.get("DFOPT_CORPUS")
    if directory:
        found = list(corpus(Path(directory) / "dockerfiles.jsonl.gz"))
        report_files("files of the corpus", [ms for _, ms in found])
        report_files("of them: 100 to 140 lines", [ms for n, ms in found if 100 <= n <= 140])


if __name__ == "__main__":
    main()
