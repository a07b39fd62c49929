"""Which instruction of an old version of a Dockerfile is which one of today's."""

from __future__ import annotations

from difflib import SequenceMatcher

from dfopt.cost.profile import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Statement

#: Instructions less alike than this are different ones.
SIMILARITY: Final = 0.6
#: Longer texts are compared by their beginning.
_COMPARED: Final = 2000


def aligned(today: Dockerfile, old: Dockerfile) -> dict[Statement, Statement]:
    """Return today's instructions with what they were in an old version.

    First by a longest common subsequence of what the instructions say, then, between those, of the
    rest each with the most similar one of its kind, the order kept. What was not there is left out.
    """
    new, former = today.statements, old.statements
    matcher = SequenceMatcher(None, [*map(name_of, new)], [*map(name_of, former)], autojunk=False)
    found: dict[Statement, Statement] = {}
    end_new = end_old = 0
    for first, second, length in matcher.get_matching_blocks():
        found.update(_similar(new[end_new:first], former[end_old:second]))
        for offset in range(length):
            found[new[first + offset]] = former[second + offset]
        end_new, end_old = first + length, second + length
    return found


def _similar(
    new: Sequence[Statement], old: Sequence[Statement]
) -> Iterator[tuple[Statement, Statement]]:
    """Yield pairs of similar instructions, none crossing another."""
    start = 0
    for statement in new:
        best, place = SIMILARITY, -1
        for index in range(start, len(old)):
            likeness = _likeness(statement, old[index])
            if likeness >= best and (likeness > best or place < 0):
                best, place = likeness, index
        if place >= 0:
            yield statement, old[place]
            start = place + 1


def _likeness(one: Statement, other: Statement) -> float:
    if one.kind != other.kind:
        return 0.0
    texts = (one.lexed.original[:_COMPARED], other.lexed.original[:_COMPARED])
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    if matcher.real_quick_ratio() < SIMILARITY or matcher.quick_ratio() < SIMILARITY:
        return 0.0
    return matcher.ratio()
