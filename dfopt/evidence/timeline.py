"""What changed when: a Dockerfile of today against the history of its repository.

The timeline knows what every instruction's text and sources were at each event, which is what a
replay wants, and from that in which events they changed, which is what a profile holds.
"""

from __future__ import annotations

from dfopt.cost.engines import History
from dfopt.cost.files import Selection, selection_of
from dfopt.cost.priors import is_manifest
from dfopt.cost.profile import FROM_STAGE, WHOLE_CONTEXT, Profile, cleaned, names_of
from dfopt.cost.steps import observable_sources
from dfopt.evidence.alignment import aligned
from dfopt.record import Record
from dfopt.syntax.parser import parse
from dfopt.syntax.stages import stage_number, stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Final

    from dfopt.context.tree import Tree
    from dfopt.evidence.git import PathChange
    from dfopt.syntax.nodes import Dockerfile, Statement

#: Versions of a Dockerfile that are looked at; older edits are left out.
_MOST_VERSIONS: Final = 150
_GIT: Final = ".git"


class Event(Record):
    """A build event: the paths of the context that changed, and the Dockerfile if it did.

    ``dockerfile`` is its text from this event on, None where it stays what it is.
    """

    changes: tuple[PathChange, ...]
    dockerfile: str | None = None


class Timeline:
    """The events of a Dockerfile, the newest first."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        events: Sequence[Event],
        tree: Tree,
        is_excluded: Callable[[str], bool],
        first_text: str | None = None,
        *,
        has_git: bool = False,
    ) -> None:
        """Find out what changed when.

        Args:
            dockerfile: today's.
            events: what happened, the newest first.
            tree: the files of the context today, as a build sees them.
            is_excluded: tells whether ``.dockerignore`` excludes a path (today's rules, also for
                the past).
            first_text: the Dockerfile before the oldest event; that of the oldest edit if None.
            has_git: whether the context holds the repository's ``.git``, of which something
                changes in each event.
        """
        self.dockerfile = dockerfile
        self.events = events
        self.tree = tree
        self.has_git = has_git and not is_excluded(_GIT)
        self._excluded: dict[str, bool] = {}
        self._is_excluded = is_excluded
        #: Per name of an instruction: what it says from an event on, in the order of time; the
        #: first entry, of event None, is what it was before all events.
        self.texts: dict[str, list[tuple[int | None, object]]] = {}
        self._read_versions(first_text)

    def _read_versions(self, first_text: str | None) -> None:
        edits = [(n, e.dockerfile) for n, e in enumerate(self.events) if e.dockerfile is not None]
        versions: list[tuple[int | None, str]] = list(reversed(edits[:_MOST_VERSIONS]))
        if first_text is not None and len(edits) <= _MOST_VERSIONS:
            versions.insert(0, (None, first_text))
        for number, text in versions:
            old = parse(text)
            former = aligned(self.dockerfile, old)
            variables = _variables(old)
            for statement in self.dockerfile.statements:
                was = former.get(statement)
                for name in names_of(statement):
                    is_variable = name.startswith(("ENV ", "ARG "))
                    self._say(name, number, variables.get(name) if is_variable else _said(was))

    def _say(self, name: str, number: int | None, said: object) -> None:
        known = self.texts.setdefault(name, [])
        if not known:
            known.append((None, said))
        elif known[-1][1] != said:
            known.append((number, said))

    def edits_of(self, name: str) -> int:
        """Return the events in which an instruction was edited, by its name, as a bitmask."""
        return sum(1 << n for n, _ in self.texts.get(name, ())[1:] if n is not None)

    def visible(self, path: str) -> bool:
        """Tell whether a build sees a path."""
        known = self._excluded.get(path)
        if known is None:
            known = self._excluded[path] = self._is_excluded(path)
        return not known

    def changes_of(self, selection: Selection) -> int:
        """Return the events in which a path changed that is taken, as a bitmask."""
        if self._changes_always(selection):
            return (1 << len(self.events)) - 1
        taken: dict[str, bool] = {}
        found = 0
        for number, event in enumerate(self.events):
            for change in event.changes:
                path = change.path
                if path not in taken:
                    taken[path] = selection.takes(path) and self.visible(path)
                if taken[path]:
                    found |= 1 << number
                    break
        return found

    def _changes_always(self, selection: Selection) -> bool:
        """Tell whether something is taken that differs in each build.

        That is ``.git``, and what is not tracked: it is made anew before each build.
        """
        if self.has_git and selection.takes(_GIT):
            return True
        return not any(
            selection.takes(path) and entry.kind != "directory"
            for path, entry in self.tree.entries.items()
        )

    # ------------------------------------------------------------------------------ profile

    def profile(
        self,
        seconds: Mapping[str, float] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> Profile:
        """Return what the events tell, with what was measured besides."""
        names = dict.fromkeys(n for s in self.dockerfile.statements for n in names_of(s))
        edits = {name: self.edits_of(name) for name in names}
        return Profile(
            History(len(self.events)),
            self._source_changes(),
            {name: events for name, events in edits.items() if events},
            dict(seconds or {}),
            dict(sizes or {}),
        )

    def _source_changes(self) -> dict[str, int]:
        found = self._path_changes()
        for statement in self.dockerfile.statements:
            for source in observable_sources(statement):
                if source.startswith(FROM_STAGE) or "://" in source:
                    continue
                found[cleaned(source)] = self.changes_of(Selection([source], (), self.tree))
        for name, changed in self._stage_changes(found).items():
            found[name] = changed
        return found

    def _path_changes(self) -> dict[str, int]:
        """Return when the whole changed, what is at its top, and manifests wherever they are."""
        found = {WHOLE_CONTEXT: 0 if not self.has_git else (1 << len(self.events)) - 1}
        for path in self.tree.entries:
            if is_manifest(path.rpartition("/")[2]) and self.visible(path):
                found[path] = 0
        for number, event in enumerate(self.events):
            bit = 1 << number
            for change in event.changes:
                path = change.path
                if not self.visible(path):
                    continue
                top, slash, _ = path.partition("/")
                for name in (WHOLE_CONTEXT, top + slash):
                    found[name] = found.get(name, 0) | bit
                if slash and path in found:
                    found[path] |= bit
        return found

    def _stage_changes(self, sources: Mapping[str, int]) -> dict[str, int]:
        """Return when the stages changed that files are taken from."""
        profile = Profile(History(len(self.events)), sources, {}, {}, {})
        stages = stages_of(self.dockerfile)
        names: dict[str, int] = {}
        changed: list[int] = []
        found: dict[str, int] = {}
        for stage in stages:
            events = 0 if stage.parent is None else changed[stage.parent]
            for statement in (stage.origin, *stage.statements):
                events |= self._edits(statement)
                for source in observable_sources(statement):
                    if not source.startswith(FROM_STAGE):
                        events |= profile.changes_of(source) or 0
                        continue
                    number = stage_number(source[len(FROM_STAGE) :], names)
                    known = number is not None and number < len(changed)
                    found[source] = changed[number] if known and number is not None else 0
                    events |= found[source]
            changed.append(events)
            if stage.name is not None:
                names[stage.name] = stage.index
        return found

    def _edits(self, statement: Statement) -> int:
        events = 0
        for name in names_of(statement):
            events |= self.edits_of(name)
        return events

    # ------------------------------------------------------------------------------- replay

    def replayed(self, dockerfile: Dockerfile) -> tuple[dict[int, object], list[dict[int, object]]]:
        """Return what the atoms of a file are before the events, and become in them.

        Atoms are numbered as in :mod:`dfopt.cost.links`. ``dockerfile`` is today's or what was
        made of it; instructions that only it has were never edited. The events are in the order
        of time.
        """
        start: dict[int, object] = {}
        events: list[dict[int, object]] = [{} for _ in self.events]
        for number, statement in enumerate(dockerfile.statements):
            texts = [self.texts.get(name, [(None, None)]) for name in names_of(statement)]
            files = self._file_states(selection_of(statement, self.tree))
            start[2 * number] = (tuple([known[0][1] for known in texts]), files[0])
            said: dict[int, dict[int, object]] = {}
            for place, known in enumerate(texts):
                for when, what in known[1:]:
                    if when is not None:
                        said.setdefault(when, {})[place] = what
            current = [known[0][1] for known in texts]
            held = files[0]
            for when in range(len(self.events) - 1, -1, -1):
                if when not in said and when not in files[1]:
                    continue
                for place, what in said.get(when, {}).items():
                    current[place] = what
                held = files[1].get(when, held)
                events[when][2 * number] = (tuple(current), held)
        events.reverse()
        return start, events

    def _file_states(self, selection: Selection | None) -> tuple[object, dict[int, object]]:
        """Return what stands for the files before the events, and after each that changes them.

        It is the difference from the files before: a file that is back to what it was counts as
        never changed.
        """
        states: dict[int, object] = {}
        if selection is None:
            return 0, states
        taken: dict[str, bool] = {}
        total = 0
        if self._changes_always(selection):
            return 0, {number: ("made anew", number) for number in range(len(self.events))}
        for number in range(len(self.events) - 1, -1, -1):
            before = total
            for change in self.events[number].changes:
                path = change.path
                if path not in taken:
                    taken[path] = selection.takes(path) and self.visible(path)
                if taken[path]:
                    total ^= hash((path, change.old)) ^ hash((path, change.new))
            if total != before:
                states[number] = total
        return 0, states


def _variables(dockerfile: Dockerfile) -> dict[str, tuple[str, ...]]:
    """Return what ENV and ARG set each variable to, all over the file."""
    found: dict[str, tuple[str, ...]] = {}
    for statement in dockerfile.statements:
        if statement.kind == "ENV":
            words = statement.arguments
            for index in range(0, len(words), 3):
                name = f"ENV {words[index]}"
                found[name] = (*found.get(name, ()), words[index + 1])
        elif statement.kind == "ARG":
            for word in statement.arguments:
                name = f"ARG {word.partition('=')[0]}"
                found[name] = (*found.get(name, ()), word)
    return found


def _said(statement: Statement | None) -> object:
    """Return what an instruction says, None if it was not there."""
    if statement is None:
        return None
    heredocs = [heredoc.content for heredoc in statement.heredocs]
    return " ".join(statement.lexed.original.split()), *heredocs
