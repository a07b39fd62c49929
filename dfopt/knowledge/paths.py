"""The paths that words, redirections and the values of variables lead to."""

from __future__ import annotations

from posixpath import normpath

from dfopt.knowledge.account import STRAIGHT
from dfopt.knowledge.behaviour import Behaviour
from dfopt.knowledge.calls import is_plain
from dfopt.knowledge.expansion import Expansion, tells_where
from dfopt.knowledge.places import (
    ACCOUNTS,
    COMMON,
    LOADER,
    SYSTEM,
    has_relative,
    is_meaningful,
    may_be_relative,
    mentioned_in,
    passed_by,
    paths_in,
)
from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex
from dfopt.shell.nodes import Literal, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dfopt.knowledge.tables import Rules
    from dfopt.shell.nodes import Redirection

_NEUTRAL_FILES: Final = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/stdin"))
_PATTERN: Final = regex(r"[*?\[{]")
_NUMBERS: Final = regex(r"\d-?|-")


class Paths(Expansion):
    """Accounts for paths."""

    def redirection(self, node: Redirection) -> None:
        """Account for a file that a redirection opens."""
        value = self.text(node.target)
        if node.operator.startswith("<<"):
            self.mention(node.target, value)
            return
        if node.operator in (">&", "<&"):
            if value is None or not _NUMBERS.fullmatch(value):
                raise UnknownError("a redirection is only known at build time")
            return
        kind = {"<": "read", "<>": "change"}.get(node.operator, "change")
        self.path(node.target, value, kind, STRAIGHT)

    def path(
        self,
        word: Word | None,
        value: str | None,
        kind: str,
        qualities: frozenset[str] = frozenset(),
    ) -> None:
        """Account for a path that a command was given.

        ``qualities`` are what may be said of it if it is written.
        """
        if value in _NEUTRAL_FILES:
            return
        if word is not None and is_plain(word):
            word = None
        if word is not None and word.has_tilde:
            value = self.tilde(value)
        if value is None:
            kind = "write" if kind == "make" else kind
            if word is not None:
                self.elsewhere(word, kind)
            value = self.directory_of(word)
            qualities = frozenset()
        elif word is not None and word.has_pattern:
            value = _before_pattern(value)
            kind = "write" if kind == "make" else kind
            qualities = frozenset()
        path = self.absolute(value)
        sets = self.account.sets
        if kind == "read":
            sets["reads"].add(path)
        elif kind == "make":
            sets["makes"].add(path)
        else:
            self.account.write(path, qualities)
            if kind == "change":
                sets["changes"].add(path)

    def elsewhere(self, word: Word, kind: str) -> None:
        """Account for paths that a word which is not known may come to, by what is known of it."""
        start = self.start_of(word).rpartition("/")[0]
        for text in sorted(self.texts(word)):
            path = normpath(text)
            if text.startswith("/"):
                self.account.sets["enters"].update(passed_by(text))
            if text.startswith("/") and not path.startswith(f"{start}/"):
                if kind == "read":
                    self.account.sets["reads"].add(path)
                else:
                    self.account.write(path)

    def directory_of(self, word: Word | None) -> str:
        """Return the directory of a path of which only the end is not known."""
        start = "" if word is None or word.has_tilde else self.start_of(word)
        first = _PATTERN.search(start) if word is not None and word.has_pattern else None
        start = start[: first.start()] if first else start
        if not start:
            raise UnknownError("a path is only known at build time")
        self.assume("arguments.no-paths")
        directory = start.rpartition("/")[0]
        return directory or ("/" if start.startswith("/") else ".")

    def mention(self, word: Word | None, value: str | None) -> None:
        """Account for paths in a text that a command is given, and may pass on."""
        if value is None and word is not None:
            self.assume("arguments.no-paths")
            value = "".join(p.text if isinstance(p, Literal) else " " for p in word.parts)
            value = " ".join((value, *sorted(self.texts(word))))
            if self.directory is not None and tells_where(word):
                value += f" {self.directory}"
        if value:
            self.account.sets["mentions"].update(mentioned_in(value))
            if has_relative(f" {value}"):
                self.account.sets["mentions"].add(".")

    def places(self, names: Iterable[str], command: str) -> set[str]:
        """Return the paths that the places of a table stand for."""
        found: set[str] = set()
        for name in names:
            if name == "@system":
                found.update(SYSTEM)
            elif name == "@accounts":
                found.update(ACCOUNTS)
            elif name.startswith("@home"):
                home = self.home()
                if home is None:
                    raise UnknownError(f"`{command}` reads a home directory that is not known")
                found.add(self.absolute(home + name.removeprefix("@home")))
            elif name.startswith("@cwd"):
                found.add(self.absolute("." + name.removeprefix("@cwd")))
            else:
                found.add(name)
        return found

    def lookup(self, name: str) -> None:
        """Account for looking a program up, and for what every program reads."""
        path = self.variables.get("PATH")
        searched = self.account.searched
        if path in searched and path is not None:
            return
        sets = self.account.sets
        if path is None:
            if self.circumstances.is_base_known or "PATH" in self.variables:
                raise UnknownError(f"where `{name}` is found is only known at build time")
        else:
            sets["reads"].update(paths_in(path))
            if any(not part.startswith("/") for part in path.split(":")):
                sets["reads"].add(self.absolute("."))
        if not self.circumstances.is_base_known:
            self.assume("base.path-outside-application")
        sets["reads"].update(LOADER)
        sets["environment"].update(COMMON)
        searched.add(path)
        for each, value in self.variables.items():
            if each.startswith("LD_") and value != "":
                self.follow_value(each, value)

    def follow_variables(self, rules: Rules) -> None:
        """Account for the variables that a command may read, and for paths in their values."""
        pattern = rules.reads_variable
        if pattern is None:
            return
        self.account.sets["environment"].update(rules.environment)
        is_all = "*" in rules.environment
        for name, value in self.variables.items():
            if name != "PATH" and pattern.fullmatch(name):
                self.follow_value(name, value, is_all=is_all)

    def follow_names(self, names: Iterable[str]) -> None:
        """Account for paths in the values of variables of these names."""
        behaviour = Behaviour(environment=frozenset(names))
        is_all = "*" in behaviour.environment
        for name, value in self.variables.items():
            if name != "PATH" and behaviour.reads_variable(name):
                self.follow_value(name, value, is_all=is_all)

    def follow_value(self, name: str, value: str | None, *, is_all: bool = False) -> None:
        """Account for paths in the value of a variable that a command reads."""
        if value is None:
            self.assume("arguments.no-paths")
            for text in sorted(self.likely.get(name, ())):
                self.follow_value(name, text, is_all=is_all)
            return
        if not value:
            return
        paths = paths_in(value)
        if is_all and not is_meaningful(name):
            if paths:
                self.assume("variables.of-the-application")
            return
        if may_be_relative(name, value):
            paths.add(self.absolute("."))
        self.account.sets["reads"].update(paths)
        for path in paths:
            self.account.write(path)


def _before_pattern(path: str) -> str:
    """Return the directory in which the shell looks for what matches a pattern."""
    match = _PATTERN.search(path)
    first = match.start() if match else len(path)
    rest = path[first:]
    if ".." in rest or (first == 0 and "{" in rest and "/" in rest):
        raise UnknownError("a pattern may lead anywhere")
    directory = path[:first].rpartition("/")[0]
    return directory or ("/" if path.startswith("/") and first else ".")
