"""What commands have read and written so far."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_SETS: Final = (
    "reads", "files", "absent", "enters", "writes", "outputs", "makes", "changes",
    "straight", "linkless", "mentions", "environment", "refreshes", "consumes", "assumptions",
)  # fmt: skip


class Account:
    """What has been read and written so far."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.sets: dict[str, set[str]] = {name: set() for name in _SETS}
        self.uses_directory = False
        self.uses_network = False
        self.verdict = "safe"
        #: The values of PATH in which programs have been looked up.
        self.searched: set[str | None] = set()

    def add(self, behaviour: Behaviour) -> None:
        """Add what another command does."""
        for name, values in self.sets.items():
            values |= getattr(behaviour, name)
        self.uses_directory = self.uses_directory or behaviour.uses_directory
        self.uses_network = self.uses_network or behaviour.uses_network
        if behaviour.verdict != "safe":
            self.verdict = behaviour.verdict

    def behaviour(self) -> Behaviour:
        """Return the sum."""
        return Behaviour(
            **{name: frozenset(values) for name, values in self.sets.items()},
            uses_directory=self.uses_directory,
            uses_network=self.uses_network,
            verdict=self.verdict,  # type: ignore[arg-type]
        )
