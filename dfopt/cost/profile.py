"""What is known of one Dockerfile besides its text: how often things change, how long steps take.

A profile is looked up by what an instruction says, not by where it stands, so that it holds for the
rewritten file as it does for the original.
"""

from __future__ import annotations

from dfopt.cost.engines import History
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from dfopt.syntax.nodes import Statement

#: Longer instructions are cut off in their names and told apart by a checksum.
_LONGEST_NAME: Final = 72
#: Stands before the name of a stage that files are taken from.
FROM_STAGE: Final = "--from="
WHOLE_CONTEXT: Final = "."


class Profile(Record, compare=True):
    """What was observed of a Dockerfile; events are bitmasks, bit 0 is the newest event.

    ``sources`` tells when paths of the context changed: files by their path, directories with a
    slash at the end, the whole context as ``.``, a stage as ``--from=NAME``. ``edits`` tells when
    instructions were edited (:func:`names_of`); those not named never were. ``seconds`` and
    ``sizes`` (in bytes) were measured, by name of the instruction.
    """

    history: History
    sources: Mapping[str, int]
    edits: Mapping[str, int]
    seconds: Mapping[str, float]
    sizes: Mapping[str, int]

    @property
    def has_history(self) -> bool:
        """Whether any event was observed."""
        return self.history.events > 0

    def edits_of(self, statement: Statement) -> int:
        """Return the events in which the text of an instruction was edited."""
        events = 0
        for name in names_of(statement):
            events |= self.edits.get(name, 0)
        return events

    def changes_of(self, source: str) -> int | None:
        """Return the events in which something changed that a source of COPY takes.

        None where the profile does not tell. Of a directory that is only known with what is above
        it nothing is said: to take the changes of the whole would be far too many.
        """
        path = cleaned(source)
        for name in (path, f"{path}/"):
            if name in self.sources:
                return self.sources[name]
        if not any(sign in path for sign in "*?["):
            return None
        return self._matching(path)

    def _matching(self, pattern: str) -> int | None:
        from dfopt.context.patterns import name_matcher
        from dfopt.errors import ContextError

        try:
            matchers = [name_matcher(part) for part in pattern.split("/")]
        except ContextError:
            return None
        events = None
        for name, changed in self.sources.items():
            parts = name.removesuffix("/").split("/")
            if len(parts) != len(matchers) or name.startswith(FROM_STAGE):
                continue
            if all(matches(part) for matches, part in zip(matchers, parts, strict=True)):
                events = (events or 0) | changed
        return events


def cleaned(source: str) -> str:
    """Return a source without ``./``, doubled and trailing slashes; ``.`` for the context."""
    parts = [part for part in source.split("/") if part not in ("", ".")]
    return "/".join(parts) or WHOLE_CONTEXT


def name_of(statement: Statement) -> str:
    """Return the name of an instruction: what it says on one line, cut off where that is long."""
    _, *words = statement.lexed.original.split() or [""]
    for heredoc in statement.heredocs:
        words += heredoc.content.split()
    text = " ".join([statement.kind, *words])
    if len(text) <= _LONGEST_NAME:
        return text
    from zlib import crc32

    checksum = crc32(text.encode("utf-8", "surrogateescape"))
    return f"{text[:_LONGEST_NAME]}... #{checksum:08x}"


def names_of(statement: Statement) -> tuple[str, ...]:
    """Return the names under which edits of an instruction are kept.

    For ENV and ARG there is one for each variable, so that merging them loses nothing.
    """
    kind = statement.kind
    if kind == "ENV":
        return tuple([f"ENV {key}" for key in statement.arguments[::3]])
    if kind == "ARG":
        return tuple([f"ARG {word.partition('=')[0]}" for word in statement.arguments])
    return (name_of(statement),)
