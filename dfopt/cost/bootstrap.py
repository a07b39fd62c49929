"""Whether a gain holds for other build events than the ones that happened to be observed."""

from __future__ import annotations

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


def event_gains(before: Sequence[Ordered], after: Sequence[Ordered]) -> list[float] | None:
    """Return what each observed event gains, in weighted seconds; None without observed events.

    Args:
        before: the chains whose cost is summed, each with the order of its steps.
        after: the same builders' chains of what takes their place, over the same events.
    """
    weights: Sequence[float] = ()
    gains: list[float] = []
    for sign, ordered in ((1.0, before), (-1.0, after)):
        for chain, order in ordered:
            if chain.sample is None:
                return None
            weights = chain.sample.weights
            gains = gains or [0.0] * len(weights)
            known: dict[int, float] = {}
            for number, event in enumerate(chain.sample.events):
                if event not in known:
                    known[event] = chain.event_seconds(order, event)
                gains[number] += sign * known[event]
    return [round(gain * weight, _DIGITS) for gain, weight in zip(gains, weights, strict=True)]


def lower_bound(gains: Sequence[float], confidence: float = CONFIDENCE) -> float:
    """Return a lower bound of the mean of ``gains``: a percentile of the bootstrap.

    Events are drawn with replacement, as many as there are, again and again; the bound is the value
    below which only ``1 - confidence`` of the means lie. The draws are the same in every run.
    """
    from random import Random  # slow to load, and most plans are decided without

    count = len(gains)
    source = Random(0)
    means = sorted(sum(source.choices(gains, k=count)) / count for _ in range(_DRAWS))
    return means[int((1.0 - confidence) * _DRAWS)]


def is_certain(before: Sequence[Ordered], after: Sequence[Ordered]) -> bool:
    """Tell whether a gain is certain enough: always so where no events were observed."""
    gains = event_gains(before, after)
    if gains is None:
        return True
    if not gains or max(gains) <= 0.0:
        return False
    if min(gains) >= 0.0:
        # A mean is zero only if no gaining event is drawn; how likely that is needs no drawing.
        idle = sum(1 for gain in gains if gain == 0.0) / len(gains)
        return idle ** len(gains) <= 1.0 - CONFIDENCE
    return lower_bound(gains) > 0.0
