"""Whether a gain holds for other build events than the ones that happened to be observed."""

from __future__ import annotations

from dfopt.cost.chain import bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.cost.chain import Chain

    #: A chain and the order of its steps.
    Ordered = tuple[Chain, Sequence[int]]

#: How sure a gain has to be.
CONFIDENCE: Final = 0.95
_DRAWS: Final = 400
#: What is less than a microsecond is the noise of floating-point numbers.
_DIGITS: Final = 6


def event_gains(
    before: Sequence[Ordered], after: Sequence[Ordered]
) -> list[tuple[float, int]] | None:
    """Return what observed events gain, in weighted seconds, with how many gain that much.

    None without observed events.

    Args:
        before: the chains whose cost is summed, each with the order of its steps.
        after: the same builders' chains of what takes their place, over the same events.
    """
    cells: list[tuple[int, float]] = []
    weights: tuple[float, ...] = ()
    for sign, ordered in ((1.0, before), (-1.0, after)):
        for chain, order in ordered:
            sample = chain.sample
            if sample is None:
                return None
            weights = sample.weights
            cells = cells or [((1 << len(weights)) - 1, 0.0)]
            spent = [(k.events, sign * chain.event_seconds(order, k.atoms)) for k in sample.kinds]
            cells = [
                (events & own, gain + seconds)
                for events, gain in cells
                for own, seconds in spent
                if events & own
            ]
    return [_weighted(events, gain, weights) for events, gain in cells]


def _weighted(events: int, gain: float, weights: Sequence[float]) -> tuple[float, int]:
    """Return the mean weighted gain of events that gain the same, and how many they are."""
    count = events.bit_count()
    weight = sum([weights[number] for number in bits(events)]) / count
    return round(gain * weight, _DIGITS), count


def lower_bound(gains: Sequence[tuple[float, int]], confidence: float = CONFIDENCE) -> float:
    """Return a lower bound of the mean of gains: a percentile of the bootstrap.

    Events are drawn with replacement, as many as there are, again and again; the bound is the value
    below which only ``1 - confidence`` of the means lie. The draws are the same in every run.
    """
    from random import Random  # slow to load, and most plans are decided without

    values, counts = [gain for gain, _ in gains], [count for _, count in gains]
    total = sum(counts)
    source = Random(0)
    means = [sum(source.choices(values, counts, k=total)) / total for _ in range(_DRAWS)]
    return sorted(means)[int((1.0 - confidence) * _DRAWS)]


def is_certain(before: Sequence[Ordered], after: Sequence[Ordered]) -> bool:
    """Tell whether a gain is certain enough: always so where no events were observed."""
    gains = event_gains(before, after)
    if gains is None:
        return True
    values = [gain for gain, _ in gains]
    if not gains or max(values) <= 0.0:
        return False
    if min(values) >= 0.0:
        # A mean is zero only if no gaining event is drawn; how likely that is needs no drawing.
        total = sum(count for _, count in gains)
        idle = sum(count for gain, count in gains if gain == 0.0) / total
        return idle**total <= 1.0 - CONFIDENCE
    return lower_bound(gains) > 0.0
