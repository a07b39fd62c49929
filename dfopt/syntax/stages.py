"""Stages: the runs of instructions that begin with a FROM."""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dfopt.syntax.nodes import Dockerfile, Statement


class Stage(Record):
    """A FROM and the instructions after it, up to the next FROM.

    ``index`` counts from 0, as ``COPY --from=0`` does; ``statements`` leaves the FROM out.
    ``parent`` is the index of the stage that it starts from, None where that is an image.
    """

    index: int
    origin: Statement
    statements: tuple[Statement, ...]
    parent: int | None

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
    """Return the stages in the order of the file; global ARGs belong to none.

    A stage starts from the latest stage above it that has the name, letter for letter, else from
    an image (BuildKit's ``stagesByName`` look-up).
    """
    runs: list[tuple[Statement, list[Statement]]] = []
    for statement in dockerfile.statements:
        if statement.kind == "FROM":
            runs.append((statement, []))
        elif runs:
            runs[-1][1].append(statement)
    stages: list[Stage] = []
    latest: dict[str, int] = {}
    for index, (origin, statements) in enumerate(runs):
        words = origin.arguments
        parent = latest.get(words[0]) if words else None
        stage = Stage(index, origin, tuple(statements), parent)
        stages.append(stage)
        if stage.name is not None:
            latest[stage.name] = index
    return tuple(stages)


def stage_number(reference: str, names: Mapping[str, int]) -> int | None:
    """Return the index of the stage that ``--from`` names, by number or by its name in ``names``.

    None where it is no stage but an image.
    """
    if reference.isascii() and reference.isdigit():
        return int(reference[:9])
    return names.get(reference.lower())
