"""What has to be the same about two files before it is worth building anything."""

from __future__ import annotations

from dfopt.builder.portability import MOST_LAYERS, foreign_frontend, needs_buildkit, read_otherwise
from dfopt.proof.differences import Difference
from dfopt.proof.failures import failing_global_arguments
from dfopt.proof.lints import are_errors, new_complaint
from dfopt.syntax.flags import FlagValueError
from dfopt.syntax.mounts import csv_fields
from dfopt.syntax.nodes import Arg
from dfopt.syntax.stages import stage_number, stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from dfopt.builder.portability import Target
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage

#: Build arguments that BuildKit itself obeys, and what their names begin with.
_OBEYED: Final = ("SOURCE_DATE_EPOCH", "BUILDKIT_")

_CHECK_ARGUMENT: Final = "BUILDKIT_DOCKERFILE_CHECK"


def structural_differences(
    before: Dockerfile, after: Dockerfile, target: Target, build_args: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield what rules the comparison out."""
    for name, dockerfile in (("first", before), ("second", after)):
        for diagnostic in dockerfile.diagnostics:
            if diagnostic.severity == "error":
                line = diagnostic.span.start.line
                yield Difference("", f"the {name} file has an error at line {line}")
                break
    for directive in ("syntax", "check"):
        if getattr(before, directive) != getattr(after, directive):
            yield Difference("", f"the {directive} directive is not the same")
    foreign = foreign_frontend(before)
    if foreign is not None:
        yield Difference("", f"the frontend {foreign} may read the files in its own way")
    if target.portable:
        yield from _portable_differences(before, after, target)
    if are_errors(build_args.get(_CHECK_ARGUMENT, before.check)):
        kind = new_complaint(before, after)
        if kind is not None:
            message = f"complaints are errors here, and there may be a new one about {kind}"
            yield Difference("", message)
    if failing_global_arguments(before) != failing_global_arguments(after):
        yield Difference("", "the build may fail at other ARGs above the first FROM")
    yield from _stage_differences(before, after)


def _portable_differences(
    before: Dockerfile, after: Dockerfile, target: Target
) -> Iterator[Difference]:
    for dockerfile in (before, after):
        reason = read_otherwise(dockerfile, target) if dockerfile.statements else None
        if reason:
            yield Difference("", f"builders read the file differently: {reason}")
            break
    if before.escape != after.escape:
        yield Difference("", "builders disagree about escape tokens, and it is not the same")
    if _scratch_platforms(before) != _scratch_platforms(after):
        yield Difference("", "builders disagree about the platform of scratch")
    if needs_buildkit(after) and not needs_buildkit(before):
        yield Difference("", "the second file needs BuildKit, the first one does not")
    if target.has_classic:
        for old, new in zip(_layers(before), _layers(after)):
            if new > max(old, MOST_LAYERS):
                message = "there may be more layers than the classic builder can make"
                yield Difference("", message)
                break


def _layers(dockerfile: Dockerfile) -> list[int]:
    """Return for each stage how many layers are made upon its image, at most."""
    found: list[int] = []
    for stage in stages_of(dockerfile):
        below = found[stage.parent] if stage.parent is not None else 0
        own = sum(s.kind in ("RUN", "COPY", "ADD", "WORKDIR") for s in stage.statements)
        found.append(below + own)
    return found


def _scratch_platforms(dockerfile: Dockerfile) -> list[str | None]:
    """Return the platforms asked for of empty images, which BuildKit ignores."""
    stages = stages_of(dockerfile)
    return [stage.origin.flag("platform") for stage in stages if stage.base == "scratch"]


def _stage_differences(before: Dockerfile, after: Dockerfile) -> Iterator[Difference]:
    old, new = stages_of(before), stages_of(after)
    if [stage.name for stage in old] != [stage.name for stage in new]:
        yield Difference("", "the stages are not the same, in number, name or order")
        return
    if _obeyed(before.statements) != _obeyed(after.statements):
        yield Difference("", "an ARG that BuildKit itself obeys is not the same")
    names = {stage.name: stage.index for stage in old if stage.name is not None}
    for one, other in zip(old, new):
        # Whoever builds may put something else in the place of a stage (--build-context).
        if one.parent != other.parent or _sources(one, names) != _sources(other, names):
            label = one.name or str(one.index)
            yield Difference(label, "the stages that it is made from are not the same")


def _obeyed(statements: tuple[Statement, ...]) -> list[tuple[int, str]]:
    """Return the declarations of arguments that BuildKit obeys, with the number of their stage."""
    found: list[tuple[int, str]] = []
    stage = 0
    for statement in statements:
        if statement.kind == "FROM":
            stage += 1
        elif isinstance(statement, Arg):
            found += [(stage, word) for word in statement.arguments if word.startswith(_OBEYED)]
    return found


def _sources(stage: Stage, names: Mapping[str, int]) -> set[int]:
    """Return the stages that instructions take files from."""
    words: list[str] = []
    for statement in stage.statements:
        if statement.kind == "COPY":
            words += [flag[7:] for flag in statement.flags if flag.startswith("--from=")]
        elif statement.kind == "RUN":
            for flag in statement.flags:
                if flag.startswith("--mount="):
                    words += _mounted(flag[8:])
    numbers = [stage_number(word, names) for word in words]
    return {number for number in numbers if number is not None}


def _mounted(mount: str) -> list[str]:
    try:
        fields = csv_fields(mount)
    except FlagValueError:
        return []
    return [field.partition("=")[2] for field in fields if field.lower().startswith("from=")]
