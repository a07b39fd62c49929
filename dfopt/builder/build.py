"""The abstract builder: what a build of a Dockerfile comes to, without building it.

This is BuildKit's ``dockerfile2llb`` as a pure function: text in; image configuration, history and
operations out, or the error that BuildKit would report. Nothing is resolved: images are names.
"""

from __future__ import annotations

from functools import lru_cache

from dfopt.builder.arguments import define_global_arguments
from dfopt.builder.configuration import empty_config, known_config, unknown_config
from dfopt.builder.epoch import resolve_epoch
from dfopt.builder.errors import BuildError
from dfopt.builder.execution import run
from dfopt.builder.metadata import EFFECTS
from dfopt.builder.operations import ContextSource, ImageSource, topological
from dfopt.builder.plan import Plan
from dfopt.builder.platforms import parse_platform, predefined_arguments
from dfopt.builder.state import Scope, StageState
from dfopt.builder.transfer import transfer
from dfopt.builder.values import term
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dfopt.builder.configuration import Config
    from dfopt.builder.environment import Entry
    from dfopt.builder.history import HistoryEntry
    from dfopt.builder.operations import Operation
    from dfopt.builder.plan import Command, PlannedStage
    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.syntax.stages import Stage


class Built(Record):
    """What building one stage comes to.

    ``config`` is the image's configuration (see :mod:`dfopt.builder.configuration`), ``author`` is
    None without a MAINTAINER. ``root`` is the last operation, None if the image is empty.
    ``environment``, ``directory`` and ``user`` are what a further RUN would get, and what a stage
    that starts from this one inherits.
    """

    stage: Stage
    config: Config
    author: str | None
    history: tuple[HistoryEntry, ...]
    root: Operation | None
    environment: tuple[Entry, ...]
    directory: Value
    user: Value
    platform: Value

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations that the image needs, each after its inputs, the last one at the end."""
        return topological(self.root)


def build(
    dockerfile: Dockerfile,
    *,
    base_config: Mapping[str, Any] | None = None,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str = "linux/amd64",
    symbolic: bool = False,
) -> Built:
    """Build one stage.

    Args:
        dockerfile: the syntax tree of the file.
        base_config: the configuration of every image that is not a stage, as in the image's JSON;
            None leaves it unknown.
        build_args: the values of ``--build-arg``.
        target: the name of the stage; the last one if None.
        platform: what is built for, and on.
        symbolic: leave build arguments that are not given, and the platform, unknown: the result
            then holds for every value of theirs.

    Raises:
        BuildError: BuildKit refuses the file.
    """
    builder = _Builder(dockerfile, base_config, build_args or {}, platform, target, symbolic)
    return builder.build(builder.target(target))


def build_all(
    dockerfile: Dockerfile,
    *,
    base_config: Mapping[str, Any] | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str = "linux/amd64",
    symbolic: bool = False,
    history: bool = True,
) -> tuple[Built | BuildError, ...]:
    """Build every stage as the target; the arguments are those of :func:`build`.

    Without ``history`` none is kept: to write it takes as long as the rest in files that declare
    many build arguments.

    A stage that cannot be built gives its error in place of a result.

    Raises:
        BuildError: an error that BuildKit reports whichever stage is the target.
    """
    builder = _Builder(dockerfile, base_config, build_args or {}, platform, None, symbolic)
    builder.scope.keeps_history = history
    # Without a name to depend on, all targets share what they have in common.
    shared = symbolic or "TARGETSTAGE" not in str(dockerfile)
    results: list[Built | BuildError] = []
    for planned in builder.plan.stages:
        own = builder
        if not shared:
            assert planned.stage is not None
            own = _Builder(
                dockerfile, base_config, build_args or {}, platform, planned.stage.name or "", False
            )
            own.scope.keeps_history = history
        try:
            results.append(own.build(own.plan.stages[len(results)]))
        except BuildError as error:
            results.append(error)
    return tuple(results)


@lru_cache(maxsize=2)
def build_symbolic(dockerfile: Dockerfile) -> tuple[Built | BuildError, ...]:
    """Return what :func:`build_all` makes of a file of which nothing outside of it is known.

    There is no history. The results are the same objects for the same tree.

    Raises:
        BuildError: an error that BuildKit reports whichever stage is the target.
    """
    return build_all(dockerfile, symbolic=True, history=False)


class _Builder:
    """One run over a file: what is shared by the stages that it builds."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        base_config: Mapping[str, Any] | None,
        build_args: Mapping[str, str],
        platform: str,
        target: str | None,
        symbolic: bool,
    ) -> None:
        _refuse_errors(dockerfile)
        self.base_config = base_config
        self.scope = Scope(build_args, dockerfile.escape, symbolic=symbolic)
        built_for: Value = parse_platform(platform) or platform
        if symbolic:
            built_for = term("platform", "target")
        name = _target_name(dockerfile) if target is None else target
        stage_name: Value = term("platform", "stage") if symbolic else name or "default"
        predefined_arguments(
            self.scope.globals, built_for, stage_name, build_args, symbolic=symbolic
        )
        define_global_arguments(dockerfile, self.scope)
        resolve_epoch(self.scope, dockerfile)
        self.plan = Plan(dockerfile, self.scope, built_for)
        self.context = ContextSource(None)
        self.images: dict[tuple[Value, Value], Operation] = {}
        self.states: dict[int, StageState] = {}
        self.errors: dict[int, BuildError] = {}
        self.finished: set[int] = set()

    def target(self, name: str | None) -> PlannedStage:
        """Return the stage of that name, the last one of the file for None.

        Raises:
            BuildError: there is no such stage.
        """
        if name is None:
            return self.plan.stages[-1]
        planned = self.plan.by_name.get(name.lower())
        if planned is None:
            raise BuildError(f"there is no stage {name!r}")
        return planned

    def build(self, target: PlannedStage) -> Built:
        """Build the stage with all it needs.

        Raises:
            BuildError: it, or a stage that it needs, cannot be built.
        """
        triggers = (self.base_config or {}).get("OnBuild") or ()
        try:
            for planned in self.plan.needed_by(target, triggers, self.finished):
                error = self.errors.get(planned.index)
                if error is not None:
                    raise error
                if planned.stage is not None and planned.index not in self.finished:
                    self.states[planned.index] = self._stage(planned)
                    self.finished.add(planned.index)
        except BuildError as error:
            self.errors[target.index] = error
            self.finished.add(target.index)
            raise
        return self._built(target)

    def _built(self, planned: PlannedStage) -> Built:
        state = self.states[planned.index]
        assert planned.stage is not None
        return Built(
            planned.stage,
            state.config,
            state.author,
            tuple(state.history),
            state.root,
            state.environment.entries(),
            state.directory,
            state.user,
            state.platform,
        )

    def _stage(self, planned: PlannedStage) -> StageState:
        """Let all instructions of a stage take effect."""
        state = self._opened(planned)
        state.enter()
        try:
            for command in planned.triggered or ():
                self._dispatch(planned, state, command)
        except BuildError as error:
            error.statement = planned.stage.origin if planned.stage else None
            raise
        for command in planned.commands:
            self._dispatch(planned, state, command)
        return state

    def _opened(self, planned: PlannedStage) -> StageState:
        """Return the state that the stage begins with."""
        if planned.base is not None:
            return self.states[planned.base.index].child()
        if not planned.reference:
            return StageState(self.scope, empty_config(), None, self.plan.platform)
        root = self._image(planned)
        if self.base_config is not None:
            return StageState(self.scope, known_config(self.base_config), root, planned.platform)
        image = term("image", planned.reference, planned.platform)
        state = StageState(self.scope, unknown_config(image), root, planned.platform)
        state.environment.inherit_unknown(image)
        state.unknown_triggers = image
        return state

    def _image(self, planned: PlannedStage) -> Operation:
        key = planned.reference, planned.platform
        if key not in self.images:
            origin = planned.stage.origin if planned.stage else None
            self.images[key] = ImageSource(origin, *key)
        return self.images[key]

    def _dispatch(self, planned: PlannedStage, state: StageState, command: Command) -> None:
        """Let one instruction take effect."""
        state.statement = statement = command.statement
        effect = EFFECTS.get(statement.kind)
        try:
            if effect is not None:
                effect(state, statement)
                return
            sources = tuple([self._files_of(source, planned, state) for source in command.sources])
            if statement.kind == "RUN":
                run(state, statement, sources, self.context)
            else:
                transfer(state, statement, sources[0] if sources else self.context)
        except BuildError as error:
            if error.statement is None:
                error.statement = statement
            raise

    def _files_of(
        self, source: PlannedStage, planned: PlannedStage, state: StageState
    ) -> Operation | None:
        """Return the file system of a stage or image that an instruction takes files from.

        Raises:
            BuildError: the stage comes later in the file.
        """
        if source.stage is None:
            return self._image(source) if source.reference else None
        if source is planned:
            return state.root
        if source.index > planned.index:
            raise BuildError("a stage can only take files from stages above it")
        return self.states[source.index].root


def _target_name(dockerfile: Dockerfile) -> str:
    """Return the name of the last stage, empty if it has none."""
    for statement in reversed(dockerfile.statements):
        if statement.kind == "FROM":
            words = statement.arguments
            return words[2].lower() if len(words) == 3 else ""
    return ""


def _refuse_errors(dockerfile: Dockerfile) -> None:
    """Refuse a file whose syntax is wrong; the parser's errors come before the instructions'."""
    errors = [d for d in dockerfile.diagnostics if d.severity == "error"]
    if not errors:
        return
    first = min(errors, key=lambda error: error.code != "parse-error")
    layer = "parse" if first.code == "parse-error" else "instruction"
    raise BuildError(first.message, None, layer)  # type: ignore[arg-type]
