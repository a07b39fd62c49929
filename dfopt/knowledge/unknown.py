"""How the modules of this room give up."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Unknown


class UnknownError(Exception):
    """Something about a command is not known."""

    def __init__(self, unknown: Unknown | str) -> None:
        """Take the reason, or all there is to say."""
        super().__init__(str(unknown))
        self.unknown = Unknown(unknown) if isinstance(unknown, str) else unknown
