"""RUN: the process, its mounts and what the history says of it.

Sources: ``dispatchRun``, ``dispatchRunMounts``, ``dispatchSecret`` and ``dispatchSSH`` of
BuildKit's ``dockerfile2llb``; ``ExecOp.Marshal`` of ``client/llb``.
"""

from __future__ import annotations

import re

from dfopt.builder.configuration import shell_of
from dfopt.builder.errors import BuildError
from dfopt.builder.history import spaced
from dfopt.builder.operations import (
    Exec,
    FileOperation,
    MakeDirectory,
    MakeFile,
    MountPoint,
    Owner,
    SecretVariable,
    UnknownMount,
)
from dfopt.builder.paths import below, clean, cleaned, join
from dfopt.builder.values import Term, concatenate, term
from dfopt.syntax.flags import FlagValueError
from dfopt.syntax.instructions import is_heredoc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.environment import Entry
    from dfopt.builder.operations import Operation
    from dfopt.builder.state import StageState
    from dfopt.builder.values import Value
    from dfopt.syntax.mounts import Mount
    from dfopt.syntax.nodes import Statement

_PIPES: Final = "/dev/pipes/"
_SECRET_MODE: Final = 0o400
_AGENT_MODE: Final = 0o600
_LEADING_TABS: Final = r"(?m)^\t+"


def without_leading_tabs(body: str) -> str:
    """Return the body of a ``<<-`` heredoc as it counts."""
    return re.sub(_LEADING_TABS, "", body)


def run(
    state: StageState,
    statement: Statement,
    sources: tuple[Operation | None, ...],
    context: Operation,
) -> None:
    """Let a RUN take effect.

    Args:
        state: the stage.
        statement: the instruction.
        sources: the file system that each ``--mount`` names, in their order.
        context: the build context.

    Raises:
        BuildError: a mount is wrong, or there is nothing to run.
    """
    words, script = _command(statement)
    mounts = _Mounts(state, statement, context)
    if script is not None:
        mounts.add_script(script)
    flags = [flag for flag in statement.flags if flag.startswith("--mount=")]
    for flag, source in zip(flags, sources):
        mounts.add(flag[len("--mount=") :], source)
    if statement.flag("device") is not None:
        raise BuildError("RUN --device needs a frontend of the labs channel", statement)
    arguments: tuple[Value, ...] = words
    if not statement.lexed.json:
        arguments = (*shell_of(state.config), concatenate(spaced(words)))
    if not arguments:
        raise BuildError("RUN wants a command", statement)
    before = state.environment.entries()
    network = statement.flag("network") or "default"
    security = statement.flag("security") or "sandbox"
    state.root = Exec(
        statement,
        state.root,
        arguments,
        (*before, *mounts.variables),
        state.directory,
        state.user,
        mounts.sorted(),
        tuple(mounts.secrets),
        "" if network == "default" else network,
        "" if security == "sandbox" else security,
        state.scope.proxies,
        state.platform,
    )
    if state.scope.keeps_history:
        shown = spaced([*_arguments_shown(state), *arguments])
        state.commit(concatenate(["RUN ", *shown, " # buildkit"]), has_layer=True)


def _command(statement: Statement) -> tuple[tuple[str, ...], MakeFile | None]:
    """Return the words of the command, and the script that it runs if that is inline."""
    heredocs = statement.heredocs
    words = statement.arguments or ("",) if not statement.lexed.json else statement.arguments
    if not heredocs:
        return words, None
    if not is_heredoc(words[0]):
        bodies = "".join([f"\n{heredoc.content}{heredoc.name}" for heredoc in heredocs])
        return (words[0] + bodies,), None
    first = heredocs[0]
    body = without_leading_tabs(first.content) if first.chomp else first.content
    if not body.startswith("#!"):
        return (body,), None
    script = MakeFile(clean(f"/{first.name}"), 0o755, body)
    return (join(_PIPES, first.name),), script


def _arguments_shown(state: StageState) -> list[Value]:
    """Return ``|n name=value ...`` for the build arguments, as history shows them."""
    shown: dict[str, Value] = {}
    for name, value in state.arguments:
        current = state.environment.lookup(name)
        shown[name] = concatenate([name, "=", (value or "") if current is None else current])
    return [f"|{len(shown)}", *shown.values()] if shown else []


class _Mounts:
    """Collects what the mounts of a RUN come to."""

    def __init__(self, state: StageState, statement: Statement, context: Operation) -> None:
        self.state = state
        self.statement = statement
        self.context = context
        self.points: list[MountPoint | UnknownMount] = []
        self.secret_points: list[MountPoint] = []
        self.agents: list[MountPoint] = []
        self.secrets: list[SecretVariable] = []
        self.variables: list[Entry] = []

    def sorted(self) -> tuple[MountPoint | UnknownMount, ...]:
        """Return the mounts in BuildKit's order: by target, secrets and agents at the end."""
        known: list[MountPoint] = []
        unknown: list[MountPoint | UnknownMount] = []
        for point in self.points:
            if isinstance(point, MountPoint) and type(point.target) is str:
                known.append(point)
            else:
                unknown.append(point)
        known.sort(key=lambda point: str(point.target))
        return (*known, *unknown, *self.secret_points, *self.agents)

    def add_script(self, script: MakeFile) -> None:
        """Mount an inline script."""
        source = FileOperation(self.statement, None, (script,))
        self.points.append(MountPoint(_PIPES, "bind", source, "/", True))

    def add(self, text: str, source: Operation | None) -> None:
        """Read one mount and add it.

        Raises:
            BuildError: the mount is wrong.
        """
        from dfopt.syntax.mounts import parse_mount

        unknown: list[Value] = []

        def expanded(word: str) -> str:
            value = self.state.expand(word)
            if isinstance(value, Term):
                unknown.append(value)
                return _UNKNOWN + str(len(unknown) - 1)
            return value

        try:
            mount = parse_mount(text, expanded)
        except FlagValueError as error:
            if unknown:
                self._add_unknown(text, source)
                return
            raise BuildError(f"--mount={text}: {error}", self.statement) from None
        if mount.type == "bind" and not mount.from_:
            source = self.context
        adders = {"secret": self._add_secret, "ssh": self._add_agent}
        add = adders.get(mount.type)
        if add is not None:
            add(_Fields(mount, unknown))
        else:
            self._add_file_system(_Fields(mount, unknown), source)

    def _add_unknown(self, text: str, source: Operation | None) -> None:
        """Add a mount whose fields are not known well enough to be read."""
        from dfopt.syntax.mounts import csv_fields

        fields: list[Value] = []
        for field in csv_fields(text):
            key, equals, word = field.partition("=")
            fields += (key.lower(), self.state.expand(word) if equals else "")
        names_source = any(key == "from" for key in fields[::2])
        mounted = source if names_source else self.context
        self.points.append(UnknownMount(tuple(fields), mounted, self.state.directory))

    def _add_file_system(self, fields: _Fields, source: Operation | None) -> None:
        """Add a bind, cache or tmpfs mount."""
        mount = fields.mount
        target = below(self.state.directory, fields.target)
        if target == "/":
            raise BuildError("a mount cannot have / as its target", self.statement)
        if mount.type == "tmpfs":
            source = None
        selector: Value = ""
        if fields.source and fields.source != "/":
            selector = cleaned(concatenate(["/", fields.source]))
        if selector in ("", "/"):
            selector = ""
            if (mount.uid, mount.gid, mount.mode) != (None, None, None):
                source = self._owned(mount, source)
                selector = "/cache"
        name: Value = ""
        sharing = ""
        if mount.type == "cache":
            name = concatenate(["/", fields.id or cleaned(fields.target)])
            sharing = "" if mount.sharing == "shared" else mount.sharing
        self.points.append(
            MountPoint(
                target, mount.type, source, selector, mount.read_only, name, sharing, mount.size
            )
        )

    def _owned(self, mount: Mount, source: Operation | None) -> Operation:
        """Return the directory that gives a cache its owner and mode (``setCacheUIDGID``)."""
        mode = 0o755 if mount.mode is None else mount.mode
        owner = Owner(mount.uid or 0, mount.gid or 0)
        directory = MakeDirectory("/cache", mode, owner, False)
        return FileOperation(self.statement, source, (directory,))

    def _add_secret(self, fields: _Fields) -> None:
        mount, target = fields.mount, fields.target
        identity = fields.source or fields.id
        if not identity:
            identity = _base_name(target)
        optional = not mount.required
        if mount.env is not None:
            self.secrets.append(SecretVariable(fields.env, identity, optional))
            if not target:
                return
        target = target or concatenate(["/run/secrets/", _base_name(identity)])
        mode = _SECRET_MODE if mount.mode is None else mount.mode
        self.secret_points.append(
            MountPoint(
                target,
                "secret",
                name=identity,
                optional=optional,
                mode=mode,
                uid=mount.uid or 0,
                gid=mount.gid or 0,
            )
        )

    def _add_agent(self, fields: _Fields) -> None:
        mount = fields.mount
        if fields.source:
            raise BuildError("an ssh mount has no source", self.statement)
        target = fields.target or f"/run/buildkit/ssh_agent.{len(self.agents)}"
        if not self.agents:
            self._tell_agent(target)
        self.agents.append(
            MountPoint(
                target,
                "ssh",
                name=fields.id,
                optional=not mount.required,
                mode=_AGENT_MODE if mount.mode is None else mount.mode,
                uid=mount.uid or 0,
                gid=mount.gid or 0,
            )
        )

    def _tell_agent(self, target: Value) -> None:
        """Say in the environment where the first agent is, if nothing else is said there."""
        environment = self.state.environment
        current = environment.lookup("SSH_AUTH_SOCK")
        if current is None:
            self.variables.append(("SSH_AUTH_SOCK", target))
        elif not environment.is_certain("SSH_AUTH_SOCK"):
            self.variables.append(("SSH_AUTH_SOCK", term("unless set", target)))


#: Stands for an unknown value while a mount is read; no Dockerfile can contain it.
_UNKNOWN: Final = "\x00unknown "


class _Fields:
    """The fields of a mount that are texts, with unknown values put back."""

    def __init__(self, mount: Mount, unknown: list[Value]) -> None:
        self.mount = mount
        self.source = _restored(mount.source, unknown)
        self.target = _restored(mount.target, unknown)
        self.id = _restored(mount.id, unknown)
        self.env = _restored(mount.env or "", unknown)


def _restored(text: str, unknown: list[Value]) -> Value:
    if text.startswith(_UNKNOWN):
        return unknown[int(text[len(_UNKNOWN) :])]
    return text


def _base_name(path: Value) -> Value:
    """Return the last part of a path, as Go's ``path.Base``."""
    if isinstance(path, Term):
        return term("base name", path)
    if not path:
        return "."
    return path.rstrip("/").rsplit("/", 1)[-1] or "/"
