"""Stages: the runs of instructions that begin with a FROM."""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.syntax.nodes import Dockerfile, Statement


class Stage(Record):
    """A FROM and the instructions after it, up to the next FROM.

    ``index`` counts from 0, as ``COPY --from=0`` does; ``statements`` leaves the FROM out.
    """

    index: int
    origin: Statement
    statements: tuple[Statement, ...]

    @property
    def base(self) -> str:
        """The image or stage it starts from, unexpanded; empty for a FROM that cannot be read."""
        return self.origin.arguments[0] if self.origin.arguments else ""

    @property
    def name(self) -> str | None:
        """The stage's own name in lower case, None where it has none."""
        words = self.origin.arguments
        return words[2].lower() if len(words) == 3 else None


def stages_of(dockerfile: Dockerfile) -> tuple[Stage, ...]:
    """Return the stages in the order of the file; global ARGs belong to none."""
    stages: list[Stage] = []
    origin: Statement | None = None
    statements: list[Statement] = []
    for statement in dockerfile.statements:
        if statement.kind == "FROM":
            if origin is not None:
                stages.append(Stage(len(stages), origin, tuple(statements)))
            origin, statements = statement, []
        else:
            statements.append(statement)
    if origin is not None:
        stages.append(Stage(len(stages), origin, tuple(statements)))
    return tuple(stages)


def base_stage(stage: Stage, stages: tuple[Stage, ...]) -> Stage | None:
    """Return the earlier stage that this one starts from, None where it is an image.

    Source: BuildKit's ``stagesByName`` look-up: the latest preceding stage of that exact name.
    """
    for other in reversed(stages[: stage.index]):
        if other.name is not None and other.name == stage.base:
            return other
    return None


def source_stage(reference: str, stages: tuple[Stage, ...]) -> Stage | None:
    """Return the stage that ``--from`` names, by its number or as the last one of that name."""
    if reference.isascii() and reference.isdigit():
        index = int(reference[:9])
        return stages[index] if index < len(stages) else None
    for stage in reversed(stages):
        if stage.name is not None and stage.name == reference.lower():
            return stage
    return None
