"""Where the seconds are that optimizing leaves: steps that run again for what is above them.

A step's *loss* are the seconds that it runs because something above it changed and not itself: what
the oracle saves. Each loss is put down to a reason: the one that dfopt gives for leaving the step
where it is, or that its command is not known. Not all of it can be won: a step that compiles the
sources runs for what it reads, and a base image that changed changes everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from statistics import mean
from typing import TYPE_CHECKING, Any, NamedTuple

import dfopt
from dfopt.builder.portability import Target
from dfopt.cost.files import Selection
from dfopt.cost.links import links_of
from dfopt.knowledge.behaviour import Unknown
from dfopt.passes.proposal import Knowledge
from dfopt.syntax.edits import spans
from dfopt.syntax.nodes import Run, Transfer
from dfopt.syntax.stages import stages_of

if TYPE_CHECKING:
    from benchmarks.gain import Project
    from dfopt.cost.links import Link
    from dfopt.effects.commands import StageCommands
    from dfopt.syntax.nodes import Statement

#: The rules whose refusals say why a RUN stays where it is, the most telling first.
_RULES = ("split-copy", "split-run", "hoist-run", "sink-arg")
#: Of a refusal: what every one of them begins with, and what is of one file only.
_BEGINNING = re.compile(r"^(?:every source edit runs .* again; |.*? stays one step: )")
#: How many steps are named.
_MOST = 25
#: Kinds of reasons, each with what the reason or, behind a blank, the step itself looks like.
_KINDS = (
    ("the base image changed", "the base image changed"),
    ("the step reads what changed", "it reads what changed"),
    ("the lock file is not in the collection", "cannot be read"),
    (
        "the step compiles what is copied",
        r" .*(?:\b(?:make|mvn|cmake|sbt|mix)\b|gradlew?\b|dotnet (?:build|publish)"
        r"|cargo (?:build|chef)|go (?:build|generate|install)|(?:npm|pnpm) run|yarn build)",
    ),
    ("the base image is not known", "base image may|where `.*` is found|home directory"),
    ("a shell is given its script in a way that is not read", "the shell is called unusually"),
    ("the installer reads the project", "composer|bundle install|--group|`dotnet`"),
)
_PATH = re.compile(r"(?<![\w.])\.{0,2}/[\w.@+/{}$*-]*")


class Loss(NamedTuple):
    """Seconds per event that a step runs for others, and their share of all that the file takes."""

    repo: str
    file: int
    step: str
    reason: str
    seconds: float
    share: float


def losses(project: Project, result: dfopt.Result, number: int) -> list[Loss]:
    """Return what is lost in BuildKit after optimizing; ``number`` tells the file from others."""
    from benchmarks.gain import played

    dockerfile = dfopt.parse(result.text)
    config = dfopt.Config(engine="buildkit")
    profile = project.older.profile()
    again = dfopt.optimize(result.text, config=config, context=project.context, profile=profile)
    refused: dict[int, dict[str, str]] = {}
    for blocked in again.blocked:
        refused.setdefault(blocked.span.start.line, {})[blocked.rule] = blocked.reason
    places = spans(dockerfile)
    knowledge = Knowledge(Target("buildkit"), lambda _: True, lambda: project.context)
    commands = [knowledge.of(dockerfile, stage) for stage in stages_of(dockerfile)]
    links = links_of(dockerfile, "buildkit")
    _, events = played(project, dockerfile)
    masks = [sum(1 << atom for atom in event) for event in events]
    total = sum(link.seconds for link in links for mask in masks if link.closure & mask)
    bases = sum(1 << 2 * i for i, s in enumerate(dockerfile.statements) if s.kind == "FROM")
    found = []
    for link in links:
        stage = commands[link.stage]
        mine = _changes_of(project, link.statement, stage)
        spent: dict[str, float] = {}
        for when, mask in enumerate(reversed(masks)):
            if link.own & mask or not link.closure & mask or not link.seconds:
                continue
            if mask & link.closure & bases:
                reason = "the base image changed"
            elif mine >> when & 1:
                reason = "it reads what changed"
            else:
                said = refused.get(places[link.statement].start.line, {})
                reason = _reason(link, links, mask, stage, said)
            spent[reason] = spent.get(reason, 0.0) + link.seconds
        text = " ".join(link.statement.lexed.original.split())
        found += [
            Loss(project.repo, number, text, reason, s / len(masks), s / total)
            for reason, s in spent.items()
        ]
    return found


def _changes_of(project: Project, statement: Statement, stage: StageCommands | None) -> int:
    """Return the events in which a file changed that a command is known to read."""
    if stage is None or not isinstance(statement, Run):
        return 0
    behaviour = stage.behaviour(statement)
    if isinstance(behaviour, Unknown) or not behaviour.files:
        return 0
    origins: set[str] = set()
    for copy in stage.order[: stage.order.index(statement)]:
        if isinstance(copy, Transfer):
            for placement in stage.placements(copy) or ():
                for path in behaviour.files:
                    origins.update(placement.origins(path) or ())
    changed = 0
    for origin in origins:
        if project.newer.tree.lookup(origin) is not None:
            changed |= project.newer.changes_of(Selection([origin], (), project.newer.tree))
    return changed


def _reason(
    link: Link,
    links: Iterable[Link],
    mask: int,
    stage: StageCommands | None,
    refused: dict[str, str],
) -> str:
    for rule in _RULES:
        if rule in refused:
            return f"{rule}: {_general(refused[rule])}"
    behaviour = stage.behaviour(link.statement) if stage and isinstance(link.statement, Run) else ""
    if isinstance(behaviour, Unknown):
        return f"not known: {_general(behaviour.reason)}"
    culprit = next(
        (other for other in links if other.closure & link.closure and other.own & mask), link
    )
    kind = culprit.statement.kind if culprit is not link else "FROM, ARG or ENV"
    return f"{link.statement.kind} below {kind}"


def _general(reason: str) -> str:
    """Return a refusal without what it says of one file only."""
    text = _BEGINNING.sub("", reason)
    text = re.sub(r"`(RUN|COPY|ADD|ENV|ARG) [^`]*`", r"\1 ...", text)
    return _PATH.sub("/...", text)[:110]


def report(found: list[Loss]) -> None:
    """Print the reasons, and the steps of which most is lost."""
    files = {(loss.repo, loss.file) for loss in found}
    counts = {repo: sum(r == repo for r, _ in files) for repo, _ in files}
    print("lost in BuildKit: seconds per commit, and their share (mean over repositories)")
    _table(_grouped(found, _kind), counts)
    print("  by the words of the reason")
    _table(_grouped(found, lambda loss: loss.reason), counts)
    print("  the steps of which most is lost")
    for (repo, step), members in _grouped(found, lambda loss: (loss.repo, loss.step))[:_MOST]:
        reason = _grouped(members, lambda loss: loss.reason)[0][0]
        print(f"  {_seconds(members):8.1f}  {repo}: {step[:60]!r}: {reason[:60]}")


def _table(groups: list[tuple[str, list[Loss]]], counts: dict[str, int]) -> None:
    print(f"  {'seconds':>8} {'share':>7} {'files':>5} {'repos':>5}  reason")
    for reason, members in groups:
        shares = [
            sum(loss.share for loss in members if loss.repo == repo) / count
            for repo, count in counts.items()
        ]
        files_with = len({(loss.repo, loss.file) for loss in members})
        repos_with = len({loss.repo for loss in members})
        print(
            f"  {_seconds(members):8.1f} {100 * mean(shares):6.1f}% {files_with:5} {repos_with:5}"
            f"  {reason}"
        )


def _kind(loss: Loss) -> str:
    """Return the kind of the reason for a loss."""
    for kind, pattern in _KINDS:
        if re.match(pattern, f" {loss.step}") or re.search(pattern, loss.reason):
            return kind
    return "other"


def _grouped(found: list[Loss], key: Callable[[Loss], Any]) -> list[tuple[Any, list[Loss]]]:
    groups: dict[Any, list[Loss]] = {}
    for loss in found:
        groups.setdefault(key(loss), []).append(loss)
    return sorted(groups.items(), key=lambda group: -_seconds(group[1]))


def _seconds(found: list[Loss]) -> float:
    return sum(loss.seconds for loss in found)
