"""The rule ``ignore-file``."""

from __future__ import annotations

from dfopt.passes.proposal import Refusal
from dfopt.passes.wording import what
from dfopt.syntax.nodes import Transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.builder.placements import Placement
    from dfopt.passes.proposal import Proposal, Source

#: What describes the build and is no part of what is built.
_FILES: Final = ("Dockerfile", ".dockerignore")


def ignore_file(source: Source) -> Iterator[Proposal | Refusal]:
    """Say what `.dockerignore` should exclude, because it changes at each commit.

    ## What it does

    Reports a COPY of the whole build context that takes the repository's `.git`, or the Dockerfile
    itself. It changes nothing: whether the image needs these files only a person knows.

    ## Why

    `.git` changes at each commit, so with it that COPY, and everything below it, runs again at each
    commit, whatever was changed. An edit of the Dockerfile or of the ignore file does the same.

    ## Safe because

    Nothing is changed.

    ## Not when

    - the build context is not known;
    - `.dockerignore` excludes them already;
    - only parts of the context are copied, or a `# dfopt:` pragma says so.

    ## Example

    This is reported where `.dockerignore` does not exclude `.git`, and left as it is:

    ```dockerfile
    FROM node
    COPY . /app
    ```
    """
    for stage in source.stages:
        copies = [s for s in stage.statements if isinstance(s, Transfer) and _may_take_all(s)]
        copies = [copy for copy in copies if copy not in source.untouchable]
        commands = source.commands(stage) if copies else None
        if commands is None:
            continue
        for copy in copies:
            for placement in commands.placements(copy) or ():
                if placement.is_whole:
                    names = _never_needed(placement)
                    if names:
                        yield Refusal(
                            f"{what(copy)} changes at every commit or edit of them; add "
                            f"{' and '.join(f'`{name}`' for name in names)} to .dockerignore if "
                            "the image does not need them",
                            copy,
                        )


def _may_take_all(copy: Transfer) -> bool:
    return copy.flag("from") is None and any(word.strip("./") == "" for word in copy.arguments[:-1])


def _never_needed(placement: Placement) -> list[str]:
    context = placement.context
    found = []
    if context.holds_repository and not context.ignore.guaranteed(".git"):
        found.append(".git")
    found += [name for name in _FILES if context.visible.lookup(name) is not None]
    return found
