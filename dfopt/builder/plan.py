"""The stages of a build and how they depend on each other, before anything takes effect.

Sources: ``buildDispatchStates``, ``buildStageDependencyGraph``, ``toCommand``,
``detectRunMount`` and ``initOnBuildTriggers`` of BuildKit's ``dockerfile2llb``.
"""

from __future__ import annotations

from dfopt.builder.environment import Environment
from dfopt.builder.errors import BuildError
from dfopt.builder.expansion import expand_word
from dfopt.builder.platforms import parse_platform
from dfopt.builder.references import normalized
from dfopt.builder.triggers import parse_trigger, trigger_text
from dfopt.builder.values import Term
from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.flags import FlagValueError
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from typing import Final

    from dfopt.builder.state import Scope
    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage

SCRATCH: Final = "scratch"


class Command(Record):
    """An instruction of a stage and the stages it takes files from, one per ``--from`` or mount."""

    statement: Statement
    sources: tuple[PlannedStage, ...] = ()


class PlannedStage:
    """A stage, or an image that an instruction takes files from (``stage`` is then None).

    ``base`` is the stage it starts from, else ``reference`` the full name of its image (empty for
    scratch). ``triggered`` are the commands that its base's ONBUILD puts before its own.
    """

    __slots__ = ("base", "commands", "index", "platform", "reference", "stage", "triggered")

    def __init__(self, index: int, stage: Stage | None, platform: Value) -> None:
        self.index = index
        self.stage = stage
        self.platform = platform
        self.base: PlannedStage | None = None
        self.reference: Value = ""
        self.commands: list[Command] = []
        self.triggered: list[Command] | None = None

    @property
    def dependencies(self) -> list[PlannedStage]:
        """The stages it cannot be built without, its base first."""
        found = [] if self.base is None else [self.base]
        for command in (*(self.triggered or ()), *self.commands):
            found += command.sources
        return found


class Plan:
    """All stages of a file; ``stages`` are its own, ``sources`` images besides."""

    def __init__(self, dockerfile: Dockerfile, scope: Scope, platform: Value) -> None:
        """Read the stages.

        Raises:
            BuildError: an error that BuildKit reports whichever stage is built.
        """
        self.scope = scope
        self.platform = platform
        self.by_name: dict[str, PlannedStage] = {}
        self.all: list[PlannedStage] = []
        parsed = stages_of(dockerfile)
        if not parsed:
            raise BuildError("the file has no stage to build")
        self.stages = [self._open_stage(stage) for stage in parsed]
        for planned, stage in zip(self.stages, parsed):
            planned.commands = [self.command(statement) for statement in stage.statements]
        _refuse_circles(self.stages)
        for planned in self.all:
            self._resolve(planned)

    def _open_stage(self, stage: Stage) -> PlannedStage:
        """Expand what FROM says and register the stage."""
        origin = stage.origin
        name = self._expand(stage.base, origin)
        if not name:
            raise BuildError(f"FROM {stage.base} names no image", origin)
        planned = PlannedStage(len(self.all), stage, self._stage_platform(origin))
        planned.reference = name
        self._register(planned)
        if stage.name is not None:
            self.by_name[stage.name] = planned
        return planned

    def _register(self, planned: PlannedStage) -> None:
        self.all.append(planned)
        if isinstance(planned.reference, str):
            planned.base = self.by_name.get(planned.reference)

    def _stage_platform(self, origin: Statement) -> Value:
        word = origin.flag("platform")
        if not word:
            return self.platform
        text = self._expand(word, origin)
        if isinstance(text, Term):
            return text
        platform = parse_platform(text) if text else None
        if platform is None:
            raise BuildError(f"--platform={word} is {text!r}, which is no platform", origin)
        return platform

    def _expand(self, word: str, statement: Statement) -> Value:
        try:
            return expand_word(word, self.scope.globals, self.scope.escape)
        except ExpansionError as error:
            raise BuildError(f"{word!r}: {error}", statement) from None

    def command(self, statement: Statement, *, registers: bool = True) -> Command:
        """Find the stages and images that an instruction takes files from.

        Raises:
            BuildError: there is no such stage, or ``--from`` holds a variable.
        """
        kind = statement.kind
        if not statement.flags or kind not in ("COPY", "RUN"):
            return Command(statement)
        if kind == "COPY":
            name = statement.flag("from")
            found = [self._source(name, statement, registers)] if name else []
        else:
            flags = [flag[8:] for flag in statement.flags if flag.startswith("--mount=")]
            found = [self._named(_mounted_from(flag), registers) for flag in flags]
        return Command(statement, tuple(found))

    def _source(self, name: str, statement: Statement, registers: bool) -> PlannedStage:
        """Return the stage that ``COPY --from`` names or counts, else the image."""
        try:
            literal = expand_word(name, Environment(), self.scope.escape)
        except ExpansionError as error:
            raise BuildError(f"--from={name}: {error}", statement) from None
        if literal != name:
            raise BuildError(f"--from={name}: variables and quotes do not work here", statement)
        digits = name[1:] if name[:1] in ("+", "-") else name
        if not (digits.isascii() and digits.isdigit()):
            return self._named(name, registers)
        index = int(name[:20])
        if not 0 <= index < len(self.all) or (name[:1] == "-" and index):
            raise BuildError(f"--from={name}: there is no stage of that number", statement)
        return self.all[index]

    def _named(self, name: str, registers: bool) -> PlannedStage:
        """Return the stage of that name, else the image."""
        planned = self.by_name.get(name.lower())
        if planned is not None:
            return planned
        planned = PlannedStage(len(self.all), None, self.platform)
        planned.reference = name
        if registers:
            self._register(planned)
        return planned

    def _resolve(self, planned: PlannedStage) -> None:
        """Find the full name of the image, reachable or not."""
        name = planned.reference
        if planned.base is not None or isinstance(name, Term):
            return
        full = "" if name == SCRATCH else normalized(name)
        if full is None:
            statement = planned.stage.origin if planned.stage else None
            raise BuildError(f"{name!r} is not the name of an image", statement)
        planned.reference = full

    def add_triggers(self, planned: PlannedStage, image_triggers: Iterable[str]) -> None:
        """Put the triggers of the base, stage or image, before the stage's own commands.

        Raises:
            BuildError: a trigger is not one instruction that BuildKit takes.
        """
        texts = image_triggers if planned.base is None else _triggers(planned.base.commands)
        known = len(self.all)
        registers = planned.stage is not None
        planned.triggered = [
            self.command(parse_trigger(text), registers=registers) for text in texts
        ]
        for source in self.all[known:]:
            self._resolve(source)
        if not registers:
            planned.triggered = []  # an image that files are taken from runs none

    def needed_by(
        self, target: PlannedStage, image_triggers: Iterable[str], done: Container[int]
    ) -> list[PlannedStage]:
        """Return the stages and images that a stage needs, itself included, in their order.

        What stages in ``done`` need in turn is left out.

        Raises:
            BuildError: a trigger of one of them is wrong.
        """
        texts = tuple(image_triggers)
        found: dict[int, PlannedStage] = {}
        pending = [target]
        while pending:
            planned = pending.pop()
            if planned.index in found:
                continue
            found[planned.index] = planned
            if planned.index in done:
                continue
            if planned.triggered is None:
                own = texts if planned.reference else ()
                self.add_triggers(planned, own)
            pending += planned.dependencies
        return [found[index] for index in sorted(found)]


def _mounted_from(mount: str) -> str:
    """Return the stage or image of a mount; scratch where it does not name one."""
    from dfopt.syntax.mounts import csv_fields

    name = ""
    try:
        fields = csv_fields(mount)
    except FlagValueError:  # the syntax has been checked: only hand-made statements come here
        return SCRATCH
    for field in fields:
        key, _, value = field.partition("=")
        if key.lower() == "from":
            name = value
    return name or SCRATCH


def _triggers(commands: Iterable[Command]) -> list[str]:
    return [trigger_text(c.statement) for c in commands if c.statement.kind == "ONBUILD"]


def _refuse_circles(stages: list[PlannedStage]) -> None:
    """Refuse stages that copy from themselves, directly or not (``validateCircularDependency``)."""
    done: set[int] = set()
    for start in stages:
        path: dict[int, None] = {}
        stack: list[tuple[PlannedStage, bool]] = [(start, False)]
        while stack:
            planned, is_left = stack.pop()
            if is_left:
                del path[planned.index]
                done.add(planned.index)
                continue
            if planned.index in path:
                origin = planned.stage.origin if planned.stage else None
                raise BuildError("a stage takes files from itself, in a circle", origin)
            if planned.index in done:
                continue
            path[planned.index] = None
            stack.append((planned, True))
            stack += [(source, False) for c in planned.commands for source in c.sources]
