"""The rule ``dead-metadata``."""

from __future__ import annotations

from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement

#: Instructions of which the last one in a stage is the only one that counts.
_KINDS: Final = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL")


def dead_metadata(source: Source) -> Iterator[Proposal | Refusal]:
    """Remove a CMD, ENTRYPOINT, HEALTHCHECK or STOPSIGNAL that a later one overrides.

    ## What it does

    Removes such an instruction where another one of its kind follows in the same stage.

    ## Why

    Only the last one counts. The others mislead whoever reads the file, and are one history entry
    each, with most builders one step each.

    ## Safe because

    A stage's configuration holds one value of each, the last one, whatever was set before. An
    ENTRYPOINT resets the CMD of the base image with or without another one above it.

    ## Not when

    - a comment belongs to the instruction: dfopt removes no comments;
    - its value holds a variable: whether the build fails may depend on it;
    - builders other than BuildKit count and one of the commands is empty (`CMD []`);
    - a `# dfopt:` pragma says so.

    ## Example

    ```dockerfile
    FROM node
    CMD ["npm", "start"]
    COPY app.js .
    CMD ["node", "app.js"]
    ```

    becomes

    ```dockerfile
    FROM node
    COPY app.js .
    CMD ["node", "app.js"]
    ```
    """
    for stage in source.stages:
        last: dict[str, Statement] = {}
        for statement in reversed(stage.statements):
            if statement.kind not in _KINDS:
                continue
            later = last.setdefault(statement.kind, statement)
            if later is not statement and statement not in source.untouchable:
                yield _found(source, statement, later)


def _found(source: Source, statement: Statement, later: Statement) -> Proposal | Refusal:
    if statement.leading and statement.comments:
        return Refusal(f"{what(statement)} is overridden below; its comment keeps it", statement)
    if any("$" in word for word in statement.arguments):
        return Refusal(f"{what(statement)} is overridden below; it holds a variable", statement)
    is_empty = any(not each.arguments for each in (statement, later))
    if source.target.portable and is_empty:
        return Refusal(f"{what(statement)} is overridden below; one of the two is empty", statement)
    title = f"remove {what(statement)}"
    reason = f"{what(later)} overrides it"
    return Proposal((Draft(title, reason, (statement, later), later),), {statement: ()})
