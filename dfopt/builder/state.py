"""What a stage has come to while its instructions take effect (``dispatchState``)."""

from __future__ import annotations

from dfopt.builder.configuration import DEFAULT_PATH, child_config
from dfopt.builder.environment import Environment
from dfopt.builder.errors import BuildError
from dfopt.builder.expansion import expand_word
from dfopt.builder.history import HistoryEntry
from dfopt.builder.paths import working_directory
from dfopt.errors import ExpansionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from dfopt.builder.configuration import Config
    from dfopt.builder.operations import Operation
    from dfopt.builder.values import Term, Value
    from dfopt.syntax.nodes import Statement


#: A few whole ranges; more than that is no file that a person wrote.
MAX_PORTS: Final = 1 << 18


class Scope:
    """What all stages of a build share: the build arguments and the global scope.

    ``keeps_history`` tells whether anybody will ask for the history.
    ``symbolic`` tells whether build arguments that are not given stay unknown. ``ports_left`` is
    how many more ports EXPOSE may list one by one.
    """

    __slots__ = (
        "build_arguments", "escape", "globals", "keeps_history", "ports_left", "proxies",
        "symbolic",
    )  # fmt: skip

    def __init__(self, build_arguments: Mapping[str, str], escape: str, *, symbolic: bool) -> None:
        self.build_arguments = dict(build_arguments)
        self.escape = escape
        self.symbolic = symbolic
        self.keeps_history = True
        self.globals = Environment()
        self.ports_left = MAX_PORTS
        self.proxies = proxy_variables(build_arguments)


class StageState:
    """The state of one stage.

    ``root`` is its file system, ``arguments`` are the declared build arguments with their values,
    ``unknown_triggers`` is the image whose triggers, unknown, have run in this stage.
    """

    __slots__ = (
        "arguments", "author", "command_is_set", "config", "directory", "environment", "history",
        "platform", "root", "scope", "statement", "unknown_triggers", "user",
    )  # fmt: skip

    def __init__(
        self, scope: Scope, config: Config, root: Operation | None, platform: Value
    ) -> None:
        self.scope = scope
        self.config = config
        self.root = root
        self.platform = platform
        self.environment = Environment()
        self.directory: Value = "/"
        self.user: Value = ""
        self.author: str | None = None
        self.history: list[HistoryEntry] = []
        self.arguments: list[tuple[str, Value | None]] = []
        self.command_is_set = False
        self.unknown_triggers: Term | None = None
        self.statement: Statement | None = None

    def child(self) -> StageState:
        """Return what a stage begins with that starts from this one."""
        state = StageState(self.scope, child_config(self.config), self.root, self.platform)
        state.environment = self.environment.copy()
        state.directory = self.directory
        state.user = self.user
        state.author = self.author
        state.history = self.history.copy()
        state.arguments = self.arguments.copy()
        return state

    def enter(self) -> None:
        """Apply the image's own environment, directory and user, as every stage does first."""
        config = self.config
        variables = config["Env"]
        known = self.environment.unknown is None
        windows = type(self.platform) is str and self.platform.startswith("windows")
        if known and "PATH" not in variables and not windows:
            variables["PATH"] = DEFAULT_PATH
        self.environment.reapply(variables)
        if config.get("WorkingDir"):
            directory = config["WorkingDir"]
            if type(directory) is str:
                directory = config["WorkingDir"] = working_directory(directory, directory)
            self.directory = directory
        if config.get("User"):
            self.user = config["User"]

    def expand(self, word: str) -> Value:
        """Return the word expanded as one.

        Raises:
            BuildError: the word cannot be expanded.
        """
        try:
            return expand_word(word, self.environment, self.scope.escape)
        except ExpansionError as error:
            raise BuildError(f"{word!r}: {error}", self.statement) from None

    def commit(self, text: Value, *, has_layer: bool = False) -> None:
        """Add to the history."""
        assert self.statement is not None
        if self.scope.keeps_history:
            self.history.append(HistoryEntry(text, has_layer, self.statement))


def proxy_variables(build_arguments: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the proxies that every RUN gets unasked, by upper-case name; the last of two wins."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
    found = {}
    for key in sorted(build_arguments):
        if key.upper() in names:
            found[key.upper()] = build_arguments[key]
    return tuple([(name, found[name]) for name in names if name in found])
