"""What goes wrong with real builds."""

from __future__ import annotations

from dfopt.errors import DfoptError


class BuildsError(DfoptError):
    """An image that cannot be built, read or compared; the message says which and why.

    What a builder printed at last is a note of the exception.
    """
