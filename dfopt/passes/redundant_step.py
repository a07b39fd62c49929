"""The rule ``redundant-step``."""

from __future__ import annotations

from dfopt.passes.proposal import Refusal
from dfopt.passes.removal import removal, unless_kept
from dfopt.passes.wording import what
from dfopt.syntax.nodes import Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.passes.proposal import Proposal, Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

_EXPANDS: Final = "says it again, but what it expands may have another value now"


def redundant_step(source: Source) -> Iterator[Proposal | Refusal]:
    """Remove a WORKDIR or USER that says again what is in force.

    ## What it does

    Removes a WORKDIR with the absolute path, or a USER with the name, that the one before it in
    the same stage has, where nothing between them could have changed anything about it.

    ## Why

    A WORKDIR is a step and a layer in BuildKit, even if the directory is there. A USER is one more
    history entry, and one more step for the other builders.

    ## Safe because

    The settings stay what they are. The directory is there already: nothing has run or been copied
    since it was made, and it was made for the same user. buildah, which makes it as late as the
    next step, makes it for that step either way. `/` is always there.

    ## Not when

    - a RUN, COPY or ADD stands between two WORKDIRs: it may have removed or replaced the directory;
    - a USER with another name stands between two WORKDIRs or two USERs;
    - the path is relative, or it or the name holds a variable or quotes;
    - the first of the two stands in the stage that this one starts from: whoever builds may put
      another image in the place of that stage (`--build-context`);
    - builders other than BuildKit count and a VOLUME stands above a WORKDIR: they disagree about
      what that means for the steps below;
    - a comment belongs to the instruction or stands inside it, or a section header stands directly
      above it: dfopt removes no comments;
    - `# check=error=true` makes complaints errors and the keywords are not all written alike:
      BuildKit goes by how most of them are;
    - the file ends in a continuation there, or a `# dfopt:` pragma says so.

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
    found = (each for stage in source.stages for each in _repeated(stage, source.target.portable))
    yield from unless_kept(source, found)


def _repeated(stage: Stage, is_portable: bool) -> Iterator[Proposal | Refusal]:
    user: Statement | None = None
    directory: Statement | None = None
    #: Why the directory, said again, is not sure to be what it was.
    doubt = below_volume = ""
    for statement in stage.statements:
        kind = statement.kind
        if kind in ("RUN", "COPY", "ADD"):
            doubt = f"but {kind} in between may have changed the directory"
        elif kind == "VOLUME" and is_portable:
            below_volume = "but builders disagree about steps below a VOLUME"
        elif kind == "USER" and user is not None and _says_again(user, statement):
            yield _removal(user, statement)
        elif kind == "USER":
            if _expands_again(user, statement):
                yield Refusal(f"{what(statement)} {_EXPANDS}", statement)
            user = statement
            doubt = doubt or "but USER has changed in between"
        elif isinstance(statement, Workdir):
            if _expands_again(directory, statement):
                yield Refusal(f"{what(statement)} {_EXPANDS}", statement)
            elif directory is None or not _says_again(directory, statement):
                pass
            elif statement.path == "/" or not (doubt or below_volume):
                yield _removal(directory, statement)
                continue
            else:
                reason = f"{what(statement)} says it again, {doubt or below_volume}"
                yield Refusal(reason, statement)
            directory, doubt = statement, ""


def _says_again(former: Statement, statement: Statement) -> bool:
    (word,) = statement.arguments
    if former.arguments != statement.arguments or any(char in word for char in "$\"'\\`"):
        return False
    return not isinstance(statement, Workdir) or word.startswith("/")


def _expands_again(former: Statement | None, statement: Statement) -> bool:
    """Tell whether two instructions say the same with a variable."""
    same = former is not None and former.arguments == statement.arguments
    return same and "$" in statement.arguments[0]


def _removal(former: Statement, statement: Statement) -> Proposal:
    makes_directory = isinstance(statement, Workdir) and statement.path != "/"
    return removal(
        statement,
        f"remove the second {what(statement)}",
        "it says what is in force already",
        former,
        "same-image" if makes_directory else "exact",
    )
