"""The rule ``coalesce-env``."""

from __future__ import annotations

from dfopt.passes.coalesce import coalesce
from dfopt.syntax.nodes import Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.passes.proposal import Proposal, Refusal, Source


def coalesce_env(source: Source) -> Iterator[Proposal | Refusal]:
    r"""Merge neighbouring ENV instructions into one.

    ## What it does

    Makes one ENV, one pair a line, of ENV instructions that follow each other. It stands where the
    first one stood; nothing else moves.

    ## Why

    The image gets one history entry instead of several. The classic builder and buildah check every
    instruction against the cache, so each merge saves them a step. In BuildKit and kaniko an ENV
    is no step of its own: there the gain is a shorter history and file.

    ## Safe because

    BuildKit sets the pairs of an ENV one after the other, so names, values and their order in the
    image stay the same, and so does the environment of every later step. The old form
    `ENV key value` is rewritten with `=`; what expands in it is compared before and after.

    ## Not when

    - a value reads a variable that the instruction above sets: one ENV is expanded as a whole
      before it takes effect, `ENV A=1` and `ENV B=$A` together would give B the old A;
    - two instructions set the same key, or keys that differ in case only;
    - a key holds a variable;
    - a comment above makes another program look at the next line (`# renovate:`,
      `# hadolint ignore=`, `# check=`). Any other comment comes along, above its pair;
    - a section header (a comment followed by an empty line) stands between;
    - a `# dfopt:` pragma says so.

    ## Example

    ```dockerfile
    FROM node
    ENV TARGET="example.com"
    ENV METHOD="HEAD"
    ```

    becomes

    ```dockerfile
    FROM node
    ENV TARGET="example.com" \
        METHOD="HEAD"
    ```
    """
    gain = (
        "one history entry instead of several; one step less to check for builders that cache "
        "every instruction"
    )
    yield from coalesce(source, Env, references_matter=True, gain=gain)
