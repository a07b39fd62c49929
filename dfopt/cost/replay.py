"""Build events played through a builder's cache: which steps run, and for how long.

The cache is addressed by content. It keeps what it has seen, so that going back to an old state
finds everything there. Without such reverts the time is formula (2) of the model: each event pays
for the steps that are built of anything it changes (:func:`event_seconds`).
"""

from __future__ import annotations

from dfopt.cost.chain import bits
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dfopt.cost.links import Link

    #: The atoms that an event changes, with what they become: equal values for equal content.
    Event = Mapping[int, object]


class Runs(Record, compare=True):
    """What a replay came to: how often each step ran, and the seconds of each event."""

    counts: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def total(self) -> float:
        """Return the seconds of all events."""
        return sum(self.seconds)


def replay(
    links: Sequence[Link],
    start: Mapping[int, object],
    events: Sequence[Event],
    tick: Callable[[], None] = lambda: None,
) -> Runs:
    """Play events, the oldest first, onto a cache that holds one build of the state before them.

    The time is proportional to the number of events, and to the changes in them times the steps.

    Args:
        links: the steps.
        start: what the atoms are before the events; those not named are None.
        events: what changes in each; an atom that none of them names stays what it is.
        tick: called after each event.
    """
    state = dict(start)
    # A key is the sum of what changed in the closure since the start.
    keys = [0] * len(links)
    seen: list[set[int]] = [{0} for _ in links]
    users: dict[int, list[int]] = {}
    for number, link in enumerate(links):
        for atom in bits(link.closure):
            users.setdefault(atom, []).append(number)
    counts, seconds = [0] * len(links), []
    for event in events:
        touched: set[int] = set()
        for atom, value in event.items():
            delta = hash((atom, value)) ^ hash((atom, state.get(atom)))
            state[atom] = value
            if delta:
                for number in users.get(atom, ()):
                    keys[number] ^= delta
                    touched.add(number)
        spent = 0.0
        for number in sorted(touched):
            if keys[number] not in seen[number]:
                seen[number].add(keys[number])
                counts[number] += 1
                spent += links[number].seconds
        seconds.append(spent)
        tick()
    return Runs(tuple(counts), tuple(seconds))


def event_seconds(links: Sequence[Link], changed: int) -> float:
    """Return what an event runs again that changes these atoms (a bitmask)."""
    return sum(link.seconds for link in links if link.closure & changed)


def oracle_seconds(links: Sequence[Link], changed: int) -> float:
    """Return what an event would run if no step ran for what is above it in the chain."""
    return sum(link.seconds for link in links if link.own & changed)
