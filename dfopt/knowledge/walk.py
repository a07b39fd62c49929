"""A walk over a shell script, which keeps what the shell keeps and adds up what commands do."""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge import programs
from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.calls import Call, is_plain
from dfopt.knowledge.places import (
    COMMON,
    LOADER,
    SYSTEM,
    has_relative,
    home_of,
    is_meaningful,
    may_be_relative,
    mentioned_in,
    paths_in,
)
from dfopt.knowledge.tables import rules_of
from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex
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
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.knowledge.tables import Rules, Table
    from dfopt.shell.nodes import Command, Dialect, Redirection

_MAX_CALLS: Final = 4
_MAX_LOOP: Final = 64

_NEUTRAL_FILES: Final = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/stdin"))
_PATTERN: Final = regex(r"[*?\[{]")
_SPLIT: Final = regex(r"[\s*?\[\\]")
_GLOB: Final = regex(r"[*?\[\\\x00-\x08\x0b-\x1f]")
_NUMBERS: Final = regex(r"\d-?|-")
#: Variables that are set without any instruction or assignment: by the shell, by what runs the
#: container, or by arguments that need not be declared.
_SET_BY_OTHERS: Final = regex(
    r"BASH.*|COLUMNS|COMP_.*|DIRSTACK|E?UID|FUNCNAME|GROUPS|HIST.*|HOME|HOST(?:NAME|TYPE)|IFS|"
    r"LINENO|LINES|MACHTYPE|OLDPWD|OPT(?:ARG|ERR|IND)|OSTYPE|PATH|PIPESTATUS|POSIXLY_CORRECT|"
    r"PPID|PS[0-4]|PWD|RANDOM|SECONDS|SHELL|SHELLOPTS|SHLVL|SOURCE_DATE_EPOCH|TERM|USER|LOGNAME|_|"
    r"EPOCH.*|SRANDOM|(?:https?|ftp|no|all)_proxy",
    re.IGNORECASE,
)
#: Variables by which a shell that is started reads or runs something else first.
_STARTS_SHELL: Final = regex(r"BASH_ENV|BASH_FUNC_.*|LD_PRELOAD|LD_AUDIT|SHELLOPTS|BASHOPTS")
#: Commands that print where something is.
_PRINT_PATHS: Final = frozenset(("pwd", "realpath", "readlink", "dirname", "find", "ls"))
#: Words by which package managers install.
_INSTALLS: Final = frozenset(
    ("install", "i", "ci", "clean-install", "sync", "add", "fetch", "restore", "download")
)
#: The beginning of a package with its version; what comes then is no path any more.
_PINNED: Final = regex(
    r"(?:@[\w.-]+/)?[A-Za-z0-9][\w.-]*(?:\[[\w,. -]*\])?(?:==|~=|>=|<=|@|:)[\w.-]*"
)
#: Where programs lie; a program that is named by its path is the one that is found there.
_DIRECTORIES: Final = frozenset(
    ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
)
_SETS: Final = (
    "reads", "files", "absent", "writes", "outputs", "makes", "changes", "straight",
    "linkless", "mentions", "environment", "refreshes", "consumes", "assumptions",
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


class Walk:
    """One walk. Its methods raise :class:`UnknownError` where something is not known."""

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
        #: Names that the script itself has set: to read these reads nothing from outside.
        self.own: set[str] = set()
        #: Those of them that programs may not see.
        self.private: set[str] = set()
        #: Whether the shell ends where a command fails.
        self.ends_early = False
        self.account = Account()

    def fork(self, account: Account | None = None) -> Walk:
        """Return a walk that starts where this one is, with an account of its own unless given."""
        other = Walk.__new__(Walk)
        other.circumstances, other.tools, other.calls = self.circumstances, self.tools, self.calls
        other.directory, other.user, other.has_moved = self.directory, self.user, self.has_moved
        other.variables = dict(self.variables)
        other.own = set(self.own)
        other.private = set(self.private)
        other.ends_early = self.ends_early
        other.account = account or Account()
        return other

    def branch(self) -> Walk:
        """Return a walk that starts where this one is, and adds to its account."""
        return self.fork(self.account)

    def follow(self, other: Walk) -> None:
        """Go on where another walk has ended; the accounts stay apart."""
        self.directory, self.has_moved = other.directory, other.has_moved
        self.variables, self.own, self.private = other.variables, other.own, other.private
        self.ends_early = other.ends_early

    def is_where(self, other: Walk) -> bool:
        """Tell whether the shell is in the same state as in another walk."""
        return (
            self.directory == other.directory
            and self.variables == other.variables
            and self.own == other.own
            and self.private == other.private
            and self.ends_early == other.ends_early
        )

    def join(self, *others: Walk) -> None:
        """Go on where this walk is or one of several others."""
        for other in others:
            if other.directory != self.directory:
                self.directory = None
            self.has_moved = self.has_moved and other.has_moved
            self.ends_early = self.ends_early and other.ends_early
            if other.variables != self.variables:
                for name in other.variables.keys() | self.variables.keys():
                    if other.variables.get(name, "") != self.variables.get(name, ""):
                        self.variables[name] = None
            self.own &= other.own
            self.private |= other.private

    def assume(self, name: str) -> None:
        """Note that all this rests on an assumption."""
        self.account.sets["assumptions"].add(name)

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
        if any(not self.is_where(state) for state in states):
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
                self.assign(assignment.name, self.value(assignment.value))
            return
        if not node.assignments:
            self.call(node.words)
            return
        names = {assignment.name for assignment in node.assignments}
        if _mentions(node.words, names):
            raise UnknownError("a variable is set for the command that it is an argument of")
        walk = self.branch()
        for assignment in node.assignments:
            walk.assign(assignment.name, walk.value(assignment.value))
        walk.private -= names
        before = walk.branch()
        walk.call(node.words)
        if not walk.is_where(before):
            raise UnknownError("an assignment stands in front of a command of the shell")

    def assign(self, name: str, value: str | None) -> None:
        """Set a variable."""
        if name in ("IFS", "PS4") or _STARTS_SHELL.fullmatch(name):
            raise UnknownError(f"{name} is set")
        if name not in self.variables or name in self.own:
            self.private.add(name)
        self.variables[name] = value
        self.own.add(name)

    def forget(self, names: Iterable[str]) -> None:
        """Take variables for set to anything."""
        for name in names:
            self.assign(name, None)

    # Words

    def text(self, word: Word) -> str | None:
        """Return what a word comes to, None where that is not known; commands in it are walked."""
        parts = word.parts
        if len(parts) == 1 and isinstance(parts[0], Literal):
            return parts[0].text
        texts = [self.part(part) for part in parts]
        return None if None in texts else "".join(filter(None, texts))

    def part(self, part: object) -> str | None:
        """Return what a part of a word comes to."""
        if isinstance(part, Literal):
            return part.text
        if isinstance(part, Parameter):
            return self.parameter(part)
        if isinstance(part, Substitution):
            self.branch().list(part.body)
            return None
        assert isinstance(part, Arithmetic)
        for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", part.text):
            self.read_variable(name)
            if re.search("[A-Za-z_]", self.variables.get(name) or ""):
                # The shell takes a value that is a name for that variable.
                raise UnknownError("a value is calculated from the values of other variables")
        return None

    def pinned(self, word: Word) -> str | None:
        """Return a package with a letter in its version for what is only known at build time.

        None where more of it than the version may not be known.
        """
        if not all(isinstance(part, Literal | Parameter) for part in word.parts):
            return None
        if not _PINNED.fullmatch(self.start_of(word)):
            return None
        self.assume("arguments.no-paths")
        return self.filled(word)

    def value(self, word: Word) -> str | None:
        """Return what a word on the right of an assignment comes to."""
        text = self.text(word)
        return self.tilde(text) if word.has_tilde else text

    def start_of(self, word: Word) -> str:
        """Return what a word surely begins with."""
        found = ""
        for part in word.parts:
            text = part.text if isinstance(part, Literal) else None
            if isinstance(part, Parameter):
                text = self.parameter(part)
            if text is None:
                break
            found += text
        return found

    def filled(self, word: Word) -> str:
        """Return a word with a letter for each part that is not known."""
        texts = [
            part.text if isinstance(part, Literal) else self.part(part) or "x"
            for part in word.parts
        ]
        return "".join(texts)

    def parameter(self, part: Parameter) -> str | None:
        """Return the value of a variable."""
        operand = None if part.operand is None else self.text(part.operand)
        name = part.name
        if not (name[0].isalpha() or name[0] == "_"):
            return None
        self.read_variable(name)
        if part.operator in (":=", "="):
            self.assign(name, None)
            return None
        is_set = name in self.variables
        if is_set:
            value = self.variables[name]
        elif name == "HOME":
            value = self.home()
        elif name == "PWD":
            value = self.directory
        elif self.is_unset(name):
            value = ""
        else:
            return None
        if part.operator:
            if value is None or part.operator not in (":-", "-", ":?", "?"):
                return None
            if value == "" and (part.operator == ":-" or not is_set):
                value = operand
        if value is not None and not part.quoted and _SPLIT.search(value):
            # The shell would make several words of it.
            return None
        return value

    def split(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return words with those that are one variable made into the words of its value."""
        found: list[Word] = []
        for word in words:
            part = word.parts[0] if len(word.parts) == 1 else None
            if isinstance(part, Parameter) and not part.quoted and not part.operator:
                value = self.variables.get(part.name)
                if part.name not in self.variables and self.is_unset(part.name):
                    value = ""
                if value is not None and not _GLOB.search(value):
                    self.read_variable(part.name)
                    found += [Word((Literal(each, True),)) for each in value.split()]
                    continue
            found.append(word)
        return found

    def is_unset(self, name: str) -> bool:
        """Tell whether a variable that nobody mentions surely has no value."""
        return self.circumstances.is_base_known and not _SET_BY_OTHERS.fullmatch(name)

    def read_variable(self, name: str) -> None:
        """Note that the value of a variable matters."""
        if name not in self.own:
            self.account.sets["environment"].add(name)

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
        self.path(node.target, value, kind, straight=True)

    # Paths

    def path(
        self, word: Word | None, value: str | None, kind: str, *, straight: bool = False
    ) -> None:
        """Account for a path that a command was given.

        ``straight`` says that no symbolic link comes to be there.
        """
        if value in _NEUTRAL_FILES:
            return
        if word is not None and is_plain(word):
            word = None
        if word is not None and word.has_tilde:
            value = self.tilde(value)
        if value is None:
            value = self.directory_of(word)
            kind = "write" if kind == "make" else kind
            straight = False
        elif word is not None and word.has_pattern:
            value = _before_pattern(value)
            kind = "write" if kind == "make" else kind
            straight = False
        path = self.absolute(value)
        sets = self.account.sets
        if kind == "read":
            sets["reads"].add(path)
        elif kind == "make":
            sets["makes"].add(path)
        else:
            sets["writes"].add(path)
            if straight:
                sets["straight"].add(path)
                sets["linkless"].add(path)
            if kind == "change":
                sets["changes"].add(path)

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
            if self.directory is not None and _tells_where(word):
                value += f" {self.directory}"
        if value:
            self.account.sets["mentions"].update(mentioned_in(value))
            if has_relative(f" {value}"):
                self.account.sets["mentions"].add(".")

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
        path = normpath(path)
        return path[1:] if path.startswith("//") else path

    def absolute_all(self, path: str) -> set[str]:
        """Return the path that a name has in the working directory, as a set."""
        return {self.absolute(path)}

    def places(self, names: Iterable[str], command: str) -> set[str]:
        """Return the paths that the places of a table stand for."""
        found: set[str] = set()
        for name in names:
            if name == "@system":
                found.update(SYSTEM)
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
                raise UnknownError(f"`{name[:60]}` is not known")
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
            if value != "" and _STARTS_SHELL.fullmatch(name):
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
        self.account.sets["writes"].update(paths)


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


def _tells_where(word: Word) -> bool:
    """Tell whether a word is made by a command that prints paths of the working directory."""
    return any(
        each.words and each.words[0].literal in _PRINT_PATHS
        for part in word.parts
        if isinstance(part, Substitution)
        for each in commands(part.body)
    )


def _before_pattern(path: str) -> str:
    """Return the directory in which the shell looks for what matches a pattern."""
    match = _PATTERN.search(path)
    first = match.start() if match else len(path)
    rest = path[first:]
    if ".." in rest or (first == 0 and "{" in rest and "/" in rest):
        raise UnknownError("a pattern may lead anywhere")
    directory = path[:first].rpartition("/")[0]
    return directory or ("/" if path.startswith("/") and first else ".")
