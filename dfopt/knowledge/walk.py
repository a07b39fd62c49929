"""A walk over a shell script, which keeps what the shell keeps and adds up what commands do."""

from __future__ import annotations

from dfopt.knowledge import programs
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.calls import Call, is_plain
from dfopt.knowledge.manifests.project import ignored
from dfopt.knowledge.paths import Paths
from dfopt.knowledge.state import STARTS_SHELL
from dfopt.knowledge.tables import rules_of
from dfopt.knowledge.unknown import UnknownError
from dfopt.shell.nodes import (
    AndOr,
    Arithmetic,
    Case,
    For,
    Group,
    If,
    List,
    Literal,
    Parameter,
    Pipeline,
    Simple,
    Substitution,
    While,
    Word,
    commands,
)
from dfopt.shell.runs import script_of_arguments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final

    from dfopt.knowledge.tables import Rules, Table
    from dfopt.shell.nodes import Command, Dialect

_MAX_CALLS: Final = 4
_MAX_LOOP: Final = 64

#: The special built-in utilities of POSIX, and what bash calls one of them.
_SPECIAL: Final = frozenset(
    (
        ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return",
        "set", "shift", "source", "times", "trap", "unset",
    )
)  # fmt: skip
#: Words by which package managers install.
_INSTALLS: Final = frozenset(
    ("install", "i", "ci", "clean-install", "sync", "add", "fetch", "restore", "download")
)
#: Where programs lie; a program that is named by its path is the one that is found there.
_DIRECTORIES: Final = frozenset(
    ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
)
#: What may be called by its path in a virtual environment.
_OF_ENVIRONMENTS: Final = frozenset(("pip", "pip3", "python", "python3"))


class Walk(Paths):
    """One walk. Its methods raise :class:`UnknownError` where something is not known."""

    # The grammar

    def list(self, node: List) -> None:
        """Walk over lists of commands."""
        last = len(node.items) - 1
        for number, (item, separator) in enumerate(node.items):
            if separator == "&":
                raise UnknownError("a command runs in the background")
            before = self.directory
            self.and_or(item)
            is_tolerant = number < last and (not self.ends_early or bool(item.rest))
            if is_tolerant and self.directory != before:
                self.assume("shell.cd-succeeds")

    def and_or(self, node: AndOr) -> None:
        """Walk over ``a && b || c``; what stands behind may find the state of any part of it."""
        if not node.rest:
            self.pipeline(node.first)
            return
        before = self.branch()
        self.pipeline(node.first)
        states: list[Walk] = []
        for operator, pipeline in node.rest:
            states.append(self.branch())
            if operator == "&&":
                self.pipeline(pipeline)
                continue
            # What failed may have been a `cd`.
            other = self.branch()
            other.join(before, *states)
            other.pipeline(pipeline)
            if _ends_shell(pipeline):
                states = []
            else:
                self.join(other)
        if any(not self.is_where(state) or state.likely != self.likely for state in states):
            self.join(*states)

    def pipeline(self, node: Pipeline) -> None:
        """Walk over the commands of a pipeline; those of a longer one have shells of their own."""
        if len(node.commands) == 1:
            self.command(node.commands[0])
            return
        for command in node.commands:
            self.branch().command(command)

    def command(self, node: Command) -> None:
        """Walk over one command."""
        if isinstance(node, Simple):
            self.simple(node)
            return
        for redirection in node.redirections:
            self.redirection(redirection)
        if isinstance(node, Group):
            (self.branch() if node.subshell else self).list(node.body)
        elif isinstance(node, If):
            walks = []
            for condition, body in node.branches:
                self.list(condition)
                walks.append(self.branch())
                walks[-1].list(body)
            if node.otherwise is not None:
                walks.append(self.branch())
                walks[-1].list(node.otherwise)
            self.join(*walks)
        elif isinstance(node, For):
            self.loop(node)
        elif isinstance(node, While):
            self.repetition(node)
        else:
            self.case(node)

    def loop(self, node: For) -> None:
        """Walk over the body of a loop once for each value."""
        values = [self.text(word) for word in node.words]
        if any(word.has_pattern or word.has_tilde for word in node.words):
            raise UnknownError("a loop runs over files that match a pattern")
        if len(values) > _MAX_LOOP:
            raise UnknownError("a loop is too long")
        before = self.branch()
        for value in values:
            self.assign(node.name, value)
            self.list(node.body)
            if value is None:
                # It may stand for several words, or for none.
                self.join(before)
                self.repetition_of(node.body, node.name)
        self.join(before)
        self.own.add(node.name)
        self.private.add(node.name)

    def repetition_of(self, body: List, name: str) -> None:
        """Walk over a body again and again, until nothing new comes of it."""
        for _ in range(8):
            before = self.branch()
            self.assign(name, None)
            self.list(body)
            self.join(before)
            if self.is_where(before):
                return
        raise UnknownError("a loop does not settle")

    def repetition(self, node: While) -> None:
        """Walk over ``while``: as often as it takes to see all states of the shell."""
        for _ in range(8):
            before = self.branch()
            self.list(node.condition)
            after = self.branch()
            after.list(node.body)
            self.join(before, after)
            if self.is_where(before):
                return
        raise UnknownError("a loop does not settle")

    def case(self, node: Case) -> None:
        """Walk over all cases."""
        self.text(node.word)
        walks = []
        for patterns, body in node.items:
            for pattern in patterns:
                self.text(pattern)
            walks.append(self.branch())
            walks[-1].list(body)
        self.join(*walks)

    def simple(self, node: Simple) -> None:
        """Account for a simple command."""
        for redirection in node.redirections:
            self.redirection(redirection)
        if not node.words:
            for assignment in node.assignments:
                value = self.value(assignment.value)
                self.assign(assignment.name, value, self.texts(assignment.value))
            return
        if not node.assignments:
            self.call(node.words)
            return
        names = {assignment.name for assignment in node.assignments}
        if node.words[0].literal in _SPECIAL:
            # With dash they outlast it.
            raise UnknownError("an assignment stands in front of a command of the shell")
        if _mentions(node.words, names):
            raise UnknownError("a variable is set for the command that it is an argument of")
        walk = self.branch()
        for assignment in node.assignments:
            value = walk.value(assignment.value)
            walk.assign(assignment.name, value, walk.texts(assignment.value))
        walk.private -= names
        before = walk.branch()
        walk.call(node.words)
        if not walk.is_where(before):
            raise UnknownError("an assignment stands in front of a command of the shell")

    # Commands

    def call(self, words: Sequence[Word]) -> None:
        """Account for a command."""
        for word in words:
            if word.parts and type(word.parts[0]) is Parameter:
                words = self.split(words)
                break
        name = self.text(words[0]) if words else None
        if not name or (
            name != "[" and not is_plain(words[0]) and (words[0].has_pattern or words[0].has_tilde)
        ):
            raise UnknownError("a command is only known at build time")
        if "/" in name:
            directory, _, base = name.rpartition("/")
            if directory not in _DIRECTORIES:
                self.of_environment(name, words)
                return
            name = base
        if self.is_replaced(name):
            raise UnknownError(f"`{name[:60]}` is a file of the build context")
        table = self.own_table(name)
        if table is None:
            program = programs.PROGRAMS.get(name)
            if program is not None:
                program(self, name, words[1:])
                return
            table = _tables().get(name)
        if table is None:
            raise UnknownError(f"`{name[:60]}` is not known")
        rules = rules_of(table)
        if rules.manifest:
            self.manager(rules.manifest, words)
        else:
            self.apply(name, words[1:], rules)

    def of_environment(self, name: str, words: Sequence[Word]) -> None:
        """Account for a program of a virtual environment that is called by its path.

        It does there what it does where PATH leads to it.
        """
        directory, _, base = name.rpartition("/")
        path = self.variables.get("PATH")
        if base not in _OF_ENVIRONMENTS or directory.rpartition("/")[2] != "bin":
            raise UnknownError(f"`{name[:60]}` is not known")
        if path is None:
            raise UnknownError(f"the virtual environment of `{name[:60]}` is not known")
        place = self.absolute(directory)
        if ":" in place or place == "/bin":
            raise UnknownError(f"`{name[:60]}` is not known")
        files = self.circumstances.files
        if files is not None:
            if files.mode(f"{place}/{base}") is not None:
                raise UnknownError(f"`{name[:60]}` is a file of the build context")
            problem = ignored(files, [place.removesuffix("/bin")])
            if problem is not None:
                raise UnknownError(problem)
        self.assume("python.environments-stay")
        inner = self.branch()
        inner.variables["PATH"] = f"{place}:{path}"
        before = inner.branch()
        inner.call([Word((Literal(base, True),)), *words[1:]])
        if not inner.is_where(before):
            raise UnknownError(f"`{name[:60]}` runs a command of the shell")

    def is_replaced(self, name: str) -> bool:
        """Tell whether a copy has put a program of that name where programs are looked up."""
        files = self.circumstances.files
        if files is None:
            return False
        path = self.variables.get("PATH") or ""
        places = {*_DIRECTORIES, *(part.rstrip("/") for part in path.split(":") if part)}
        return any(files.mode(f"{place}/{name}") is not None for place in sorted(places))

    def apply(self, name: str, words: Sequence[Word], rules: Rules) -> None:
        """Account for a command by its table."""
        Call(self, name, rules).account(words)
        self.lookup(name)

    def rules(self, name: str) -> Rules:
        """Return what dfopt's own tables say about a command."""
        return rules_of(_tables()[name])

    def own_table(self, name: str) -> Table | None:
        """Return the user's own table of a command."""
        for table in self.tools:
            if name in table["names"]:
                self.assume("configuration.tools")
                return table
        return None

    def starts(self, dialect: Dialect) -> None:
        """Give up where variables make a shell that is started run or do something else first."""
        for name, value in self.variables.items():
            if value != "" and STARTS_SHELL.fullmatch(name):
                if name.startswith("LD_") or (name == "BASH_ENV" and dialect != "bash"):
                    continue
                raise UnknownError(f"{name} is set")

    def nested(self, words: Sequence[str]) -> None:
        """Account for a shell that is given a script as an argument."""
        if self.calls >= _MAX_CALLS:
            raise UnknownError("a shell runs what is only known at build time")
        self.starts("bash")
        script = script_of_arguments((f"/bin/{words[0]}", *words[1:]))
        if script.opaque is not None:
            raise UnknownError(script.opaque.reason)
        walk = self.branch()
        walk.calls += 1
        walk.ends_early = "e" in script.options
        for name in self.private:
            walk.variables[name] = None
        walk.private = set()
        walk.list(script.body)
        self.lookup(words[0])

    def manager(self, ecosystem: str, words: Sequence[Word]) -> None:
        """Account for a package manager of a language."""
        values = [
            self.pinned(word) if (text := self.text(word)) is None else text for word in words
        ]
        known = [value for value in values if value is not None]
        if len(known) < len(values) or any(w.has_pattern or w.has_tilde for w in words):
            raise UnknownError(f"an argument of `{known[0]}` is only known at build time")
        module = __import__(f"dfopt.knowledge.manifests.{ecosystem}", fromlist=("behaviour",))
        environment = dict(self.variables)
        for name in self.private:
            environment[name] = None
        here = self.circumstances.with_changes(
            directory=self.directory, environment=environment, user=self.user
        )
        found = module.behaviour(tuple(known), here)
        if isinstance(found, Unknown):
            is_install = found.is_install or _is_install(known)
            raise UnknownError(found.with_changes(is_install=is_install))
        self.account.add(found)
        self.lookup(known[0])
        self.follow_names(found.environment)
        if ecosystem == "bundler":
            self.variables.update(module.remembered(tuple(known), here))


def _tables() -> Mapping[str, Any]:
    from dfopt.knowledge._tables import COMMANDS

    tables: Mapping[str, Any] = COMMANDS
    return tables


def _is_install(words: Sequence[str]) -> bool:
    """Tell whether a call of a package manager installs packages."""
    found = [word for word in words[1:3] if not word.startswith("-")]
    return bool(_INSTALLS & set(found)) or (words[0] in ("yarn", "bundle") and not found)


def _ends_shell(node: Pipeline) -> bool:
    """Tell whether nothing that stands behind a pipeline is run."""
    command = node.commands[0]
    if len(node.commands) > 1 or node.negated:
        return False
    if isinstance(command, Group) and not command.subshell:
        last = command.body.items[-1][0] if command.body.items else None
        return last is not None and not last.rest and _ends_shell(last.first)
    return (
        isinstance(command, Simple)
        and bool(command.words)
        and command.words[0].literal in ("exit", "return")
    )


def _mentions(words: Sequence[Word], names: set[str]) -> bool:
    """Tell whether one of some variables is expanded in words."""
    for word in words:
        for part in word.parts:
            if isinstance(part, Parameter):
                if part.name in names or (part.operand and _mentions((part.operand,), names)):
                    return True
            elif isinstance(part, Arithmetic):
                if any(name in part.text for name in names):
                    return True
            elif isinstance(part, Substitution):
                inner = [word for each in commands(part.body) for word in each.words]
                if _mentions(inner, names):
                    return True
    return False
