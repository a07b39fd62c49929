"""Types of arguments for :mod:`argparse`."""

from __future__ import annotations

from argparse import ArgumentTypeError


def file_name(text: str) -> str:
    """Return the name of a file, for commands that do not read standard input.

    Raises:
        ArgumentTypeError: it is the sign for standard input.
    """
    if text == "-":
        raise ArgumentTypeError("this command reads no standard input, name a file (or ./-)")
    return text


def count(text: str) -> int:
    """Return a number of things, from 0 on.

    Raises:
        ValueError: it is none, or has more than six digits.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError(text)
    return int(text)
