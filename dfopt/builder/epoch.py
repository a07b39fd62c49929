"""SOURCE_DATE_EPOCH, which BuildKit reads before anything else.

Source: ``resolveSourceDateEpochValue`` of BuildKit's ``dockerfile2llb``.
"""

from __future__ import annotations

import re

from dfopt.builder.errors import BuildError
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.state import Scope
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.syntax.stages import Stage

_NAME: Final = "SOURCE_DATE_EPOCH"
_NUMBER: Final = r"[+-]?[0-9]{1,19}"


def resolve_epoch(scope: Scope, dockerfile: Dockerfile) -> None:
    """Check the time and write it as a plain number of seconds wherever it is defined.

    It may be given as the name of a stage that downloads something, or as ``context``; what time
    that is shows only in the build, and the argument is then taken as not given.

    Raises:
        BuildError: it is neither a number, nor ``context``, nor such a stage.
    """
    given = scope.build_arguments.get(_NAME)
    value = scope.globals.lookup(_NAME) if given is None else given
    if type(value) is not str or (not value and given is None):
        return
    number = str(int(value)) if re.fullmatch(_NUMBER, value) else ""
    if not number and value not in ("", "context"):
        _check_stage(value, dockerfile)
    if given is not None:
        scope.build_arguments[_NAME] = number
        if not number:
            del scope.build_arguments[_NAME]
    if scope.globals.is_certain(_NAME):
        if number:
            scope.globals.assign(_NAME, number)
        else:
            scope.globals.remove(_NAME)


def _check_stage(name: str, dockerfile: Dockerfile) -> None:
    for stage in stages_of(dockerfile):
        if stage.name == name.lower():
            if not _is_download(stage):
                raise BuildError(
                    f"the stage that {_NAME} names wants FROM scratch and one remote ADD",
                    stage.origin,
                )
            return
    raise BuildError(f"{_NAME}={name!r} is neither a number nor a stage")


def _is_download(stage: Stage) -> bool:
    kinds = [statement.kind for statement in stage.statements if statement.kind != "ARG"]
    return stage.base == "scratch" and kinds == ["ADD"]
