"""The state of a shell while a script is walked over: its directory, its user, its variables."""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.account import Account
from dfopt.knowledge.places import home_of, passed_by
from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final, Self

    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.knowledge.tables import Table

#: Variables that are set without any instruction or assignment: by the shell, by what runs the
#: container, or by arguments that need not be declared.
SET_BY_OTHERS: Final = regex(
    r"BASH.*|COLUMNS|COMP_.*|DIRSTACK|E?UID|FUNCNAME|GROUPS|HIST.*|HOME|HOST(?:NAME|TYPE)|IFS|"
    r"LINENO|LINES|MACHTYPE|OLDPWD|OPT(?:ARG|ERR|IND)|OSTYPE|PATH|PIPESTATUS|POSIXLY_CORRECT|"
    r"PPID|PS[0-4]|PWD|RANDOM|SECONDS|SHELL|SHELLOPTS|SHLVL|SOURCE_DATE_EPOCH|TERM|USER|LOGNAME|_|"
    r"EPOCH.*|SRANDOM|(?:https?|ftp|no|all)_proxy",
    re.IGNORECASE,
)
#: Variables by which a shell that is started reads or runs something else first.
STARTS_SHELL: Final = regex(r"BASH_ENV|BASH_FUNC_.*|LD_PRELOAD|LD_AUDIT|SHELLOPTS|BASHOPTS")


class ShellState:
    """What a shell has come to, and the account of what its commands have done."""

    def __init__(
        self, circumstances: Circumstances, tools: Sequence[Table], calls: int = 0
    ) -> None:
        """Start in the circumstances of the script; ``calls`` shells have been started above."""
        self.circumstances = circumstances
        self.tools = tools
        self.calls = calls
        self.directory = circumstances.directory
        self.user = circumstances.user
        #: Whether the directory is no longer the one that it started in, nor one below it.
        self.has_moved = False
        self.variables: dict[str, str | None] = dict(circumstances.environment)
        #: Texts that the values which are not known may be, or may hold.
        self.likely = {name: frozenset((text,)) for name, text in circumstances.likely.items()}
        #: Names that the script itself has set: to read these reads nothing from outside.
        self.own: set[str] = set()
        #: Those of them that programs may not see.
        self.private: set[str] = set()
        #: Whether the shell ends where a command fails.
        self.ends_early = False
        self.account = Account()

    def fork(self, account: Account | None = None) -> Self:
        """Return a walk that starts where this one is, with an account of its own unless given."""
        other = type(self).__new__(type(self))
        other.circumstances, other.tools, other.calls = self.circumstances, self.tools, self.calls
        other.directory, other.user, other.has_moved = self.directory, self.user, self.has_moved
        other.variables = dict(self.variables)
        other.likely = dict(self.likely)
        other.own = set(self.own)
        other.private = set(self.private)
        other.ends_early = self.ends_early
        other.account = account or Account()
        return other

    def branch(self) -> Self:
        """Return a walk that starts where this one is, and adds to its account."""
        return self.fork(self.account)

    def follow(self, other: ShellState) -> None:
        """Go on where another walk has ended; the accounts stay apart."""
        self.directory, self.has_moved = other.directory, other.has_moved
        self.variables, self.own, self.private = other.variables, other.own, other.private
        self.likely = other.likely
        self.ends_early = other.ends_early

    def is_where(self, other: ShellState) -> bool:
        """Tell whether the shell is in the same state as in another walk."""
        return (
            self.directory == other.directory
            and self.variables == other.variables
            and self.own == other.own
            and self.private == other.private
            and self.ends_early == other.ends_early
        )

    def join(self, *others: ShellState) -> None:
        """Go on where this walk is or one of several others."""
        for other in others:
            if other.directory != self.directory:
                self.directory = None
            self.has_moved = self.has_moved and other.has_moved
            self.ends_early = self.ends_early and other.ends_early
            if other.variables != self.variables or other.likely != self.likely:
                for name in other.variables.keys() | self.variables.keys():
                    texts = self.texts_of(name) | other.texts_of(name)
                    if other.variables.get(name, "") != self.variables.get(name, ""):
                        self.variables[name] = None
                    if self.variables.get(name, "") is None and texts:
                        self.likely[name] = texts
            self.own &= other.own
            self.private |= other.private

    def assume(self, name: str) -> None:
        """Note that all this rests on an assumption."""
        self.account.sets["assumptions"].add(name)

    def texts_of(self, name: str) -> frozenset[str]:
        """Return the texts that a variable may hold, as far as they are known."""
        value = self.variables.get(name, "")
        if value is None:
            return self.likely.get(name, frozenset())
        return frozenset((value,)) if value else frozenset()

    def assign(self, name: str, value: str | None, likely: frozenset[str] = frozenset()) -> None:
        """Set a variable; ``likely`` are texts that a value which is not known may hold."""
        if name in ("IFS", "PS4") or STARTS_SHELL.fullmatch(name):
            raise UnknownError(f"{name} is set")
        if name not in self.variables or name in self.own:
            self.private.add(name)
        self.variables[name] = value
        self.likely.pop(name, None)
        if value is None and likely:
            self.likely[name] = likely
        self.own.add(name)

    def forget(self, names: Iterable[str]) -> None:
        """Take variables for set to anything."""
        for name in names:
            self.assign(name, None)

    def is_unset(self, name: str) -> bool:
        """Tell whether a variable that nobody mentions surely has no value."""
        return self.circumstances.is_base_known and not SET_BY_OTHERS.fullmatch(name)

    def read_variable(self, name: str) -> None:
        """Note that the value of a variable matters."""
        if name not in self.own:
            self.account.sets["environment"].add(name)

    def home(self) -> str | None:
        """Return the home directory; None where it is not known."""
        if "HOME" not in self.variables and not self.circumstances.is_base_known:
            self.assume("base.path-outside-application")
        is_base_user = self.circumstances.is_base_user
        return home_of(self.variables, self.user, is_base_user=is_base_user)

    def tilde(self, value: str | None) -> str | None:
        """Return a word with the home directory in the place of its tilde."""
        if value is None or not value.startswith("~"):
            return None
        name, _, rest = value[1:].partition("/")
        home = self.home()
        if name or home is None or "~" in rest:
            return None
        return f"{home}/{rest}" if rest else home

    def absolute(self, path: str) -> str:
        """Return a path from the root."""
        if not path.startswith("/"):
            if self.directory is None:
                raise UnknownError("the working directory is not known")
            self.account.uses_directory = self.account.uses_directory or not self.has_moved
            path = f"{self.directory}/{path}"
        self.account.sets["enters"].update(passed_by(path))
        path = normpath(path)
        return path[1:] if path.startswith("//") else path

    def absolute_all(self, path: str) -> set[str]:
        """Return the path that a name has in the working directory, as a set."""
        return {self.absolute(path)}
