"""The rule ``redundant-step``."""

from __future__ import annotations

from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.nodes import Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement


def redundant_step(source: Source) -> Iterator[Proposal | Refusal]:
    """Remove a WORKDIR or USER that says again what is in force.

    ## What it does

    Removes a WORKDIR with the absolute path, or a USER with the name, that the one before it in
    the same stage has, where nothing between them could have changed anything about it.

    ## Why

    A WORKDIR is a step and a layer in BuildKit, even if the directory is there. A USER is one more
    step for the other builders.

    ## Safe because

    The directory is there and belongs to the same user; the settings stay what they are.

    ## Not when

    - a RUN, COPY or ADD stands between two WORKDIRs, or a USER that is not the same: the directory
      may be gone, or belong to somebody else;
    - the path is relative, or it or the name holds a variable;
    - a comment belongs to the instruction, or a `# dfopt:` pragma says so.

    ## Example

    ```dockerfile
    FROM node
    WORKDIR /app
    ENV NODE_ENV=production
    WORKDIR /app
    COPY . .
    ```

    becomes

    ```dockerfile
    FROM node
    WORKDIR /app
    ENV NODE_ENV=production
    COPY . .
    ```
    """
    for stage in source.stages:
        directory: Statement | None = None
        user: Statement | None = None
        for statement in stage.statements:
            if statement.kind in ("RUN", "COPY", "ADD"):
                directory = None
            elif isinstance(statement, Workdir):
                if directory is not None and _says_again(directory, statement):
                    yield from _found(source, directory, statement)
                else:
                    directory = statement
            elif statement.kind == "USER":
                if user is not None and _says_again(user, statement):
                    yield from _found(source, user, statement)
                else:
                    user, directory = statement, None


def _says_again(former: Statement, statement: Statement) -> bool:
    word = statement.arguments[0] if len(statement.arguments) == 1 else ""
    if former.arguments != statement.arguments or any(char in word for char in "$\"'\\"):
        return False
    return word.startswith("/") if isinstance(statement, Workdir) else bool(word)


def _found(source: Source, former: Statement, statement: Statement) -> Iterator[Proposal | Refusal]:
    if statement in source.untouchable:
        return
    if statement.comments:
        yield Refusal(f"{what(statement)} says it again; its comment keeps it", statement)
        return
    draft = Draft(
        f"remove the second {what(statement)}",
        "it says what is in force already",
        (former, statement),
        former,
    )
    safety = "same-image" if isinstance(statement, Workdir) else "exact"
    yield Proposal((draft,), {statement: ()}, safety=safety)  # type: ignore[arg-type]
