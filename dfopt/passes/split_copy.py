"""The rule ``split-copy``."""

from __future__ import annotations

import re

from dfopt.cost.steps import context_sources
from dfopt.passes.proposal import Refusal
from dfopt.syntax.nodes import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.passes.proposal import Proposal, Source
    from dfopt.syntax.nodes import Statement

#: Commands that install what a manifest of the project names.
_INSTALL: Final = (
    r"(?m)(?<![\w./-])(?:"
    r"(?:npm (?:ci|install|i)|yarn(?: install)?)(?= *(?:$|[&|;\n]| -))"
    r"|pnpm (?:install|i|fetch)\b|bun install\b"
    r"|(?:pip3?|uv pip) install\b[^&|;\n]*? -r|pipenv (?:install|sync)\b"
    r"|poetry install\b|pdm (?:install|sync)\b|uv sync\b"
    r"|bundle install\b|composer install\b|go mod download\b|cargo fetch\b|dotnet restore\b"
    r"|(?:mvn|\./mvnw)\b[^&|;\n]*dependency:(?:go-offline|resolve)|mix deps\.get\b)"
)


def split_copy(source: Source) -> Iterator[Proposal | Refusal]:
    """Copy a package manager's manifests before the install step, the sources after it.

    ## What it does

    Reports an install step (`npm ci`, `pip install -r`, `go mod download`, ...) that stands behind
    a COPY of the whole build context. It changes nothing yet: which files the install step reads
    can only be known from the build context.

    ## Why

    Every edit of any source file changes that COPY, and so runs the whole install again. With the
    manifests copied first, the install runs again only when they change. This is where most of
    the time is won: seconds to minutes at each rebuild, with every builder.

    ## Safe because

    Nothing is changed.

    ## Not when

    - the install stands in front of the COPY already;
    - a manifest is copied on its own before the install, and the whole context after it.

    ## Example

    This is reported, and left as it is:

    ```dockerfile
    FROM node
    WORKDIR /app
    COPY . .
    RUN npm ci
    ```
    """
    for stage in source.stages:
        whole_context: Statement | None = None
        for statement in stage.statements:
            if isinstance(statement, Copy | Add) and _takes_everything(statement):
                whole_context = whole_context or statement
            elif whole_context is not None and isinstance(statement, Run):
                match = re.search(_INSTALL, statement.script)
                if match:
                    command = " ".join(match.group().split())
                    reason = f"every source edit runs `{command}` again"
                    yield Refusal(f"{reason}; blocked: needs the build context", statement)


def _takes_everything(statement: Copy | Add) -> bool:
    """Tell whether a COPY takes the whole build context."""
    if statement.flag("from") is not None:
        return False
    return any(source.rstrip("/") in (".", "") for source in context_sources(statement))
