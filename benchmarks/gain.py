"""What rebuilds cost before and after optimizing, over real projects and their git histories.

``python -m benchmarks.gain --projects FILE --contexts FILE`` (gzip'd JSON lines; the variable
``DFOPT_CORPUS`` names a directory with ``projects.jsonl.gz`` and ``contexts.jsonl.gz``). The older
half of a project's commits is what the plan is made from, the newer half is what it is scored on:
each commit is played through the cache model of each builder. Times are priors, so that a share of
modelled seconds says how well the order fits the changes, not what a stop watch would show.

For comparison: the oracle, which runs only steps whose own files or text changed (no order reaches
it where a step compiles what another one copies), and a weighted topological sort whose
dependencies come from syntax alone, as published reordering tools work.

``--lost`` says instead where the seconds are that optimizing leaves in BuildKit, and why.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import dfopt
from dfopt.builder.portability import Target
from dfopt.context.context import Context
from dfopt.context.ignore import Ignore
from dfopt.context.tree import Entry, Tree
from dfopt.cost.chain import Misses
from dfopt.cost.engines import StepFacts, chains
from dfopt.cost.links import links_of
from dfopt.cost.priors import argument_probability
from dfopt.cost.profile import Profile
from dfopt.cost.replay import replay
from dfopt.cost.steps import facts_of
from dfopt.effects.effects import effects_of
from dfopt.errors import ContextError
from dfopt.evidence.git import PathChange
from dfopt.evidence.timeline import Event, Timeline
from dfopt.syntax.nodes import Arg, Dockerfile, Statement
from dfopt.syntax.stages import stages_of

ENGINES = ("buildkit", "classic", "buildah", "kaniko")
LEAST_COMMITS = 50
_KINDS = {"120000": "symlink", "160000": "directory"}


class Project(NamedTuple):
    """A Dockerfile with its history, cut in two."""

    repo: str
    text: str
    context: Context
    older: Timeline
    newer: Timeline


class Score(NamedTuple):
    """Modelled seconds of one file with one builder over the newer half."""

    repo: str
    fired: bool
    promised: bool
    before: float
    after: float
    oracle: float

    @property
    def saving(self) -> float:
        """Return the share of the seconds that is saved."""
        return 1.0 - self.after / self.before if self.before else 0.0

    @property
    def of_the_bound(self) -> float | None:
        """Return the saving as a share of what the oracle saves; None where that is nothing."""
        bound = self.before - self.oracle
        return (self.before - self.after) / bound if bound > 1e-9 else None


def rows(path: str) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def projects(projects_path: str, contexts_path: str, least: int) -> Iterator[Project]:
    """Yield the projects with enough commits whose Dockerfile dfopt takes."""
    contexts = {row["id"]: row for row in rows(contexts_path)}
    for row in rows(projects_path):
        context = contexts.get(row["context"])
        dockerfile = dfopt.parse(row["dockerfile"])
        if context is None or len(context["history"]) < least or dockerfile.has_errors:
            continue
        try:
            yield _project(row, context, dockerfile)
        except ContextError as error:
            print(f"{row['id']}: left out, {error}", file=sys.stderr)


def _project(row: dict[str, Any], context: dict[str, Any], dockerfile: Dockerfile) -> Project:
    manifests = {path: text.encode() for path, text in context["manifests"].items()}
    entries = [
        Entry(path, _KINDS.get(mode, "file"), int(mode, 8) & 0o777, size)  # type: ignore[arg-type]
        for mode, _, size, path in context["tree"]
    ]
    tree = Tree(entries, lambda path: BytesIO(manifests[path]) if path in manifests else None)
    ignore = Ignore(row["dockerignore"] or "")
    seen = Context(tree, ignore)
    inside = os.path.relpath(row["dockerfile_path"], row["context_path"])
    versions = [row["dockerfile"], *row["older_versions"]]
    events, edits = [], 0
    for commit in context["history"]:
        changes = tuple(
            PathChange(path, None if status == "A" else old, None if status == "D" else new)
            for status, path, old, new in commit["changes"]
            if old != new or status in "AD"
        )
        text = None
        if any(change.path == inside for change in changes) and edits < len(versions):
            text = versions[edits]
            edits += 1
        events.append(Event(changes, text))
    middle = len(events) // 2
    has_git = row["context_path"] == "."

    def timeline(part: list[Event], first: str | None) -> Timeline:
        return Timeline(dockerfile, part, seen.visible, ignore.excluded, first, has_git=has_git)

    past = versions[min(edits, len(versions) - 1)]
    cut = next((event.dockerfile for event in events[middle:] if event.dockerfile), past)
    return Project(
        row["repo"],
        row["dockerfile"],
        seen,
        timeline(events[middle:], past),
        timeline(events[:middle], cut),
    )


# ------------------------------------------------------------------------------------ rewrites


def optimized(
    project: Project, engine: str, profile: Profile, select: tuple[str, ...]
) -> dfopt.Result:
    config = dfopt.Config(engine=engine, select=select)  # type: ignore[arg-type]
    return dfopt.optimize(project.text, config=config, context=project.context, profile=profile)


def sorted_by_syntax(dockerfile: Dockerfile, engine: str, profile: Profile) -> str:
    """Return the file in the order of a greedy topological sort by ``t(1-p)/p``.

    An instruction needs those above it that set a variable which its text names, WORKDIR, USER and
    SHELL, and those with which it shares a word that looks like a path or a name.
    """
    text = dockerfile.byte_order_mark
    statements = dockerfile.statements
    stages = {stage.origin: stage for stage in stages_of(dockerfile)}
    for statement in statements:
        stage = stages.get(statement)
        if stage is None and any(statement in s.statements for s in stages.values()):
            continue
        text += str(statement)
        if stage is not None:
            text += "".join(map(str, _sorted_stage(dockerfile, stage.statements, engine, profile)))
            if not text.endswith("\n"):
                text += "\n"
    return text


def _sorted_stage(
    dockerfile: Dockerfile, statements: tuple[Statement, ...], engine: str, profile: Profile
) -> list[Statement]:
    target = Target(engine)  # type: ignore[arg-type]
    effects = [effects_of(s, dockerfile.escape, target) for s in statements]
    facts = facts_of(statements, effects, profile)
    (chain,), _ = chains(facts, engine)  # type: ignore[arg-type]
    misses = Misses(chain)
    weights = [_weight(f, misses.exactly(a)) for f, a in zip(facts, chain.atoms, strict=True)]
    needs = [
        {j for j in range(i) if _needs(statements[i], statements[j])}
        for i in range(len(statements))
    ]
    order: list[int] = []
    while len(order) < len(statements):
        ready = [i for i in range(len(statements)) if i not in order and needs[i] <= {*order}]
        order.append(max(ready, key=lambda i: (weights[i], -i)))
    return [statements[i] for i in order]


def _weight(fact: StepFacts, p: float) -> float:
    return float("inf") if p <= 0.0 else fact.seconds * (1.0 - p) / p


def _needs(later: Statement, earlier: Statement) -> bool:
    if earlier.kind in ("WORKDIR", "USER", "SHELL"):
        return later.kind in ("RUN", "COPY", "ADD", "WORKDIR", "USER", "SHELL", "CMD")
    if earlier.kind == later.kind and later.kind not in ("RUN", "COPY", "ADD", "EXPOSE"):
        return True
    if earlier.kind in ("ENV", "ARG"):
        names = [word.partition("=")[0] for word in earlier.arguments if word]
        return any(re.search(rf"\$\{{?{re.escape(n)}\b", later.text) for n in names if n)
    if later.kind in ("RUN", "COPY", "ADD") and earlier.kind in ("RUN", "COPY", "ADD"):
        return not _words(later).isdisjoint(_words(earlier))
    return False


def _words(statement: Statement) -> set[str]:
    words = re.findall(r"[\w./-]{4,}", statement.text.partition(" ")[2])
    return {part for word in words for part in word.split("/") if len(part) > 3}


# ------------------------------------------------------------------------------------- scoring


def score(project: Project, rewritten: str, engine: str, promised: bool = True) -> Score:
    """Play the newer half through the cache model, before and after."""
    totals: list[float] = []
    for text in (project.text, rewritten):
        dockerfile = dfopt.parse(text)
        links = links_of(dockerfile, engine)  # type: ignore[arg-type]
        start, events = played(project, dockerfile)
        totals.append(replay(links, start, events).total)
    original = dfopt.parse(project.text)
    links = links_of(original, engine)  # type: ignore[arg-type]
    start, events = project.newer.replayed(original)
    alone = [link.with_changes(closure=link.own) for link in links]
    oracle = replay(alone, start, events).total
    fired = rewritten != project.text
    return Score(project.repo, fired, promised and fired, totals[0], totals[1], oracle)


def played(
    project: Project, dockerfile: Dockerfile
) -> tuple[dict[int, object], list[dict[int, object]]]:
    """Return what the newer half of the commits changes in a file.

    History does not tell what is passed in for build arguments. Those that are named after the
    commit or the build, such as GIT_SHA, are taken to differ in each, as the planner takes them.
    """
    start, events = project.newer.replayed(dockerfile)
    for number, statement in enumerate(dockerfile.statements):
        if isinstance(statement, Arg) and any(
            argument_probability(name) >= 1.0 for name, _ in statement.declarations
        ):
            for when, event in enumerate(events):
                event[2 * number + 1] = when
    return start, events


def _promises(result: dfopt.Result) -> bool:
    """Tell whether a rewrite was made for its gain, not only to tidy up."""
    return any(change.gain > 0.0 for change in result.changes)


def over_repositories(values: Iterable[tuple[str, float]]) -> tuple[float, float]:
    """Return mean and median over repositories of the mean within one."""
    by_repo: dict[str, list[float]] = {}
    for repo, value in values:
        by_repo.setdefault(repo, []).append(value)
    means = [mean(found) for found in by_repo.values()]
    return (mean(means), median(means)) if means else (0.0, 0.0)


def report(name: str, scores: list[Score]) -> None:
    fired = [s for s in scores if s.fired]
    promised = [s for s in scores if s.promised]
    worse = [s for s in scores if s.after > s.before + 1e-9]
    everywhere = over_repositories((s.repo, s.saving) for s in scores)
    where_fired = over_repositories((s.repo, s.saving) for s in fired)
    where_promised = over_repositories((s.repo, s.saving) for s in promised)
    bounds = [(s.repo, s.of_the_bound) for s in scores if s.of_the_bound is not None]
    bound = over_repositories((repo, share) for repo, share in bounds if share is not None)
    print(
        f"  {name:9} {_both(everywhere)}  {len(fired):4} {_both(where_fired)}"
        f"  {len(promised):4} {_both(where_promised)} {_both(bound)}  {len(worse):5}"
    )


def _both(pair: tuple[float, float]) -> str:
    return f"{100 * pair[0]:6.1f} %{100 * pair[1]:6.1f} %"


def table(title: str, results: dict[str, list[Score]]) -> None:
    print(title)
    heads = f"{'mean':>8}{'median':>8}"
    print(
        f"  {'':9} {'all files':>16}  {'where it fired':>21}  {'with a gain promised':>21}"
        f" {'of the bound':>16}"
    )
    print(f"  {'builder':9} {heads}  {'n':>4} {heads}  {'n':>4} {heads} {heads}  worse")
    for engine, scores in results.items():
        report(engine, scores)


def _lost(found: Iterable[Project], select: tuple[str, ...]) -> int:
    from benchmarks import lost

    losses: list[lost.Loss] = []
    for number, project in enumerate(found):
        result = optimized(project, "buildkit", project.older.profile(), select)
        losses += lost.losses(project, result, number)
    lost.report(losses)
    return 0


def main() -> int:
    """Print the tables; return 1 if any file became worse by a rewrite of dfopt."""
    corpus = os.environ.get("DFOPT_CORPUS")
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.gain")
    for name in ("projects", "contexts"):
        default = str(Path(corpus) / f"{name}.jsonl.gz") if corpus else None
        parser.add_argument(f"--{name}", default=default, required=default is None)
    parser.add_argument("--select", default="", help="only these rules (commas)")
    parser.add_argument("--least", type=int, default=LEAST_COMMITS, help="commits of a project")
    parser.add_argument("--lost", action="store_true", help="say where the rest is, and why")
    options = parser.parse_args()
    select = tuple(filter(None, options.select.split(",")))
    if options.lost:
        return _lost(projects(options.projects, options.contexts, options.least), select)

    ours: dict[str, list[Score]] = {engine: [] for engine in (*ENGINES, "any")}
    syntax: dict[str, list[Score]] = {engine: [] for engine in ENGINES}
    outputs = rejected = 0
    count, began = 0, time.perf_counter()
    any_worse = 0
    for project in projects(options.projects, options.contexts, options.least):
        count += 1
        profile = project.older.profile()
        for engine in ENGINES:
            result = optimized(project, engine, profile, select)
            ours[engine].append(score(project, result.text, engine, _promises(result)))
            original = dfopt.parse(project.text)
            resorted = sorted_by_syntax(original, engine, profile)
            if dfopt.parse(resorted).has_errors:
                continue
            syntax[engine].append(score(project, resorted, engine))
            if engine == "buildkit" and resorted != project.text:
                outputs += 1
                verdict = dfopt.equivalent(
                    project.text, resorted, safety="same-image", engine="buildkit"
                )
                rejected += not verdict
        portable = optimized(project, "any", profile, select)
        for engine in ENGINES:
            scored = score(project, portable.text, engine, _promises(portable))
            any_worse += scored.after > scored.before + 1e-9
            if engine == "classic":
                ours["any"].append(scored)
    seconds = time.perf_counter() - began
    repos = len({s.repo for s in ours["buildkit"]})
    print(f"{count} Dockerfiles of {repos} repositories, {seconds:.0f} s")
    table("dfopt: saving of modelled seconds (any: scored as classic)", ours)
    print(f"  engine any: made worse on some builder: {any_worse} of {count * len(ENGINES)}")
    table("weighted topological sort by syntax alone", syntax)
    if outputs:
        share = 100 * rejected / outputs
        print(f"  of its {outputs} outputs the checker rejects {rejected} ({share:.0f} %)")
    return 1 if any_worse or any(s.after > s.before + 1e-9 for v in ours.values() for s in v) else 0


if __name__ == "__main__":
    sys.exit(main())
