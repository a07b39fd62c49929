"""The keys of a build's steps in each builder's cache: which steps of a build are cached.

What enters a key, as measured with real builders (``cache_cases``) and read from their sources
(``ExecOp.CacheMap`` and ``fileOp.CacheMap`` of BuildKit, ``imageprobe`` of the classic builder,
``StageExecutor.intermediateImageExists`` of buildah):

========== ======================================================================================
buildkit   the operations of the abstract builder, context files by content and mode; proxies and
           everything that is only configuration do not enter
classic    the key of the instruction before, the parsed instruction with what is expanded in it,
           for RUN the declared build arguments, and the files that COPY and ADD take
buildah    as classic, but the instruction as it is written; of copied files also the owner, but
           not the name; bind mounts do not enter
kaniko     as classic, only RUN is kept
========== ======================================================================================

Time stamps enter nowhere. What another stage holds is not known: where the stage is built again its
files count as changed, unless the caller knows better (``outputs``).
"""

from __future__ import annotations

from dfopt.builder.build import build, build_all
from dfopt.builder.errors import BuildError
from dfopt.builder.operations import ContextSource, CopyAction, FileOperation, Operation
from dfopt.builder.paths import clean
from dfopt.builder.values import Term
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Final

    from dfopt.builder.build import Built
    from dfopt.syntax.nodes import Dockerfile, Statement

    #: Returns something that is equal for equal files: what an action takes from the context.
    #: The second argument tells whether the owners of the files count.
    Taken = Callable[[CopyAction | str, bool], object]

#: The instructions that BuildKit runs as steps.
FILE_SYSTEM: Final = ("RUN", "COPY", "ADD", "WORKDIR")
#: Fields of operations and terms that are no part of a key.
_IGNORED: Final = ("statement", "fingerprint", "proxies")


class Step(Record):
    """A step of a build: an instruction that the builder looks up in its cache.

    ``stage`` counts from 0. ``runs`` tells that the cache did not know its key.
    """

    statement: Statement
    stage: int
    runs: bool


class Cache:
    """A builder's cache: the keys of all steps that it has run.

    It is addressed by content, like the real ones: going back to an old state finds it.
    """

    def __init__(self, engine: str) -> None:
        """Start empty.

        Raises:
            ValueError: ``engine`` is none of buildkit, classic, buildah and kaniko.
        """
        if engine not in ("buildkit", "classic", "buildah", "kaniko"):
            raise ValueError(f"no cache model for engine {engine!r}")
        self.engine = engine
        self._numbers: dict[object, int] = {}

    def build(
        self,
        dockerfile: Dockerfile,
        taken: Taken,
        *,
        build_args: Mapping[str, str] | None = None,
        base_config: Mapping[str, Any] | None = None,
        outputs: Mapping[int, object] | None = None,
    ) -> tuple[Step, ...]:
        """Build the last stage of a file and what it needs; return its steps in their order.

        Args:
            dockerfile: the file.
            taken: tells what an action, or a bind mount of a path, takes from the context.
            build_args: the values of ``--build-arg``.
            base_config: the configuration of base images; an empty one if left out.
            outputs: what stages (by index) are known to hold, whatever was run in them: equal
                values mean equal content.

        Raises:
            BuildError: the file cannot be built.
        """
        arguments: dict[str, Any] = {
            "build_args": build_args or {},
            "base_config": base_config or {},
        }
        if self.engine == "buildkit":
            keys = _Graph(self, taken, outputs or {})
            return keys.steps(build(dockerfile, **arguments), dockerfile)
        outcomes = build_all(dockerfile, **arguments)
        return _Line(self, taken, outputs or {}).steps(outcomes)

    def number(self, content: object) -> tuple[int, bool]:
        """Return the number of a key, and whether it is new."""
        known = self._numbers.get(content)
        if known is not None:
            return known, False
        self._numbers[content] = len(self._numbers) + 1
        return len(self._numbers), True


class _Contents:
    """Contents of records, with numbers in place of operations."""

    def __init__(self, cache: Cache, taken: Taken, outputs: Mapping[int, object]) -> None:
        self.cache = cache
        self.taken = taken
        self.outputs = outputs
        self.numbers: dict[int, int] = {}
        #: Per operation that ends a stage: what the stage is known to hold.
        self.known: dict[int, object] = {}

    def of(self, value: object) -> object:
        """Return what stands for a value in a key."""
        if isinstance(value, Operation):
            number = self.numbers.get(id(value))
            return self._record(value) if number is None else ("key", number)
        if isinstance(value, CopyAction):
            return self._action(value)
        if isinstance(value, Term):
            return value
        if isinstance(value, Record):
            return self._mount(value) if hasattr(value, "selector") else self._record(value)
        if isinstance(value, tuple):
            return tuple([self.of(part) for part in value])
        return value

    def _record(self, value: Record) -> object:
        names = [name for name in type(value)._fields if name not in _IGNORED]
        return (type(value).__name__, *[self.of(getattr(value, name)) for name in names])

    def _action(self, action: CopyAction) -> object:
        files = self._source(action.source, action)
        if files is None:
            return self._record(action)
        path = clean(action.path) if isinstance(action.path, str) else action.path
        if self.cache.engine == "buildah":
            path = ""
        return files, path, self._record(action.with_changes(source=None, path=""))

    def _mount(self, mount: Record) -> object:
        source = getattr(mount, "source", None)
        selector = getattr(mount, "selector", "")
        files = self._source(source, selector if isinstance(selector, str) else "")
        return self._record(mount) if files is None else (files, *self._fields(mount))

    def _fields(self, mount: Record) -> list[object]:
        names = [name for name in type(mount)._fields if name != "source"]
        return [getattr(mount, name) for name in names]

    def _source(self, source: Operation | None, taken: CopyAction | str) -> object:
        """Return the files that a source stands for; None if only its key is known."""
        if isinstance(source, ContextSource):
            return "files", self.taken(taken, self.cache.engine == "buildah")
        known = self.known.get(id(source))
        return None if known is None else ("output", known)

    def add(self, operation: Operation) -> bool:
        """Number an operation whose inputs have numbers; tell whether it is new to the cache."""
        content = self._record(operation)
        number, is_new = self.cache.number(content)
        self.numbers[id(operation)] = number
        return is_new


class _Graph(_Contents):
    """BuildKit: every operation has a key of its own parts and the keys of its inputs."""

    def steps(self, built: Built, dockerfile: Dockerfile) -> tuple[Step, ...]:
        stages = _stage_numbers(dockerfile)
        operations = built.operations
        last = {stages[op.statement]: op for op in operations if op.statement in stages}
        for stage, end in last.items():
            if stage in self.outputs:
                self.known[id(end)] = self.outputs[stage]
        runs: dict[Statement, bool] = {}
        for operation in operations:
            is_new = self.add(operation)
            statement = operation.statement
            if statement in stages and statement.kind in FILE_SYSTEM:
                runs[statement] = runs.get(statement, False) or is_new
        return tuple([Step(s, stages[s], runs[s]) for s in stages if s in runs])


class _Line(_Contents):
    """The other builders: a key is made of the instruction and the key of the one before."""

    def steps(self, outcomes: Iterable[Built | BuildError]) -> tuple[Step, ...]:
        steps: list[Step] = []
        self.ends: dict[int, int] = {}
        for outcome in outcomes:
            if isinstance(outcome, BuildError):
                raise outcome
            steps += self._stage(outcome)
        return tuple(steps)

    def _stage(self, built: Built) -> Iterable[Step]:
        stage = built.stage
        texts: dict[Statement, object] = {entry.statement: entry.text for entry in built.history}
        operations = {op.statement: op for op in built.operations if op.statement is not None}
        own = set(stage.statements)
        if stage.parent is not None:
            key = self.ends[stage.parent]
        else:
            base = [op for op in built.operations if op.statement is stage.origin]
            key, _ = self.cache.number(("image", tuple([self._record(op) for op in base])))
        foreign = [text for statement, text in texts.items() if statement not in own]
        key, _ = self.cache.number((key, tuple(foreign)))
        for statement in stage.statements:
            content = self._content(statement, texts.get(statement), operations.get(statement))
            key, is_new = self.cache.number((key, content))
            yield Step(statement, stage.index, is_new)
        self.ends[stage.index] = key
        if built.root is not None and built.root.statement in own:
            # What another stage copies from here changes with the end of this one.
            self.numbers[id(built.root)] = key
            if stage.index in self.outputs:
                self.known[id(built.root)] = self.outputs[stage.index]

    def _content(self, statement: Statement, text: object, operation: Operation | None) -> object:
        kind = statement.kind
        if kind in ("COPY", "ADD") and isinstance(operation, FileOperation):
            return kind, self.of(operation.actions)
        if kind == "ARG":
            if self.cache.engine == "buildah":
                return kind, tuple([word.partition("=")[0] for word in statement.arguments])
            return kind, statement.arguments
        if self.cache.engine == "buildah":
            return kind, statement.lexed.original.partition(" ")[2], text
        return kind, statement.lexed.original if text is None else text


def _stage_numbers(dockerfile: Dockerfile) -> dict[Statement, int]:
    """Return the number of the stage of each instruction behind a FROM, in their order."""
    numbers: dict[Statement, int] = {}
    stage = -1
    for statement in dockerfile.statements:
        if statement.kind == "FROM":
            stage += 1
        elif stage >= 0:
            numbers[statement] = stage
    return numbers
