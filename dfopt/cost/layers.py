"""What each instruction adds to the history of an image, and whether it makes a layer.

RUN, COPY and ADD make a layer in every builder, WORKDIR in all but buildah; the classic builder
leaves out layers in which nothing changed, which a file alone does not tell. The other instructions
add a line to the history, except for ONBUILD in BuildKit.
"""

from __future__ import annotations

from dfopt.builder.build import build_all
from dfopt.builder.errors import BuildError
from dfopt.builder.values import Term
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dfopt.builder.build import Built
    from dfopt.syntax.nodes import Dockerfile, Statement


class HistoryLine(Record):
    """An instruction in the history: its ``CREATED BY``, empty where it adds no line."""

    statement: Statement
    stage: int
    created_by: str
    has_layer: bool


def history_of(
    dockerfile: Dockerfile, engine: str, build_args: Mapping[str, str] | None = None
) -> tuple[HistoryLine, ...]:
    """Return the instructions behind FROM as the history will show them, stage by stage.

    Values that only the base image knows are taken for unset.

    Raises:
        BuildError: a stage cannot be built.
    """
    found: list[HistoryLine] = []
    for outcome in build_all(dockerfile, base_config={}, build_args=build_args or {}):
        if isinstance(outcome, BuildError):
            raise outcome
        found += _stage(outcome, engine)
    return tuple(found)


def _stage(built: Built, engine: str) -> Iterator[HistoryLine]:
    entries = {entry.statement: entry for entry in built.history}
    for statement in built.stage.statements:
        entry = entries.get(statement)
        has_layer = entry is not None and entry.has_layer
        if engine == "buildkit":
            text = "" if entry is None else _shown(entry.text)
        else:
            text = _classic(statement, "" if entry is None else _shown(entry.text))
            has_layer = has_layer and not (engine == "buildah" and statement.kind == "WORKDIR")
        yield HistoryLine(statement, built.stage.index, text, has_layer)


def _classic(statement: Statement, text: str) -> str:
    """Return a line as the other builders write it."""
    text = text.removesuffix(" # buildkit") or statement.lexed.original
    if statement.kind == "RUN":
        return text.removeprefix("RUN ")
    if statement.kind in ("COPY", "ADD"):
        *_, destination = text.split(" ")
        text = f"{statement.kind} file:... in {destination} "
    gap = " " if statement.kind in ("COPY", "ADD", "WORKDIR") else "  "
    return f"/bin/sh -c #(nop){gap}{text}"


def _shown(text: str | Term) -> str:
    return text if isinstance(text, str) else str(text)
