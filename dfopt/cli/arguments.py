"""Types of arguments for :mod:`argparse`."""

from __future__ import annotations


def count(text: str) -> int:
    """Return a number of things, from 0 on.

    Raises:
        ValueError: it is none, or has more than six digits.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError(text)
    return int(text)
