"""What the processes of a build read and write, and where its unknown values are known after all.

The abstract builder leaves the configuration of base images unknown. Of official images it is
published (:mod:`dfopt.knowledge.bases`); with that, and with the build context, a RUN can be asked
what it does (:mod:`dfopt.knowledge.commands`). All of it rests on named assumptions: one that is
not allowed makes the command unknown.
"""

from __future__ import annotations

from dfopt.builder.operations import Exec, UnknownMount
from dfopt.builder.paths import clean, destination_path, join
from dfopt.builder.surroundings import Surroundings, of_copy, of_process
from dfopt.builder.values import Term, term
from dfopt.knowledge.behaviour import Behaviour, Circumstances, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Final

    from dfopt.builder.operations import CopyAction
    from dfopt.builder.placements import Placement
    from dfopt.builder.values import Value
    from dfopt.knowledge.bases import Base
    from dfopt.knowledge.behaviour import Files
    from dfopt.knowledge.caches import Use
    from dfopt.knowledge.commands import Piece
    from dfopt.shell.nodes import Script

#: Mounts that a process may find whatever it does: their content is no part of the image.
_OUTSIDE: Final = ("bind", "cache", "secret", "ssh", "tmpfs")

#: What is mounted for each RUN anew.
_PASSING: Final = ("/dev/", "/proc/", "/sys/", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname")
#: How far down a value that is not known is looked for what is known of it.
_DEEPEST: Final = 24


class Commands:
    """Answers what processes do; keeps its answers.

    ``is_allowed`` tells which assumptions may be used, ``used`` those that were. ``tools`` are the
    user's own, as in the configuration.
    """

    def __init__(
        self, is_allowed: Callable[[str], bool], tools: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Start with nothing asked."""
        self._is_allowed = is_allowed
        self.used: set[str] = set()
        self.tools = tools
        self._scripts: dict[tuple[Value, ...], Script | Unknown] = {}
        self._bases: dict[Term, Base | None] = {}
        self._led: dict[int, tuple[Exec, Surroundings, frozenset[str]]] = {}
        self._circumstances: dict[int, tuple[Exec, Circumstances]] = {}
        self._behaviours: dict[int, tuple[Exec, Behaviour | Unknown]] = {}

    def is_allowed(self, assumption: str) -> bool:
        """Tell whether an assumption may be used, and take it for used if so."""
        if not self._is_allowed(assumption):
            return False
        self.used.add(assumption)
        return True

    def base(self, image: Term) -> Base | None:
        """Return what is published about the image that a term ``image`` stands for."""
        if image not in self._bases:
            from dfopt.knowledge.bases import ASSUMPTION, base_of

            reference = image.operands[0] if image.kind == "image" else None
            known = type(reference) is str and self.is_allowed(ASSUMPTION)
            self._bases[image] = base_of(reference) if known else None
        return self._bases[image]

    def base_of(self, reference: Value) -> Base | None:
        """Return what is published about the image of that name."""
        return self.base(term("image", reference))

    def resolved(self, value: Value | None) -> str | None:
        """Return the text that a value surely is, given what is known of base images."""
        if not isinstance(value, Term):
            return value
        operands = value.operands
        if value.kind == "text":
            parts = [self.resolved(operand) for operand in operands]
            return None if None in parts else "".join(filter(None, parts))
        if value.kind == "variable":
            return self._variable(*operands)
        if value.kind == "configuration":
            return self._configuration(*operands)
        if value.kind in ("path", "destination", "clean", "source path"):
            parts = [self.resolved(operand) for operand in operands]
            known = [part for part in parts if part is not None]
            return _path(value.kind, known) if len(known) == len(parts) else None
        return None

    def _variable(self, image: Value, name: Value) -> str | None:
        base = self.base(image) if isinstance(image, Term) else None
        if base is None or type(name) is not str:
            return None
        return base.environment.get(name, "")

    def _configuration(self, image: Value, key: str) -> str | None:
        base = self.base(image) if isinstance(image, Term) else None
        if base is None:
            return None
        return {"WorkingDir": base.directory, "User": base.user}.get(key)

    def script(self, execution: Exec) -> Script | Unknown:
        """Return what the process runs, as a shell script."""
        arguments = execution.arguments
        if arguments not in self._scripts:
            self._scripts[arguments] = self._read(arguments)
        return self._scripts[arguments]

    def _read(self, arguments: tuple[Value, ...]) -> Script | Unknown:
        from dfopt.shell.runs import script_of_arguments

        words = []
        for argument in arguments:
            if isinstance(argument, Term) and argument.kind == "shell":
                if not self.is_allowed("base.posix-shell"):
                    # What the script says is not looked at, so it may be an installation.
                    return Unknown("the assumption base.posix-shell is denied", is_install=True)
                words += ["/bin/sh", "-c"]
            elif isinstance(argument, Term):
                return Unknown("the command is only known at build time")
            else:
                words.append(argument)
        script = script_of_arguments(tuple(words))
        if script.opaque is not None:
            return Unknown(script.opaque.reason)
        return script

    def circumstances(self, execution: Exec, files: Files | None) -> Circumstances:
        """Return where a process runs; ``files`` is what copies have put into the image."""
        kept = self._circumstances.get(id(execution))
        if kept is None:
            kept = self._circumstances[id(execution)] = (execution, self._around(execution))
        return kept[1] if files is None else kept[1].with_changes(files=files)

    def _around(self, execution: Exec) -> Circumstances:
        environment: dict[str, str | None] = {}
        likely: dict[str, str] = {}
        defaults: dict[str, str] = {}
        is_base_known = True
        release = None
        for name, value in execution.environment:
            if not isinstance(name, Term):
                environment[name] = found = self.resolved(value)
                text, is_whole = ("", False) if found is not None else self._by_default(value)
                if text:
                    likely[name] = text
                if is_whole:
                    defaults[name] = text
                continue
            base = self.base(name)
            if base is None:
                is_base_known = False
            else:
                environment.update(base.environment)
                release = base.release
        directory = self.resolved(execution.directory)
        return Circumstances(
            directory=None if directory is None else clean(directory),
            user=self._user(execution),
            environment=environment,
            is_base_known=is_base_known,
            files=None,
            release=release,
            likely=likely,
            defaults=defaults,
            is_base_user=_is_of_base(execution.user),
        )

    def _by_default(self, value: object, depth: int = 0) -> tuple[str, bool]:
        """Return a value as it is with the defaults of build arguments, and whether that is all.

        What is not known then either is left out.
        """
        if not isinstance(value, Term):
            return (value, True) if type(value) is str else ("", False)
        resolved = self.resolved(value)
        if resolved is not None or depth > _DEEPEST:
            return resolved or "", resolved is not None
        found = [self._by_default(operand, depth + 1) for operand in value.operands]
        texts = [text for text, _ in found]
        if value.kind == "text":
            return "".join(texts), all(is_whole for _, is_whole in found)
        if value.kind == "argument":
            # Without a default somebody passes one.
            return texts[1], texts[1] != "" and found[1][1]
        if value.kind == "overridden":
            return texts[2], False
        if value.kind == "substitution":
            modifier, first, *words = texts
            if modifier in ("-", ":-", "?", ":?"):
                return first or (words[0] if modifier.endswith("-") and words else ""), False
            return " ".join((first, *words)).strip(), False
        return "", False

    def _user(self, execution: Exec) -> str | None:
        user = self.resolved(execution.user)
        if user is None:
            return None
        name, _, group = user.partition(":")
        # What another group than its own makes is not as the superuser makes it.
        is_root = name in ("", "0", "root") and group in ("", "0", "root")
        return "root" if is_root else user

    def behaviour(self, execution: Exec, files: Files | None) -> Behaviour | Unknown:
        """Return what a process reads and writes."""
        if files is not None:
            return self._behaviour(execution, files)
        kept = self._behaviours.get(id(execution))
        if kept is None:
            kept = self._behaviours[id(execution)] = (execution, self._behaviour(execution, None))
        return kept[1]

    def _behaviour(self, execution: Exec, files: Files | None) -> Behaviour | Unknown:
        problem = _unusual(execution)
        if problem:
            return Unknown(problem)
        script = self.script(execution)
        if isinstance(script, Unknown):
            return script
        from dfopt.knowledge.commands import behaviour_of

        circumstances = self.circumstances(execution, files)
        behaviour = behaviour_of(script, circumstances, self.tools)
        return self._allowed(behaviour, execution)

    def surroundings(
        self, executions: Iterable[Exec], copies: Iterable[tuple[CopyAction, Placement | None]]
    ) -> Surroundings:
        """Return what processes and copies may have written where all others read it.

        What they write into directories of the system (a library path, a package source, a link)
        may lead any process there. Of a process of which nothing is known nothing is taken: behind
        it nothing is known anyway.

        Args:
            executions: the processes.
            copies: the copies, with where they place what they bring if that is known.
        """
        found = Surroundings()
        taken: set[str] = set()
        for execution in executions:
            kept = self._led.get(id(execution))
            if kept is None:
                behaviour = self.behaviour(execution, None)
                kept = execution, Surroundings(), frozenset[str]()
                if isinstance(behaviour, Behaviour):
                    kept = execution, *of_process(execution, behaviour)
                self._led[id(execution)] = kept
            found = found.joined(kept[1])
            taken |= kept[2]
        for action, placement in copies:
            place = self.resolved(action.destination)
            found = found.joined(of_copy(action, placement, place, taken))
        return found

    def _allowed(self, behaviour: Behaviour | Unknown, execution: Exec) -> Behaviour | Unknown:
        """Return a behaviour, with what the mounts add, if all it rests on is allowed."""
        if isinstance(behaviour, Unknown):
            return behaviour
        denied = self._denied(behaviour.assumptions)
        if denied is not None:
            # What reaches for the network installs something, as far as anything is known at all.
            return denied.with_changes(is_install=behaviour.uses_network)
        targets = set()
        for mount in execution.mounts:
            target = None if isinstance(mount, UnknownMount) else self.resolved(mount.target)
            if target is None or isinstance(mount, UnknownMount):
                return Unknown("a mount is only known at build time")
            targets.add(clean(target))
            if mount.type == "bind" and any(_is_seen(clean(target), d) for d in behaviour.scans):
                return Unknown("what is mounted may hold modules that Python finds first")
        extra = self._of_execution(execution)
        behaviour = behaviour.with_changes(assumptions=behaviour.assumptions | extra)
        if not targets:
            return behaviour
        # A mount point is made where it is missing, and hides what is there.
        behaviour = behaviour.with_changes(reads=behaviour.reads | targets)
        behaviour = behaviour.writing(frozenset(targets))
        # What is mounted may be what new homes are filled with.
        return behaviour.with_changes(homes=frozenset())

    def pieces(self, execution: Exec, files: Files | None) -> tuple[Piece, ...] | Unknown:
        """Return the commands of a ``RUN a && b``, if it may be several RUNs."""
        problem = _unusual(execution) or _unsharable(execution)
        if problem:
            return Unknown(problem)
        script = self.script(execution)
        if isinstance(script, Unknown):
            return script
        from dfopt.knowledge.commands import pieces

        found = pieces(script, self.circumstances(execution, files), self.tools)
        if isinstance(found, Unknown):
            return found
        volumes = self._volumes(execution)
        return tuple(
            piece.with_changes(
                behaviour=self._allowed(piece.behaviour, execution),
                sets_state=piece.sets_state or _leaves_elsewhere(piece.behaviour, volumes),
            )
            for piece in found
        )

    def cache_use(self, execution: Exec, files: Files | None) -> Use | Unknown | None:
        """Return what a process keeps of its downloads; None where it does not install anything.

        Its own mounts are left out of account.
        """
        from dfopt.knowledge.caches import use_of

        found = self._script_and_pieces(execution, files)
        if isinstance(found, Unknown):
            return found
        use = use_of(*found, self.circumstances(execution, files))
        if use is None or isinstance(use, Unknown):
            return use
        denied = self._denied(use.assumptions | self._of_execution(execution))
        if denied is not None:
            return denied
        return use.with_changes(assumptions=use.assumptions | self._of_execution(execution))

    def apart(
        self, execution: Exec, files: Files | None, around: frozenset[str]
    ) -> frozenset[str] | Unknown:
        """Return on what it rests that a process has nothing to do with a cache.

        ``around`` are the cache's paths; its own mounts are left out of account.
        """
        from dfopt.knowledge.caches import apart

        found = self._script_and_pieces(execution, files)
        if isinstance(found, Unknown):
            return found
        names = apart(*found, self.circumstances(execution, files), around)
        if isinstance(names, Unknown):
            return names
        names |= self._of_execution(execution)
        return self._denied(names) or names

    def leaves_start_programs(self, execution: Exec, surroundings: Surroundings) -> bool:
        """Tell whether a process has nothing to do with a program that an application starts with.

        That is so if it only installs packages of the distribution, into an image that is known,
        and neither a variable nor anything in its ``surroundings`` names such a program.
        """
        from dfopt.knowledge.start_programs import ASSUMPTION, leaves_them, mentions_them

        circumstances = self.circumstances(execution, None)
        if execution.mounts or not circumstances.is_base_known:
            return False
        if surroundings.has_sources or surroundings.names_programs:
            return False
        if any(mentions_them(value) for value in circumstances.environment.values() if value):
            return False
        found = self._script_and_pieces(execution, None)
        if isinstance(found, Unknown) or not leaves_them(*found):
            return False
        return self.is_allowed(ASSUMPTION)

    def _script_and_pieces(
        self, execution: Exec, files: Files | None
    ) -> tuple[Script, tuple[Piece, ...]] | Unknown:
        bare = execution.with_changes(mounts=())
        script = self.script(bare)
        pieces = self.pieces(bare, files)
        if isinstance(script, Unknown):
            return script
        return pieces if isinstance(pieces, Unknown) else (script, pieces)

    def _denied(self, names: frozenset[str]) -> Unknown | None:
        for name in sorted(names):
            if not self.is_allowed(name):
                return Unknown(f"the assumption {name} is denied")
        return None

    def _of_execution(self, execution: Exec) -> frozenset[str]:
        """Return what all knowledge of a process rests on: its shell, and its base image."""
        names = set()
        if any(isinstance(argument, Term) for argument in execution.arguments):
            names.add("base.posix-shell")
        if any(isinstance(name, Term) and self.base(name) for name, _ in execution.environment):
            names.add("base.official-configuration")
        return frozenset(names)

    def _volumes(self, execution: Exec) -> tuple[str, ...]:
        """Return where the base image is known to have volumes."""
        bases = [self.base(name) for name, _ in execution.environment if isinstance(name, Term)]
        return tuple(path for base in bases if base is not None for path in base.volumes)


def _is_of_base(user: Value | None) -> bool:
    """Tell whether a user is whoever the base image says."""
    return isinstance(user, Term) and user.kind == "configuration"


def _is_seen(target: str, directory: str) -> bool:
    """Tell whether what is mounted at a path is, or is in, a directory, or brings it."""
    place = target.rstrip("/")
    return f"{directory.rstrip('/')}/".startswith(f"{place}/") or (
        (place.rpartition("/")[0] or "/") == directory
    )


def _path(kind: str, parts: list[str]) -> str:
    if kind == "clean":
        return clean(parts[0])
    if kind == "source path":
        return clean("/" + parts[0])
    if kind == "path":
        return join("/", *parts) if not parts[-1].startswith("/") else parts[-1]
    directory, path = parts if len(parts) == 2 else ("/", parts[0])
    found = destination_path(directory, path)
    assert type(found) is str
    return found


def _leaves_elsewhere(behaviour: Behaviour | Unknown, volumes: Sequence[str]) -> bool:
    """Tell whether a command leaves something that lasts as long as its RUN, and no longer."""
    if isinstance(behaviour, Unknown):
        return False
    return any(
        path.startswith(_PASSING) or any(f"{path}/".startswith(f"{each}/") for each in volumes)
        for path in behaviour.writes | behaviour.makes
    )


def _unusual(execution: Exec) -> str:
    """Say what is unusual about the way a process runs, or nothing."""
    if execution.security:
        return "it runs with other rights than usual"
    if execution.network == "none":
        return "it runs without a network"
    return ""


def _unsharable(execution: Exec) -> str:
    """Say which mount two processes cannot share as one does, or nothing."""
    for mount in execution.mounts:
        if isinstance(mount, UnknownMount):
            return "a mount is only known at build time"
        if mount.type == "tmpfs":
            return "a tmpfs mount does not carry anything from one RUN to the next"
        if mount.type == "bind" and not mount.read_only:
            return "a writable bind mount does not carry anything from one RUN to the next"
        if mount.type == "cache" and mount.sharing == "private":
            return "a private cache is not the same in two RUNs"
        if mount.type not in _OUTSIDE:
            return f"a mount of type {mount.type} is not known"
    return ""
