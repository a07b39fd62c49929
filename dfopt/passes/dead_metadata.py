"""The rule ``dead-metadata``."""

from __future__ import annotations

from dfopt.passes.proposal import Refusal
from dfopt.passes.removal import removal, unless_kept
from dfopt.passes.wording import what

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.passes.proposal import Proposal, Source
    from dfopt.syntax.stages import Stage

#: Instructions of which the last one in a stage is the only one that counts.
_KINDS: Final = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL")


def dead_metadata(source: Source) -> Iterator[Proposal | Refusal]:
    """Remove a CMD, ENTRYPOINT, HEALTHCHECK or STOPSIGNAL that a later one overrides.

    ## What it does

    Removes such an instruction where another one of its kind follows in the same stage. Nothing
    else is ever dead: ENV, LABEL, EXPOSE, VOLUME and ONBUILD add up, and ARG, RUN and WORKDIR do
    something.

    ## Why

    Only the last one counts. The others mislead whoever reads the file, and are one history entry
    each, with most builders one step each. In BuildKit they cost no time.

    ## Safe because

    A stage's configuration holds one value of each, the last one, whatever was set before; and a
    SHELL decides about the shell forms below it only. No other instruction reads any of them;
    stages that start from this one, and ONBUILD triggers, see what the stage ends with. An
    ENTRYPOINT resets the CMD of the base image where no CMD stands above it, and the last one does
    so as well as the first.

    ## Not when

    - the other one stands in another stage, or in an ONBUILD;
    - a comment belongs to the instruction or stands inside it, or a section header stands directly
      above it: dfopt removes no comments;
    - it is a STOPSIGNAL with a variable, a quote or an unknown name, which may stop the build;
    - builders other than BuildKit count and a CMD or ENTRYPOINT of the stage is empty (`CMD []`):
      the classic builder does not take that for a command;
    - builders other than BuildKit count and a HEALTHCHECK has flags that the last one has not: the
      classic builder adds up times and retries;
    - `# check=error=true` makes complaints errors and the keywords are not all written alike:
      BuildKit goes by how most of them are;
    - the file ends in a continuation there, or a `# dfopt:` pragma says so.

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
    yield from unless_kept(source, _overridden(source))


def _overridden(source: Source) -> Iterator[Proposal | Refusal]:
    for stage in source.stages:
        last = {s.kind: s for s in stage.statements if s.kind in _KINDS}
        for statement in stage.statements:
            later = last.get(statement.kind, statement)
            if later is statement:
                continue
            if source.target.portable and _has_empty(stage, statement.kind):
                reason = "is overridden below, but builders disagree about empty commands"
                yield Refusal(f"{what(statement)} {reason}", statement)
            elif source.target.portable and set(statement.flags) - set(later.flags):
                reason = "is overridden below, but the classic builder would keep its times"
                yield Refusal(f"{what(statement)} {reason}", statement)
            elif statement.kind == "STOPSIGNAL" and not _is_signal(statement.arguments[0]):
                reason = "is overridden below, but its value may stop the build"
                yield Refusal(f"{what(statement)} {reason}", statement)
            else:
                title = f"remove {what(statement)}"
                yield removal(statement, title, f"{what(later)} overrides it", later)


def _has_empty(stage: Stage, kind: str) -> bool:
    """Tell whether a command is empty where CMD and ENTRYPOINT depend on each other."""
    kinds = ("CMD", "ENTRYPOINT")
    return kind in kinds and any(not s.arguments for s in stage.statements if s.kind in kinds)


def _is_signal(word: str) -> bool:
    from dfopt.builder.checks import check_signal
    from dfopt.builder.errors import BuildError

    try:
        check_signal(word)
    except BuildError:
        return False
    return True
