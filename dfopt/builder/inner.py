"""Stages of which no image is made: others copy files out of them, and that is all.

What such a stage holds beside those files is in no image. By a name, or a number, anybody can make
an image of any stage (``docker build --target``); that nobody does so is the assumption
``build.last-stage-only``.
"""

from __future__ import annotations

from dfopt.builder.operations import Exec, FileOperation
from dfopt.lazy import regex
from dfopt.syntax.flags import FlagValueError
from dfopt.syntax.mounts import csv_fields
from dfopt.syntax.stages import stage_number, stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Final

    from dfopt.builder.operations import Operation
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage

_VARIABLE: Final = regex(r"\$(?:\{[^{}]*\}|\w+)")

#: Releases of the frontend that know ``RUN --mount``: from 1.2 on (its release notes).
_TAG: Final = regex(r"1|1\.(?:[2-9]|[1-9]\d)(?:\.\d+)?|latest|[1-9][\d.]*-labs|labs|master")


def takes_mounts(dockerfile: Dockerfile) -> bool:
    """Tell whether the frontend that the file names, if it names one, knows ``RUN --mount``."""
    if dockerfile.syntax is None:
        return True
    name = dockerfile.syntax.partition("@")[0]
    _, colon, tag = name.rpartition("/")[2].partition(":")
    return not colon or _TAG.fullmatch(tag) is not None


def inner_stages(dockerfile: Dockerfile, targets: Collection[str] = ()) -> frozenset[int]:
    """Return the numbers of the stages of which no image is made.

    That is every stage that the last one needs, but for those that are built by their names, and
    those that such a stage, the last one, or one that nobody needs and so has to be built for its
    own sake, starts from.

    Args:
        dockerfile: the file.
        targets: names, in lower case, or numbers of stages that are built; ``*`` stands for all.
    """
    stages = stages_of(dockerfile)
    names = {stage.name: stage.index for stage in stages if stage.name is not None}
    has_triggers = any(statement.kind == "ONBUILD" for statement in dockerfile.statements)
    has_twins = len(names) < sum(stage.name is not None for stage in stages)
    if has_triggers or has_twins or any(_may_be_stage(stage.base) for stage in stages):
        return frozenset()
    needed = _needed(stages, names)
    if "*" in targets or not stages:
        return frozenset()
    images = {stage.index for stage in stages if stage.index not in needed} | {len(stages) - 1}
    images |= {s.index for s in stages if s.name in targets or str(s.index) in targets}
    for stage in reversed(stages):
        if stage.index in images and stage.parent is not None:
            images.add(stage.parent)
    return frozenset(needed - images)


def _may_be_stage(base: str) -> bool:
    """Tell whether what a stage starts from may become the name of a stage by a build argument."""
    if "$" not in base:
        return False
    fixed = _VARIABLE.sub("", base)
    return "$" in fixed or set(":/@").isdisjoint(fixed)


def _needed(stages: tuple[Stage, ...], names: Mapping[str, int]) -> set[int]:
    """Return the numbers of the stages that the last one is made with."""
    needed: set[int] = set()
    pending = [len(stages) - 1]
    while pending:
        index = pending.pop()
        if index in needed or index >= len(stages):
            continue
        needed.add(index)
        parent = stages[index].parent
        pending += [] if parent is None else [parent]
        for word in _sources(stages[index].statements):
            number = stage_number(word, names)
            pending += [] if number is None else [number]
    return needed


def _sources(statements: tuple[Statement, ...]) -> Iterator[str]:
    for statement in statements:
        for flag in statement.flags:
            if flag.startswith("--from="):
                yield flag[len("--from=") :]
            elif flag.startswith("--mount="):
                try:
                    fields = csv_fields(flag[len("--mount=") :])
                except FlagValueError:
                    continue
                yield from [f.partition("=")[2] for f in fields if f.lower().startswith("from=")]


def lineage(operation: Operation | None) -> list[Operation]:
    """Return an operation and those that it is on top of, the last one first.

    The list ends with an image, or with something that is neither a process nor a step on files.
    """
    found: list[Operation] = []
    while operation is not None:
        found.append(operation)
        if isinstance(operation, Exec):
            operation = operation.root
        elif isinstance(operation, FileOperation):
            operation = operation.base
        else:
            break
    return found
