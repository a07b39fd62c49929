"""The environment of a build: what words see and what a RUN gets.

BuildKit keeps the variables of ENV and ARG in one list, in the order of the last assignment
(``llb.EnvList``).
"""

from __future__ import annotations

from dfopt.builder.values import Term, term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dfopt.builder.values import Value

    Entry = tuple[Value, Value]


class Environment:
    """Variables by name, in the order of their last assignment.

    ``unknown`` stands for variables that may be set without our knowing, None if there are none. A
    variable is *certain* if it is surely set, whatever its value.
    """

    __slots__ = ("_entries", "_slots", "_uncertain", "_values", "unknown")

    def __init__(self) -> None:
        self.unknown: Term | None = None
        self._slots: dict[object, Entry] = {}
        self._values: dict[str, Value] = {}
        self._uncertain: set[str] = set()
        self._entries: tuple[Entry, ...] | None = None

    def copy(self) -> Environment:
        """Return an environment that changes independently."""
        other = Environment()
        other.unknown = self.unknown
        other._slots = self._slots.copy()
        other._values = self._values.copy()
        other._uncertain = self._uncertain.copy()
        other._entries = self._entries
        return other

    def entries(self) -> tuple[Entry, ...]:
        """Return names and values in their order.

        Unknown variables are one entry whose name is a term. An entry whose value is a term
        ``given`` exists only if that build argument is given.
        """
        if self._entries is None:
            self._entries = tuple(self._slots.values())
        return self._entries

    def lookup(self, name: str) -> Value | None:
        """Return the value of a variable, None if it is surely unset."""
        value = self._values.get(name)
        if value is None and self.unknown is not None:
            return term("variable", self.unknown, name)
        return value

    def is_certain(self, name: str) -> bool:
        """Tell whether the variable is surely set."""
        return name in self._values and name not in self._uncertain

    def assign(self, name: Value, value: Value) -> None:
        """Set a variable; a name that is not known makes every variable uncertain."""
        self._entries = None
        if isinstance(name, Term):
            self._assign_unknown(name, value)
            return
        slots = self._slots
        slots.pop(name, None)
        slots.pop(("given", name), None)
        self._uncertain.discard(name)
        slots[name] = (name, value)
        self._values[name] = value

    def declare(self, name: str) -> None:
        """Take a build argument without a default, which may be given or not."""
        self._entries = None
        previous = self.lookup(name)
        if not self.is_certain(name):
            self._uncertain.add(name)
        key = ("given", name)
        self._slots.pop(key, None)
        self._slots[key] = (name, term("given", name))
        self._values[name] = argument(name, previous)

    def remove(self, name: str) -> None:
        """Forget a variable."""
        self._entries = None
        self._slots.pop(name, None)
        self._slots.pop(("given", name), None)
        self._values.pop(name, None)
        self._uncertain.discard(name)

    def inherit_unknown(self, unknown: Term) -> None:
        """Take the variables of an image that is not known."""
        self._entries = None
        self.unknown = unknown
        self._slots[unknown] = (unknown, "")

    def reapply(self, variables: Mapping[Value, Value]) -> None:
        """Assign the variables of an image's configuration, as each stage does at its start."""
        for name, value in variables.items():
            if isinstance(name, Term) and name is self.unknown:
                self._reapply_unknown(name, variables)
            else:
                self.assign(name, value)

    def _reapply_unknown(self, unknown: Term, variables: Mapping[Value, Value]) -> None:
        """Let the image's unknown variables win over build arguments of the same name."""
        self._entries = None
        for name, value in self._values.items():
            if name not in variables:
                self._values[name] = term("overridden", unknown, name, value)
        for key, (variable, value) in self._slots.items():
            if isinstance(variable, str) and variable not in variables:
                self._slots[key] = (variable, term("overridden", unknown, variable, value))
        self._slots[unknown] = self._slots.pop(unknown)

    def _assign_unknown(self, name: Term, value: Value) -> None:
        """Forget what is known: the assignment may have hit any variable."""
        flat = [part for entry in self.entries() for part in entry]
        self._entries = None
        self.unknown = term("assignment", name, value, *flat)
        self._slots = {self.unknown: (self.unknown, "")}
        self._values = {}
        self._uncertain = set()


def argument(name: str, default: Value | None) -> Term:
    """Return the value of a build argument that may be given and has a default."""
    if isinstance(default, Term) and default.kind == "argument" and default.operands[0] == name:
        return default
    return term("argument", name, default)
