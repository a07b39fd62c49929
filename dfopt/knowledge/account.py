"""What commands have read and written so far."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour
from dfopt.knowledge.homes import leaves_skeleton

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_SETS: Final = (
    "reads", "files", "absent", "enters", "outputs", "makes", "changes", "mentions", "environment",
    "refreshes", "consumes", "scans", "assumptions",
)  # fmt: skip

#: What may be said of a tree that is written: no symbolic link comes to be there, nor below;
#: nothing comes to be below; it is a new home (of which all else that is empty is less).
STRAIGHT: Final = frozenset(("straight", "linkless"))
HOLLOW: Final = frozenset(("hollow", "homes"))
HOME: Final = frozenset(("straight", "homes"))
#: What comes to be is what packages of the distribution hold.
PACKAGED: Final = frozenset(("packaged",))
_QUALITIES: Final = ("straight", "linkless", "hollow", "homes", "packaged")


class Account:
    """What has been read and written so far."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.sets: dict[str, set[str]] = {name: set() for name in _SETS}
        #: The trees that are written, each with what holds whoever of all has written there.
        self.written: dict[str, frozenset[str]] = {}
        self.uses_directory = False
        self.uses_network = False
        self.verdict = "safe"
        #: The values of PATH in which programs have been looked up.
        self.searched: set[str | None] = set()

    def write(self, path: str, qualities: frozenset[str] = frozenset()) -> None:
        """Add a tree that is written, with what may be said of what is left there."""
        self.written[path] = self.written.get(path, qualities) & qualities

    def add(self, behaviour: Behaviour) -> None:
        """Add what another command does."""
        for name, values in self.sets.items():
            values |= getattr(behaviour, name)
        for path in behaviour.writes:
            found = {name for name in _QUALITIES if path in getattr(behaviour, name)}
            self.write(path, frozenset(found) | HOLLOW if "hollow" in found else frozenset(found))
        self.uses_directory = self.uses_directory or behaviour.uses_directory
        self.uses_network = self.uses_network or behaviour.uses_network
        if behaviour.verdict != "safe":
            self.verdict = behaviour.verdict

    def behaviour(self) -> Behaviour:
        """Return the sum."""
        parts = {
            name: frozenset(path for path, found in self.written.items() if name in found)
            - self.sets["outputs"]
            for name in _QUALITIES
        }
        parts["homes"] -= parts["hollow"]
        found = Behaviour(
            **{name: frozenset(values) for name, values in self.sets.items()},
            **parts,
            writes=frozenset(self.written),
            uses_directory=self.uses_directory,
            uses_network=self.uses_network,
            verdict=self.verdict,  # type: ignore[arg-type]
        )
        if found.homes and not leaves_skeleton(found):
            return found.with_changes(homes=frozenset())
        return found
