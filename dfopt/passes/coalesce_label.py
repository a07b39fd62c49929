"""The rule ``coalesce-label``."""

from __future__ import annotations

from dfopt.passes.coalesce import coalesce
from dfopt.syntax.nodes import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.passes.proposal import Proposal, Refusal, Source


def coalesce_label(source: Source) -> Iterator[Proposal | Refusal]:
    r"""Merge neighbouring LABEL instructions into one.

    ## What it does

    Makes one LABEL, one pair a line, of LABEL instructions that follow each other. It stands where
    the first one stood; nothing else moves.

    ## Why

    The image gets one history entry instead of several. The classic builder and buildah check every
    instruction against the cache, so each merge saves them a step. In BuildKit and kaniko a LABEL
    is no step at all: there the gain is a shorter history and file.

    ## Safe because

    Labels are a table in the image's configuration. Reading a label is not possible in a
    Dockerfile, so its values do not depend on each other.

    ## Not when

    - two instructions set the same label, or labels that differ in case only;
    - a label's name holds a variable;
    - a comment above makes another program look at the next line; any other comment comes along;
    - a section header (a comment followed by an empty line) stands between;
    - a `# dfopt:` pragma says so.

    ## Example

    ```dockerfile
    FROM alpine
    LABEL org.opencontainers.image.title=web
    LABEL org.opencontainers.image.licenses=MIT
    ```

    becomes

    ```dockerfile
    FROM alpine
    LABEL org.opencontainers.image.title=web \
        org.opencontainers.image.licenses=MIT
    ```
    """
    gain = (
        "one history entry instead of several; one step less to check for builders that cache "
        "every instruction"
    )
    yield from coalesce(source, Label, references_matter=False, gain=gain)
