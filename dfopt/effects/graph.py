"""The dependency graph of a run of instructions."""

from __future__ import annotations

from dfopt.effects.effects import EVERYTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from dfopt.effects.effects import Effects


def predecessors(effects: Sequence[Effects], fixed: Container[int]) -> list[int]:
    """Return for each instruction a bitmask of those above it that must stay above it.

    These are the ones that do not commute with it (:func:`~dfopt.effects.effects.commutes`).
    ``fixed`` are the places of instructions that nothing may cross. The time is proportional to
    the number of resources named, not to the number of pairs.
    """
    readers: dict[str, int] = {}
    writers: dict[str, int] = {}
    barriers = 0
    masks = []
    for index, effect in enumerate(effects):
        bit = 1 << index
        if index in fixed or EVERYTHING in effect.reads or EVERYTHING in effect.writes:
            masks.append(bit - 1)
            barriers |= bit
            continue
        mask = barriers
        for resource in effect.reads:
            mask |= writers.get(resource, 0)
            readers[resource] = readers.get(resource, 0) | bit
        for resource in effect.writes:
            mask |= writers.get(resource, 0) | readers.get(resource, 0)
        for resource in effect.writes:
            writers[resource] = writers.get(resource, 0) | bit
        masks.append(mask & ~bit)
    return masks
