"""Gather the evidence about one Dockerfile: its repository's history and logs of its builds."""

from __future__ import annotations

import os
from statistics import median

from dfopt.context.context import Context
from dfopt.context.tree import Tree
from dfopt.cost.profile import Profile, name_of
from dfopt.errors import ContextError
from dfopt.evidence.errors import EvidenceError
from dfopt.evidence.git import PathChange, Repository
from dfopt.evidence.logs import assigned, read_log
from dfopt.evidence.timeline import Event, Timeline
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from dfopt.evidence.git import Commit
    from dfopt.syntax.nodes import Dockerfile

#: How many commits are looked at.
COMMITS: Final = 300


class Evidence(Record):
    """What was found: the profile, the timeline behind it, and what was not to be had."""

    profile: Profile
    timeline: Timeline
    notes: tuple[str, ...]


def gather(
    path: str,
    dockerfile: Dockerfile,
    *,
    context: str | None = None,
    logs: Sequence[str] = (),
    commits: int = COMMITS,
) -> Evidence:
    """Gather what there is; what is not to be had is noted, and priors stay in its place.

    Args:
        path: of the Dockerfile.
        dockerfile: its tree.
        context: the directory of the build context; the Dockerfile's own if left out.
        logs: paths of build logs.
        commits: how many commits of the history to look at.
    """
    notes: list[str] = []
    timeline = _timeline(path, dockerfile, context, commits, notes)
    seconds, sizes = measured(logs, dockerfile, notes)
    return Evidence(timeline.profile(seconds, sizes), timeline, tuple(notes))


def _timeline(
    path: str, dockerfile: Dockerfile, context: str | None, commits: int, notes: list[str]
) -> Timeline:
    nothing = Timeline(dockerfile, (), Tree((), lambda _: None), lambda _: False)
    if commits <= 0:
        return nothing
    try:
        repository = Repository(os.path.dirname(os.path.abspath(path)))
        directory = context or os.path.dirname(os.path.abspath(path))
        inside = repository.relative(directory)
        name = repository.relative(path)
        found = repository.commits({inside, name}, commits)
        seen = _context(repository, directory, inside, name)
        events, first = _events(repository, found, inside, name)
        if repository.is_shallow:
            notes.append(f"shallow clone: only {len(found)} commits are there to learn from")
    except (EvidenceError, ContextError) as error:
        notes.append(f"no history: {error}")
        return nothing
    if not found:
        notes.append("no history: no commit touches the Dockerfile or its context")
    excluded = seen.ignore.excluded
    return Timeline(dockerfile, events, seen.visible, excluded, first, has_git=inside == ".")


def _context(repository: Repository, directory: str, inside: str, name: str) -> Context:
    """Return the context as a checkout of the newest commit has it."""
    prefix = "" if inside == "." else f"{inside}/"
    listing = [
        (path[len(prefix) :], mode)
        for path, mode, _ in repository.files()
        if path.startswith(prefix)
    ]
    below = name[len(prefix) :] if name.startswith(prefix) else ""
    return Context.of(Tree.from_listing(directory, listing), below or None)


def _events(
    repository: Repository, commits: Iterable[Commit], inside: str, name: str
) -> tuple[list[Event], str | None]:
    """Return the events, newest first, and the Dockerfile before all of them."""
    prefix = "" if inside == "." else f"{inside}/"
    found: list[tuple[tuple[PathChange, ...], PathChange | None]] = []
    for commit in commits:
        own = [change for change in commit.changes if change.path == name]
        below = [
            change.with_changes(path=change.path[len(prefix) :])
            for change in commit.changes
            if change.path.startswith(prefix)
        ]
        found.append((tuple(below), own[0] if own else None))
    edits = [edit for _, edit in found if edit is not None]
    ids = [blob.split(" ")[0] for e in edits for blob in (e.new, e.old) if blob is not None]
    texts = dict(zip(ids, repository.blobs(ids), strict=True))

    def text_of(blob: str | None) -> str | None:
        raw = texts.get(blob.split(" ")[0]) if blob is not None else None
        return None if raw is None else raw.decode("utf-8", "surrogateescape")

    events = [Event(below, text_of(edit.new) if edit else None) for below, edit in found]
    return events, text_of(edits[-1].old) if edits else None


def measured(
    logs: Iterable[str], dockerfile: Dockerfile, notes: list[str]
) -> tuple[dict[str, float], dict[str, int]]:
    """Return seconds and bytes by name of the instruction: the median over the logs.

    What goes wrong with a log is added to ``notes``.
    """
    seconds: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    for path in logs:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                steps = read_log(file.read())
        except OSError as error:
            notes.append(f"{path}: {error.strerror or error}; left out")
            continue
        except EvidenceError as error:
            notes.append(f"{path}: {error}; left out")
            continue
        found, lost = assigned(steps, dockerfile)
        if lost:
            notes.append(f"{path}: {lost} steps are not in this Dockerfile")
        timed = 0
        for statement, step in found:
            name = name_of(statement)
            if step.seconds is not None:
                seconds.setdefault(name, []).append(step.seconds)
                timed += 1
            if step.size is not None:
                sizes[name] = step.size
        if not timed and not any(step.size is not None for _, step in found):
            notes.append(f"{path}: it holds no times (builders but BuildKit print none)")
    return {name: round(median(times), 3) for name, times in seconds.items()}, sizes
