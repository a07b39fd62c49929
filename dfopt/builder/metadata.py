"""The instructions that change the configuration alone, and WORKDIR.

Sources: the ``dispatch*`` functions of BuildKit's ``dockerfile2llb``.
"""

from __future__ import annotations

from dfopt.builder.arguments import argument_default
from dfopt.builder.checks import check_signal
from dfopt.builder.configuration import shell_of
from dfopt.builder.errors import BuildError
from dfopt.builder.expansion import expand_words
from dfopt.builder.history import duration, plain_list, quoted_list
from dfopt.builder.operations import FileOperation, MakeDirectory
from dfopt.builder.paths import cleaned, working_directory
from dfopt.builder.transfer import owner
from dfopt.builder.triggers import trigger_text
from dfopt.builder.values import Term, concatenate, term
from dfopt.errors import ExpansionError
from dfopt.syntax.flags import parse_count, parse_duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from dfopt.builder.state import StageState
    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Statement

#: Arguments that BuildKit reads itself and keeps out of the environment.
_NOT_VARIABLES: Final = ("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE")


def _pairs(state: StageState, statement: Statement) -> list[tuple[Value, Value]]:
    """Return the assignments of ENV or LABEL, all expanded before any takes effect."""
    words = statement.arguments
    return [
        (state.expand(words[index]), state.expand(words[index + 1]))
        for index in range(0, len(words), 3)
    ]


def _pairs_shown(keyword: str, pairs: list[tuple[Value, Value]]) -> Value:
    parts: list[Value] = [keyword]
    for name, value in pairs:
        parts += (" ", name, "=", value)
    return concatenate(parts)


def _env(state: StageState, statement: Statement) -> None:
    pairs = _pairs(state, statement)
    variables = state.config["Env"]
    for name, value in pairs:
        state.environment.assign(name, value)
        variables[name] = value
    state.commit(_pairs_shown("ENV", pairs))


def _label(state: StageState, statement: Statement) -> None:
    pairs = _pairs(state, statement)
    labels = state.config["Labels"]
    for name, value in pairs:
        labels.pop(name, None)  # an unknown name may be the same as any: the last one wins
        labels[name] = value
    state.commit(_pairs_shown("LABEL", pairs))


def _arg(state: StageState, statement: Statement) -> None:
    """Declare build arguments, each seeing those before it."""
    parts: list[Value] = ["ARG"]
    for word in statement.arguments:
        name, equals, default = word.partition("=")
        value = _argument(state, statement, name, default if equals else None)
        state.arguments.append((name, value))
        parts += (" ", name)
        if value is not None:
            parts += ("=", value)
    state.commit(concatenate(parts))


def _argument(
    state: StageState, statement: Statement, name: str, default: str | None
) -> Value | None:
    """Declare one build argument; return its value, None if it has none."""
    scope = state.scope
    value: Value | None = scope.build_arguments.get(name)
    if value is None and default is not None:
        value = argument_default(name, default, state.environment, scope, statement)
    elif value is None:
        value = scope.globals.lookup(name)
        if scope.symbolic and not scope.globals.is_certain(name):
            if name not in _NOT_VARIABLES:
                state.environment.declare(name)
            return term("given", name)
    if value is not None and name not in _NOT_VARIABLES:
        state.environment.assign(name, value)
    return value


def _user(state: StageState, statement: Statement) -> None:
    state.user = state.config["User"] = state.expand(statement.arguments[0])
    state.commit(concatenate(["USER ", state.user]))


def _workdir(state: StageState, statement: Statement) -> None:
    path = state.expand(statement.arguments[0])
    directory = working_directory(state.config.get("WorkingDir") or "/", path)
    state.directory = state.config["WorkingDir"] = directory
    makes_layer = directory != "/"
    if makes_layer:
        user = state.config.get("User")
        action = MakeDirectory(cleaned(directory), 0o755, owner(user) if user else None, True)
        state.root = FileOperation(statement, state.root, (action,))
    state.commit(concatenate(["WORKDIR ", directory]), has_layer=makes_layer)


def _expose(state: StageState, statement: Statement) -> None:
    ports: list[Value] = []
    for word in sorted(statement.arguments):
        try:
            expanded = expand_words(word, state.environment, state.scope.escape)
        except ExpansionError as error:
            raise BuildError(f"{word!r}: {error}", statement) from None
        for port in expanded:
            ports += [port] if isinstance(port, Term) else _ports(state, port)
    exposed = state.config["ExposedPorts"]
    for port in ports:
        exposed[port] = None
    state.commit(concatenate(["EXPOSE ", plain_list(ports)]))


def _ports(state: StageState, text: str) -> list[Value]:
    """Return the ports of a range, ``80/tcp`` each; the range as a term if there are too many."""
    from dfopt.builder.ports import exposed_ports

    numbers, protocol = exposed_ports(text)
    state.scope.ports_left -= len(numbers)
    if state.scope.ports_left < 0:
        return [term("ports", f"{numbers[0]}-{numbers[-1]}/{protocol}")]
    return [f"{number}/{protocol}" for number in numbers]


def _volume(state: StageState, statement: Statement) -> None:
    paths = [state.expand(word.strip()) for word in statement.arguments]
    if "" in paths:
        raise BuildError("VOLUME wants paths that are not empty", statement)
    volumes = state.config["Volumes"]
    for path in paths:
        volumes[path] = None
    state.commit(concatenate(["VOLUME ", plain_list(paths)]))


def _stopsignal(state: StageState, statement: Statement) -> None:
    signal = state.expand(statement.arguments[0])
    if type(signal) is str:
        check_signal(signal)
    state.config["StopSignal"] = signal
    state.commit(concatenate(["STOPSIGNAL ", signal]))


def _shell(state: StageState, statement: Statement) -> None:
    state.config["Shell"] = statement.arguments
    state.commit(concatenate(["SHELL ", plain_list(statement.arguments)]))


def _command(state: StageState, statement: Statement) -> tuple[Value, ...]:
    """Return the words of an exec form, or the shell with a shell form."""
    if statement.lexed.json:
        return statement.arguments
    return (*shell_of(state.config), " ".join(statement.arguments))


def _cmd(state: StageState, statement: Statement) -> None:
    command = _command(state, statement)
    state.command_is_set = True
    state.config["Cmd"] = command
    state.config["ArgsEscaped"] = True
    state.commit(concatenate(["CMD ", quoted_list(command)]))


def _entrypoint(state: StageState, statement: Statement) -> None:
    command = _command(state, statement)
    state.config["Entrypoint"] = command
    if not state.command_is_set:
        unknown = state.unknown_triggers
        # A trigger of the image may have set a CMD, which would stay.
        state.config["Cmd"] = term("command of triggers", unknown) if unknown else ()
    state.commit(concatenate(["ENTRYPOINT ", quoted_list(command)]))


#: Flags of HEALTHCHECK and their keys in the configuration.
_HEALTH_DURATIONS: Final = (
    ("interval", "Interval"),
    ("timeout", "Timeout"),
    ("start-period", "StartPeriod"),
    ("start-interval", "StartInterval"),
)


def _healthcheck(state: StageState, statement: Statement) -> None:
    kind, *words = statement.arguments
    check: dict[str, object] = {"Test": ("NONE",)}
    if kind.upper() != "NONE":
        form = "CMD" if statement.lexed.json else "CMD-SHELL"
        check["Test"] = (form, *(words if statement.lexed.json else [" ".join(words)]))
        for flag, key in _HEALTH_DURATIONS:
            check[key] = parse_duration(statement.flag(flag) or "0")
        check["Retries"] = parse_count(statement.flag("retries") or "0")
    state.config["Healthcheck"] = {key: value for key, value in check.items() if value}
    times = [f"{key}:{duration(int(str(check.get(key, 0))))}" for _, key in _HEALTH_DURATIONS]
    test = " ".join(map(str, check["Test"]))  # type: ignore[call-overload]
    retries = check.get("Retries", 0)
    state.commit(f"HEALTHCHECK {{Test:[{test}] {' '.join(times)} Retries:{retries}}}")


def _maintainer(state: StageState, statement: Statement) -> None:
    state.author = statement.arguments[0]
    state.commit(f"MAINTAINER {state.author}")


def _onbuild(state: StageState, statement: Statement) -> None:
    """Store the trigger; history has no line for it."""
    triggers = state.config.get("OnBuild", ())
    state.config["OnBuild"] = (*triggers, trigger_text(statement))


#: What each instruction does to the state of its stage.
EFFECTS: Final[dict[str, Callable[[StageState, Statement], None]]] = {
    "ARG": _arg,
    "CMD": _cmd,
    "ENTRYPOINT": _entrypoint,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _label,
    "MAINTAINER": _maintainer,
    "ONBUILD": _onbuild,
    "SHELL": _shell,
    "STOPSIGNAL": _stopsignal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
