"""What a script does: the tables of ``tools/`` applied to the shell's tree.

The walk keeps what the shell keeps (the working directory, variables whose values are known), adds
up what each command reads and writes, and gives up at the first thing it does not know: an option
that no table names, a value that decides about a path and is only known at build time, a construct
that changes the shell itself.
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.places import COMMON, PROXIES, SYSTEM, home_of, is_meaningful, paths_in
from dfopt.record import Record
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
)
from dfopt.shell.runs import script_of_arguments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.shell.nodes import Command, Redirection, Script, Span

    Table = Mapping[str, Any]

_MAX_CALLS: Final = 4
_MAX_LOOP: Final = 64

_NEUTRAL_FILES: Final = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/stdin"))
_PACKAGE: Final = re.compile(r"[A-Za-z0-9@][A-Za-z0-9+._@:-]*(?:[=~<>/]+[A-Za-z0-9+._~:*^-]*)*-?")
_PACKAGE_START: Final = re.compile(r"[a-z0-9][a-z0-9+._-]*(?:=|~|==|-)")
_ARCHIVE: Final = re.compile(r"\.(?:deb|rpm|apk|whl|tgz|tar|zip|gz|bz2|xz)$", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9_.+@:,/-]*")
_URL: Final = re.compile(r"(?:https?|ftp|git|ssh)://|git@")
_SET: Final = re.compile(r"[-+][euxo]+")
_SET_NAMES: Final = frozenset(("pipefail", "errexit", "nounset", "xtrace"))
_FILE_TESTS: Final = frozenset(f"-{letter}" for letter in "abcdefghkprsuwxLNOSG")
_PATTERN: Final = frozenset("*?[{")
#: Words by which package managers install.
_INSTALLS: Final = frozenset(
    ("install", "i", "ci", "clean-install", "sync", "add", "fetch", "restore", "download")
)
_WRAPPERS: Final = frozenset(("sudo", "command", "time", "nice", "eatmydata", "nohup", "exec"))
_STATEFUL: Final = frozenset(("cd", "export", "unset", "set"))


class Piece(Record):
    """A command at the top of ``a && b && c``.

    ``span`` counts characters of the script's text; ``prefix`` is what has to stand in front of it
    if it is to stand in a script of its own. A piece that ``sets_state`` leaves something in the
    shell for those behind it.
    """

    span: Span
    behaviour: Behaviour | Unknown
    sets_state: bool
    prefix: str


class _UnknownError(Exception):
    """Something is not known."""

    def __init__(self, unknown: Unknown | str) -> None:
        super().__init__(str(unknown))
        self.unknown = Unknown(unknown) if isinstance(unknown, str) else unknown


def behaviour_of(
    script: Script, circumstances: Circumstances, tools: Sequence[Table] = ()
) -> Behaviour | Unknown:
    """Return what a script reads and writes.

    Args:
        script: the script, as the shell reads it.
        circumstances: where it runs.
        tools: further tables, the user's own; they come before those of dfopt.
    """
    if script.opaque is not None:
        return Unknown(script.opaque.reason)
    walk = _Walk(circumstances, tools)
    try:
        walk.list(script.body)
        return walk.account.behaviour()
    except _UnknownError as error:
        return error.unknown


def pieces(
    script: Script, circumstances: Circumstances, tools: Sequence[Table] = ()
) -> tuple[Piece, ...] | Unknown:
    """Return the commands of a script that is one list of ``&&`` to its end.

    ``set -e`` and the like may stand in front: then ``;`` and a new line are the same as ``&&``,
    and each piece gets it as its prefix.
    """
    if script.opaque is not None:
        return Unknown(script.opaque.reason)
    prefix, lists = _without_set(script)
    fails_early = "e" in script.options or bool(re.search(r"-[ux]*e", prefix))
    if len(lists) > 1 and not fails_early:
        return Unknown("it is several lists of commands")
    walk = _Walk(circumstances, tools)
    found = []
    for item in lists:
        if any(operator != "&&" for operator, _ in item.rest):
            return Unknown("what fails in it may be tolerated")
        if len(lists) > 1 and item.rest:
            # Under ``set -e`` a failure inside of ``a && b`` is tolerated but for the last one.
            return Unknown("what fails in it may be tolerated")
        for pipeline in item.pipelines:
            if pipeline.negated:
                return Unknown("what fails in it may be tolerated")
            if "<<" in script.text[pipeline.span[0] : pipeline.span[1]]:
                return Unknown("a here-document is not cut")
            found.append(_piece(pipeline, walk, prefix))
    return tuple(found)


def _without_set(script: Script) -> tuple[str, list[AndOr]]:
    """Return the ``set`` that a script begins with, as a prefix, and the lists behind it."""
    lists = [item for item, _ in script.body.items]
    if any(separator == "&" for _, separator in script.body.items):
        return "", [*lists, *lists]
    prefix = ""
    if lists:
        first = lists[0].first
        command = first.commands[0]
        if len(first.commands) == 1 and isinstance(command, Simple) and _is_set(command):
            prefix = script.text[command.span[0] : command.span[1]].strip() + "; "
            rest = lists[0].rest
            if not rest:
                lists = lists[1:]
            elif all(operator == "&&" for operator, _ in rest):
                start = rest[0][1]
                lists[0] = AndOr(start, rest[1:], (start.span[0], lists[0].span[1]))
    return prefix, lists


def _is_set(command: Simple) -> bool:
    words = [word.literal for word in command.words]
    return words[:1] == ["set"] and len(words) > 1 and not command.redirections


def _piece(pipeline: Pipeline, walk: _Walk, prefix: str) -> Piece:
    """Return one piece; what it leaves in the shell is seen by the next one."""
    state = any(
        isinstance(command, Simple)
        and (not command.words or command.words[0].literal in (*_STATEFUL, None))
        for command in pipeline.commands
    ) or not all(isinstance(command, Simple) for command in pipeline.commands)
    own = walk.fork()
    behaviour: Behaviour | Unknown
    try:
        own.pipeline(pipeline)
        behaviour = own.account.behaviour()
        walk.directory, walk.variables = own.directory, own.variables
        walk.has_moved = own.has_moved
    except _UnknownError as error:
        behaviour = error.unknown
        state = True
    return Piece(pipeline.span, behaviour, state, prefix)


class _Account:
    """What has been read and written so far."""

    def __init__(self) -> None:
        self.sets: dict[str, set[str]] = {
            name: set()
            for name in (
                "reads", "files", "absent", "writes", "outputs", "makes", "changes",
                "straight", "linkless", "environment", "refreshes", "consumes", "assumptions",
            )
        }  # fmt: skip
        self.uses_directory = False
        self.uses_network = False
        self.verdict = "safe"

    def add(self, behaviour: Behaviour) -> None:
        for name, values in self.sets.items():
            values |= getattr(behaviour, name)
        self.uses_directory = self.uses_directory or behaviour.uses_directory
        self.uses_network = self.uses_network or behaviour.uses_network
        if behaviour.verdict != "safe":
            self.verdict = behaviour.verdict

    def behaviour(self) -> Behaviour:
        return Behaviour(
            **{name: frozenset(values) for name, values in self.sets.items()},
            uses_directory=self.uses_directory,
            uses_network=self.uses_network,
            verdict=self.verdict,  # type: ignore[arg-type]
        )


class _Walk:
    """One walk over a script."""

    def __init__(
        self, circumstances: Circumstances, tools: Sequence[Table], calls: int = 0
    ) -> None:
        self.circumstances = circumstances
        self.tools = tools
        self.calls = calls
        self.directory = circumstances.directory
        #: Whether the directory is no longer the one that it started in, nor one below it.
        self.has_moved = False
        self.variables: dict[str, str | None] = dict(circumstances.environment)
        #: Names that the script itself has set: to read these reads nothing from outside.
        self.own: set[str] = set()
        self.account = _Account()

    def fork(self) -> _Walk:
        """Return a walk that starts where this one is, with an account of its own."""
        other = _Walk(self.circumstances, self.tools, self.calls)
        other.directory, other.has_moved = self.directory, self.has_moved
        other.variables = dict(self.variables)
        other.own = set(self.own)
        return other

    def branch(self) -> _Walk:
        """Return a walk that starts where this one is, and adds to its account."""
        other = self.fork()
        other.account = self.account
        return other

    def join(self, *others: _Walk) -> None:
        """Go on where one of several walks may have ended."""
        for other in others:
            if other.directory != self.directory:
                self.directory = None
            for name in other.variables.keys() | self.variables.keys():
                if other.variables.get(name, "") != self.variables.get(name, ""):
                    self.variables[name] = None
            self.own &= other.own

    # The grammar

    def list(self, node: List) -> None:
        for item, separator in node.items:
            if separator == "&":
                raise _UnknownError("a command runs in the background")
            self.and_or(item)

    def and_or(self, node: AndOr) -> None:
        self.pipeline(node.first)
        for operator, pipeline in node.rest:
            if operator == "&&":
                self.pipeline(pipeline)
            else:
                other = self.branch()
                other.pipeline(pipeline)
                self.join(other)

    def pipeline(self, node: Pipeline) -> None:
        if len(node.commands) == 1:
            self.command(node.commands[0])
            return
        for command in node.commands:
            self.branch().command(command)

    def command(self, node: Command) -> None:
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
            before = self.branch()
            self.list(node.condition)
            self.list(node.body)
            self.join(before)
            if self.directory is None:
                raise _UnknownError("a loop changes the working directory")
        else:
            self.case(node)

    def loop(self, node: For) -> None:
        values = [self.text(word) for word in node.words]
        if any(word.has_pattern for word in node.words):
            raise _UnknownError("a loop runs over files that match a pattern")
        if len(values) > _MAX_LOOP:
            raise _UnknownError("a loop is too long")
        before = self.branch()
        for value in values:
            self.assign(node.name, value)
            self.list(node.body)
        self.join(before)
        self.own.add(node.name)

    def case(self, node: Case) -> None:
        self.text(node.word)
        walks = []
        for patterns, body in node.items:
            for pattern in patterns:
                self.text(pattern)
            walks.append(self.branch())
            walks[-1].list(body)
        self.join(*walks)

    def simple(self, node: Simple) -> None:
        for redirection in node.redirections:
            self.redirection(redirection)
        if not node.words:
            for assignment in node.assignments:
                self.assign(assignment.name, self.text(assignment.value))
            return
        walk = self
        if node.assignments:
            walk = self.branch()
            for assignment in node.assignments:
                walk.assign(assignment.name, self.text(assignment.value))
        walk.call(node.words)
        if walk is not self and node.words[0].literal in _STATEFUL:
            raise _UnknownError("an assignment stands in front of a command of the shell")

    def assign(self, name: str, value: str | None) -> None:
        self.variables[name] = value
        self.own.add(name)

    # Words

    def text(self, word: Word) -> str | None:
        """Return what a word comes to, None where that is not known; commands in it are walked."""
        texts: list[str | None] = []
        for part in word.parts:
            if isinstance(part, Literal):
                texts.append(part.text)
            elif isinstance(part, Parameter):
                texts.append(self.parameter(part))
            elif isinstance(part, Substitution):
                self.branch().list(part.body)
                texts.append(None)
            else:
                assert isinstance(part, Arithmetic)
                for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", part.text):
                    self.read_variable(name)
                texts.append(None)
        return None if None in texts else "".join(filter(None, texts))

    def parameter(self, part: Parameter) -> str | None:
        operand = None if part.operand is None else self.text(part.operand)
        if not (part.name[0].isalpha() or part.name[0] == "_"):
            return None
        self.read_variable(part.name)
        if part.operator in (":=", "="):
            self.assign(part.name, None)
            return None
        if part.name in self.variables:
            value = self.variables[part.name]
        elif self.circumstances.is_base_known:
            value = ""
        else:
            value = None
        if part.operator in (":-", "-") and value == "":
            value = operand
        elif part.operator and not (part.operator in (":-", "-", ":?", "?") and value):
            return None
        if value is not None and not part.quoted and re.search(r"[\s*?\[]", value):
            # The shell would make several words of it.
            return None
        return value

    def read_variable(self, name: str) -> None:
        if name not in self.own:
            self.account.sets["environment"].add(name)

    def redirection(self, node: Redirection) -> None:
        value = self.text(node.target)
        if node.operator.startswith("<<"):
            return
        if node.operator in (">&", "<&"):
            if value is None or not re.fullmatch(r"\d|-", value):
                raise _UnknownError("a redirection is only known at build time")
            return
        if value in _NEUTRAL_FILES:
            return
        kind = {"<": "read", ">>": "change", "<>": "change"}.get(node.operator, "write")
        self.path(node.target, value, kind, straight=True)

    # Paths

    def path(
        self, word: Word | None, value: str | None, kind: str, *, straight: bool = False
    ) -> None:
        """Account for a path that a command was given.

        ``straight`` says that no symbolic link comes to be there.
        """
        if word is not None and word.has_tilde:
            value = self.tilde(value)
        if value is None:
            raise _UnknownError("a path is only known at build time")
        if word is not None and word.has_pattern:
            value = _before_pattern(value)
            kind = "write" if kind == "make" else kind
        path = self.absolute(value)
        sets = self.account.sets
        if kind == "read":
            sets["reads"].add(path)
        elif kind == "make":
            sets["makes"].add(path)
        else:
            sets["writes"].add(path)
            if kind == "change":
                sets["changes"].add(path)
            if straight and not (word is not None and word.has_pattern):
                sets["straight"].add(path)
                sets["linkless"].add(path)

    def tilde(self, value: str | None) -> str | None:
        if value is None:
            return None
        name, _, rest = value[1:].partition("/")
        home = home_of(self.variables, self.circumstances.user)
        return None if name or home is None else f"{home}/{rest}"

    def absolute(self, path: str) -> str:
        if not path.startswith("/"):
            if self.directory is None:
                raise _UnknownError("the working directory is not known")
            self.account.uses_directory = self.account.uses_directory or not self.has_moved
            path = f"{self.directory}/{path}"
        path = normpath(path)
        return path[1:] if path.startswith("//") else path

    # Commands

    def call(self, words: Sequence[Word]) -> None:
        """Account for a command."""
        name = self.text(words[0])
        if name is None or words[0].has_pattern or words[0].has_tilde:
            raise _UnknownError("a command is only known at build time")
        if "/" in name:
            directory, _, base = name.rpartition("/")
            if directory not in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin"):
                raise _UnknownError(f"`{name}` is not known")
            name = base
        if name in _WRAPPERS and len(words) > 1 and name != "exec":
            self.wrapper(name, words[1:])
        elif name == "env":
            self.env(words[1:])
        elif name in ("sh", "bash", "dash", "ash"):
            self.nested(words)
        elif name == "cd":
            self.change_directory(words[1:])
        elif name == "export":
            self.export(words[1:])
        elif name == "set":
            self.set(words[1:])
        elif name in ("test", "["):
            self.test(words[1:])
        elif name == "tar":
            self.tar(words[1:])
        else:
            self.tool(name, words)

    def wrapper(self, name: str, words: Sequence[Word]) -> None:
        index = 0
        while index < len(words) and (words[index].literal or "").startswith("-"):
            if words[index].literal not in ("-E", "-H", "-n", "-p"):
                raise _UnknownError(f"an option of `{name}` is not known")
            index += 1
        if index == len(words):
            raise _UnknownError(f"`{name}` is called without a command")
        self.call(words[index:])

    def env(self, words: Sequence[Word]) -> None:
        walk = self.branch()
        index = 0
        while index < len(words):
            text = self.text(words[index])
            match = re.match(r"([A-Za-z_][A-Za-z0-9_]*)=", text or "")
            if text is None or not match:
                break
            walk.assign(match[1], text[match.end() :])
            index += 1
        if index == len(words) or (words[index].literal or "-").startswith("-"):
            raise _UnknownError("`env` is called in a way that is not known")
        walk.call(words[index:])

    def nested(self, words: Sequence[Word]) -> None:
        values = [self.text(word) for word in words]
        known = [value for value in values if value is not None]
        if len(known) < len(values) or self.calls >= _MAX_CALLS:
            raise _UnknownError("a shell runs what is only known at build time")
        script = script_of_arguments((f"/bin/{known[0].rpartition('/')[2]}", *known[1:]))
        if script.opaque is not None:
            raise _UnknownError(script.opaque.reason)
        walk = self.branch()
        walk.calls += 1
        walk.list(script.body)

    def change_directory(self, words: Sequence[Word]) -> None:
        value = self.text(words[0]) if len(words) == 1 else None
        if len(words) == 1 and words[0].has_tilde:
            value = self.tilde(value)
        if value is None or value == "-" or words[0].has_pattern:
            raise _UnknownError("`cd` leads to where is only known at build time")
        self.directory = self.absolute(value)
        self.has_moved = self.has_moved or value.startswith("/")
        self.account.sets["reads"].add(self.directory)

    def export(self, words: Sequence[Word]) -> None:
        for word in words:
            text = self.text(word)
            first = word.parts[0] if word.parts else None
            start = first.text if isinstance(first, Literal) else ""
            match = re.match(r"([A-Za-z_][A-Za-z0-9_]*)(=|$)", start)
            if not match:
                raise _UnknownError("`export` names what is only known at build time")
            if match[2]:
                value = None if text is None else text[match.end() :]
                self.assign(match[1], value)
            elif match[1] not in self.own:
                self.read_variable(match[1])

    def set(self, words: Sequence[Word]) -> None:
        values = [word.literal for word in words]
        index = 0
        while index < len(values):
            value = values[index] or ""
            if not _SET.fullmatch(value):
                raise _UnknownError("`set` changes the shell in a way that is not known")
            if value.endswith("o"):
                index += 1
                if index >= len(values) or values[index] not in _SET_NAMES:
                    raise _UnknownError("`set` changes the shell in a way that is not known")
            index += 1
        if not values:
            raise _UnknownError("`set` prints all variables")

    def test(self, words: Sequence[Word]) -> None:
        is_file = False
        for word in words:
            value = self.text(word)
            if is_file or word.has_pattern:
                self.path(word, value, "read")
            is_file = word.literal in _FILE_TESTS
            if word.literal in ("-nt", "-ot", "-ef"):
                raise _UnknownError("`test` compares the times of files")
        self.lookup("test")

    def tar(self, words: Sequence[Word]) -> None:
        """Account for unpacking an archive."""
        texts = [self.text(word) for word in words]
        letters = ""
        target: Word | None = None
        archive: Word | None = None
        index = 0
        while index < len(words):
            text = texts[index] or ""
            cluster = re.fullmatch(r"-?([xzjJvfpot]+C?)", text) if index == 0 else None
            cluster = cluster or re.fullmatch(r"-([xzjJvfpoC]+)", text)
            if cluster:
                for letter in cluster[1]:
                    letters += letter
                    if letter in "fC":
                        index += 1
                        if index >= len(words):
                            raise _UnknownError("`tar` is called in a way that is not known")
                        archive = words[index] if letter == "f" else archive
                        target = words[index] if letter == "C" else target
            elif re.fullmatch(r"--(?:strip-components|strip)(?:=\d+)?", text):
                index += "=" not in text
            elif text in ("--directory", "-C"):
                index += 1
                target = words[index] if index < len(words) else None
            elif text.startswith("--directory="):
                raise _UnknownError("an option of `tar` is not known")
            elif text in (
                "--extract",
                "--no-same-owner",
                "--gzip",
                "--xz",
                "--no-same-permissions",
            ):
                letters += "x" if text == "--extract" else ""
            elif text.startswith("-") or texts[index] is None:
                raise _UnknownError("an option of `tar` is not known")
            index += 1
        if "x" not in letters:
            raise _UnknownError("`tar` does something else than to unpack")
        if archive is not None and self.text(archive) != "-":
            self.path(archive, self.text(archive), "read")
        where = Word((Literal("."),)) if target is None else target
        self.path(where, self.text(where), "write")
        self.lookup("tar")

    def tool(self, name: str, words: Sequence[Word]) -> None:
        table = self.table(name)
        if table is None or table.get("shell"):
            raise _UnknownError(f"`{name}` is not known")
        manifest = table.get("manifest")
        if manifest:
            self.manager(manifest, words)
            return
        _Call(self, name, table).account(words[1:])
        self.lookup(name)

    def table(self, name: str) -> Table | None:
        for table in self.tools:
            if name in table.get("names", ()):
                return table
        from dfopt.knowledge._tables import COMMANDS

        tables: Mapping[str, Any] = COMMANDS
        return tables.get(name)

    def manager(self, ecosystem: str, words: Sequence[Word]) -> None:
        """Account for a package manager of a language."""
        values = [self.text(word) for word in words]
        known = [value for value in values if value is not None]
        if len(known) < len(values) or any(w.has_pattern or w.has_tilde for w in words):
            raise _UnknownError(f"an argument of `{known[0]}` is only known at build time")
        module = __import__(f"dfopt.knowledge.manifests.{ecosystem}", fromlist=("behaviour",))
        here = self.circumstances.with_changes(
            directory=self.directory, environment=dict(self.variables)
        )
        found = module.behaviour(tuple(known), here)
        if isinstance(found, Unknown):
            raise _UnknownError(found.with_changes(is_install=_is_install(known)))
        self.account.add(found)
        self.lookup(known[0])
        self.follow_variables(found.environment)

    def lookup(self, name: str) -> None:
        """Account for looking a program up."""
        sets = self.account.sets
        path = self.variables.get("PATH")
        if path is None:
            if self.circumstances.is_base_known or "PATH" in self.variables:
                raise _UnknownError(f"where `{name}` is found is only known at build time")
            sets["assumptions"].add("base.path-outside-application")
        else:
            sets["reads"].update(paths_in(path))
        sets["environment"].update(COMMON)

    def follow_variables(self, names: Iterable[str]) -> None:
        """Account for paths in the values of variables that a command may read."""
        behaviour = Behaviour(environment=frozenset(names))
        sets = self.account.sets
        for name, value in self.variables.items():
            if name == "PATH" or not behaviour.reads_variable(name):
                continue
            if value is None:
                sets["assumptions"].add("arguments.no-paths")
                continue
            paths = paths_in(value)
            if paths and "*" in behaviour.environment and not is_meaningful(name):
                sets["assumptions"].add("variables.of-the-application")
                continue
            for path in paths:
                sets["reads"].add(path)
                sets["writes"].add(path)


class _Call:
    """One command, read by its table."""

    def __init__(self, walk: _Walk, name: str, table: Table) -> None:
        self.walk = walk
        self.name = name
        self.table = table
        self.rules = dict(table)
        self.flags: list[str] = []
        self.operands: list[tuple[Word, str | None]] = []

    def account(self, words: Sequence[Word]) -> None:
        if self.table.get("subcommand") is not None:
            words = self.subcommand(words)
        self.options(words)
        rules, sets = self.rules, self.walk.account.sets
        for field in ("reads", "writes", "changes"):
            sets[field].update(self.places(rules.get(field, ())))
        environment = _variables(rules.get("environment", ()))
        sets["environment"].update(environment)
        self.walk.follow_variables(environment)
        sets["assumptions"].update(rules.get("assumptions", ()))
        sets["consumes"].update(rules.get("consumes", ()))
        with_ = rules.get("refreshes_with")
        if not with_ or any(flag in with_ for flag in self.flags):
            sets["refreshes"].update(rules.get("refreshes", ()))
        if rules.get("network"):
            self.walk.account.uses_network = True
        kinds = rules.get("operands", ())
        unless = rules.get("unless_flag")
        if unless and not any(flag in unless["flags"] for flag in self.flags):
            kinds = unless["operands"]
        required = rules.get("requires")
        if required and not any(flag in required for flag in self.flags):
            raise self.unknown("is called without an option that says where it writes")
        self.positions(kinds)

    def unknown(self, what: str) -> _UnknownError:
        return _UnknownError(f"`{self.name}` {what}")

    def places(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for name in names:
            if name == "@system":
                found.update(SYSTEM)
            elif name == "@home":
                home = home_of(self.walk.variables, self.walk.circumstances.user)
                if home is None:
                    raise self.unknown("reads a home directory that is not known")
                found.add(home)
            else:
                found.add(name)
        return found

    def subcommand(self, words: Sequence[Word]) -> Sequence[Word]:
        """Find the subcommand, and take its rules together with those of the command."""
        rest = list(words)
        index = 0
        while index < len(rest):
            text = rest[index].literal
            if text is None:
                break
            if not text.startswith("-"):
                rules = self.table["subcommand"].get(text)
                if rules is None:
                    raise _UnknownError(f"`{self.name} {text}` is not known")
                merged = dict(self.table) | dict(rules)
                for field in ("flags", "values"):
                    one, other = self.table.get(field), rules.get(field)
                    if one and other:
                        merged[field] = [*one, *other] if field == "flags" else {**one, **other}
                self.rules = merged
                self.name = f"{self.name} {text}"
                del rest[index]
                return rest
            takes_value = text in self.table.get("values", {}) or text in self.table.get(
                "settings", {}
            )
            index += 2 if takes_value else 1
        raise self.unknown("is called in a way that is not known")

    def options(self, words: Sequence[Word]) -> None:
        index = 0
        only_operands = False
        while index < len(words):
            word = words[index]
            text = self.walk.text(word)
            index += 1
            if text is None or not text.startswith("-") or text == "-" or only_operands:
                self.operands.append((word, text))
            elif text == "--":
                only_operands = True
            else:
                index = self.option(text, words, index)

    def option(self, text: str, words: Sequence[Word], index: int) -> int:
        """Account for an option; return where the next word stands."""
        rules = self.rules
        values, settings = rules.get("values", {}), rules.get("settings", {})
        name, equals, attached = text.partition("=")
        if text in values or text in settings:
            if index >= len(words):
                raise self.unknown(f"lacks the value of {text}")
            value = self.walk.text(words[index])
            self.value(text, words[index], value)
            return index + 1
        if equals and (name in values or name in settings):
            self.value(name, Word((Literal(attached, True),)), attached)
            return index
        if any(_matches(text, flag) for flag in rules.get("flags", ())):
            self.flags.append(text)
            return index
        short = text[:2]
        if not text.startswith("--") and (short in values or short in settings):
            self.value(short, Word((Literal(text[2:], True),)), text[2:])
            return index
        letters = [f"-{letter}" for letter in text[1:]]
        if not text.startswith("--") and all(
            letter in rules.get("flags", ()) for letter in letters
        ):
            self.flags += letters
            return index
        if rules.get("any_option") and not text.startswith(("-o", "--output")):
            return index
        raise self.unknown(f"has an option that is not known: {text[:40]}")

    def value(self, option: str, word: Word, value: str | None) -> None:
        self.flags.append(option)
        patterns = self.rules.get("settings", {}).get(option)
        if patterns is not None:
            if value is None or not any(_matches(value, pattern) for pattern in patterns):
                raise self.unknown(f"has a setting that is not known: {option}")
            return
        self.operand(self.rules["values"][option], word, value)

    def positions(self, kinds: Sequence[str]) -> None:
        """Account for the operands: a kind with ``*`` takes as many as the others leave."""
        operands = list(self.operands)
        for number, kind in enumerate(kinds):
            left = len(kinds) - number - 1
            spare = len(operands) - left
            count = max(spare, 0) if kind.endswith("*") else min(1, len(operands))
            for word, value in operands[:count]:
                self.operand(kind.rstrip("*"), word, value)
            del operands[:count]
        if operands:
            raise self.unknown("has more operands than it takes")

    def operand(self, kind: str, word: Word, value: str | None) -> None:
        walk = self.walk
        if kind == "text":
            if word.has_pattern:
                # What matches in the working directory would take its place.
                walk.path(word, value, "read")
        elif kind == "package":
            self.package(word, value)
        elif kind == "name":
            if value is None or word.has_pattern or not _NAME.fullmatch(value):
                raise self.unknown("is given what is no plain name")
        elif kind == "url":
            first = word.parts[0] if word.parts else None
            start = value if value is not None else getattr(first, "text", "")
            if not _URL.match(start or "") or word.has_pattern:
                raise self.unknown("is given what is no plain URL")
        elif kind in ("read", "lookup", "write", "make", "change"):
            if value == "-":
                return
            straight = bool(self.rules.get("straight"))
            walk.path(word, value, "read" if kind == "lookup" else kind, straight=straight)
        elif kind == "home":
            walk.path(word, value, "write")
        elif kind == "user":
            self.user(value)
        elif kind == "script":
            if value is None or re.search(r"(?:^|[;{}/!0-9$ ])[wWrRe](?:\s|$)", value):
                raise self.unknown("has a script that may read or write other files")
        else:
            raise self.unknown("is called in a way that is not known")

    def package(self, word: Word, value: str | None) -> None:
        """Account for the name of a package; a name with a wildcard would be one of files too."""
        if value is None:
            first = word.parts[0] if word.parts else None
            start = first.text if isinstance(first, Literal) else ""
            if not _PACKAGE_START.match(start):
                raise self.unknown("installs what is only known at build time")
            value = start.rstrip("=~-") or start
        elif word.has_pattern or not _PACKAGE.fullmatch(value) or _ARCHIVE.search(value):
            raise self.unknown(f"is given {value[:40]!r}, which may be a file")
        for pattern, places in self.rules.get("elsewhere", {}).items():
            if _matches(value, pattern):
                self.walk.account.sets["writes"].update(places)

    def user(self, value: str | None) -> None:
        """Account for a user's home directory, which may be made and filled."""
        if value is None or not re.fullmatch(r"[a-z_][a-z0-9_.-]*\$?", value):
            raise self.unknown("is given a name that is only known at build time")
        keeps = {"-M", "-H", "--no-create-home"}
        if keeps.isdisjoint(self.flags):
            for field in ("writes", "straight"):
                self.walk.account.sets[field].add(f"/home/{value}")


def _is_install(words: Sequence[str]) -> bool:
    """Tell whether a call of a package manager installs packages."""
    found = [word for word in words[1:3] if not word.startswith("-")]
    return bool(_INSTALLS & set(found)) or (words[0] in ("yarn", "bundle") and not found)


def _variables(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        if name == "@common":
            found.update(COMMON)
        elif name == "@proxies":
            found.update(PROXIES)
        else:
            found.add(name)
    return found


def _matches(text: str, pattern: str) -> bool:
    """Tell whether a text is a pattern's; ``*`` stands for anything."""
    if "*" not in pattern:
        return text == pattern
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def _before_pattern(path: str) -> str:
    """Return the directory in which the shell looks for what matches a pattern."""
    first = min((path.find(char) for char in _PATTERN if char in path), default=len(path))
    directory = path[:first].rpartition("/")[0]
    return directory or ("/" if path.startswith("/") else ".")
