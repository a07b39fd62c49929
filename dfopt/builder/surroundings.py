"""What processes and copies may have written where all processes read it: to be led elsewhere."""

from __future__ import annotations

from dfopt.builder.operations import FileOperation, MakeFile
from dfopt.knowledge.places import SYSTEM, TOP, has_relative, mentioned_in
from dfopt.knowledge.start_programs import mentions_them
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Final

    from dfopt.builder.operations import CopyAction, Exec
    from dfopt.builder.placements import Placement
    from dfopt.knowledge.behaviour import Behaviour

#: Where files are read by other processes than those that ask for them: as configuration.
_SETTINGS: Final = (
    "/etc", "/root", "/lib", "/usr/etc", "/usr/lib", "/usr/local/etc", "/usr/local/lib",
)  # fmt: skip
#: How many files of a copy are looked at for paths, and how many bytes of each.
_MOST_FILES: Final = 200
_LONGEST: Final = 65536

#: Where it says from whom packages come.
_SOURCES: Final = ("/etc/apt", "/etc/yum.repos.d", "/etc/zypp/repos.d", "/etc/apk/repositories")
#: What lies there and is no source.
_NO_SOURCES: Final = ("/etc/apt/apt.conf", "/etc/apt/preferences")
#: What packages of anybody may bring files to.
_ANYWHERE: Final = frozenset(("/opt", "/srv", "/home", "/var/www", "/usr/src"))


class Surroundings(Record, compare=True):
    """What the steps of a stage may have written for each other.

    ``mentions`` are the paths to which it may lead; ``has_sources`` tells that packages may come
    from others than the distribution, ``is_relative`` that settings may name files of whatever the
    working directory is, ``names_programs`` that settings may name programs to start with.
    """

    mentions: frozenset[str] = frozenset()
    has_sources: bool = False
    is_relative: bool = False
    names_programs: bool = False

    def around(self, behaviour: Behaviour, directory: str | None) -> Behaviour:
        """Return what a process reads and writes there, given its working directory."""
        if self.is_relative and behaviour.uses_network:
            here = directory or "/"
            behaviour = behaviour.with_changes(reads=behaviour.reads | {here}, uses_directory=True)
        if self.mentions:
            behaviour = behaviour.with_changes(reads=behaviour.reads | self.mentions)
        if self.has_sources and behaviour.consumes:
            behaviour = behaviour.writing(_ANYWHERE)
        return behaviour

    def joined(self, other: Surroundings) -> Surroundings:
        """Return what these steps and others have written."""
        return Surroundings(
            self.mentions | other.mentions,
            self.has_sources or other.has_sources,
            self.is_relative or other.is_relative,
            self.names_programs or other.names_programs,
        )


def of_process(execution: Exec, behaviour: Behaviour) -> tuple[Surroundings, frozenset[str]]:
    """Return what a process may have written, and the paths that it reads if it writes settings."""
    writes_settings = any(map(_is_setting, behaviour.writes))
    reads = frozenset[str]()
    if writes_settings:
        reads = (behaviour.reads | behaviour.writes).difference(SYSTEM)
    led = Surroundings(
        behaviour.mentions - {"."},
        any(map(_is_source, behaviour.writes)),
        "." in behaviour.mentions and writes_settings,
        any(map(_leads_programs, behaviour.writes))
        and mentions_them(" ".join(map(str, execution.arguments))),
    )
    return led, reads


def of_copy(
    action: CopyAction, placement: Placement | None, destination: str | None, taken: Collection[str]
) -> Surroundings:
    """Return what a copy may have brought.

    Args:
        action: the copy.
        placement: where it places what it takes, if that is known.
        destination: its destination, if that is known.
        taken: the paths that processes read who write to where others read settings.
    """
    has_sources = destination is None or _is_source(destination.rstrip("/"))
    found = Surroundings(has_sources=has_sources)
    for text in _settings(action, placement, taken):
        mentions = frozenset(mentioned_in(text))
        brought = Surroundings(mentions, False, has_relative(text), mentions_them(text))
        found = found.joined(brought)
    return found


def _is_source(path: str) -> bool:
    """Tell whether a package source may be written at a path."""
    return any(path == place or path.startswith(f"{place}/") for place in _SOURCES) and not (
        path.startswith(_NO_SOURCES)
    )


def _is_setting(path: str) -> bool:
    """Tell whether other processes may read a file at a path as configuration."""
    return any(f"{path}/".startswith(f"{each}/") for each in _SETTINGS)


def _leads_programs(path: str) -> bool:
    """Tell whether what is written at a path may lead what the system runs to another program."""
    return path.strip("/").partition("/")[0] in TOP and not f"{path}/".startswith("/usr/local/bin/")


def _settings(
    action: CopyAction, placement: Placement | None, taken: Collection[str]
) -> Iterator[str]:
    """Yield the texts that a copy brings to where other processes read them as configuration.

    ``taken`` are the paths that processes read who write to such places.
    """
    place = action.destination
    is_setting = type(place) is not str or _is_setting(place)
    if isinstance(action.source, FileOperation) and (is_setting or place in taken):
        for each in action.source.actions:
            if isinstance(each, MakeFile) and type(each.content) is str:
                yield each.content
    if placement is None:
        return
    contents = placement.contents(_MOST_FILES, _LONGEST) if is_setting else ()
    for content in (*contents, *[found for path in sorted(taken) for found in placement.at(path)]):
        if b"\0" not in content:
            yield content[:_LONGEST].decode("utf-8", "replace")
