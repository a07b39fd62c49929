"""Removing instructions: what keeps one in its place, however little it does."""

from __future__ import annotations

from itertools import pairwise

from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.nodes import Section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.terms import Safety


def removal(
    statement: Statement, title: str, reason: str, stays: Statement, safety: Safety = "exact"
) -> Proposal:
    """Propose to remove an instruction, for which ``stays`` makes up."""
    draft = Draft(title, reason, (statement,), stays)
    return Proposal((draft,), {statement: ()}, safety=safety)


def unless_kept(
    source: Source, found: Iterable[Proposal | Refusal]
) -> Iterator[Proposal | Refusal]:
    """Yield what a pass has found, with a refusal for each removal that something forbids."""
    keeper: _Keeper | None = None
    for each in found:
        if isinstance(each, Refusal):
            yield each
            continue
        keeper = keeper or _Keeper(source)
        (statement,) = each.replacements
        reason = keeper.reason(statement)
        yield Refusal(f"{what(statement)} does nothing, {reason}", statement) if reason else each


class _Keeper:
    """Knows which instructions of a file have to stay."""

    def __init__(self, source: Source) -> None:
        self.untouchable = source.untouchable
        body = source.dockerfile.body
        self.below_headers = {
            item for header, item in pairwise(body) if isinstance(header, Section)
        }
        self.is_strict = _may_complain(source.dockerfile)

    def reason(self, statement: Statement) -> str:
        """Return why an instruction has to stay; empty if nothing keeps it."""
        if statement.open_ended or statement.trailing.strip():
            return "but a continuation at its end leads nowhere"
        if statement in self.untouchable:
            return "but a pragma keeps it as it is"
        if any(line.lstrip().startswith("#") for line in str(statement).split("\n")):
            return "but a comment belongs to it, and no comment is removed"
        if statement in self.below_headers:
            return "but the header above it would stand above something else"
        if self.is_strict:
            return "but with check=error=true one of BuildKit's checks may object"
        return ""


def _may_complain(dockerfile: Dockerfile) -> bool:
    """Tell whether fewer instructions may make the build fail.

    BuildKit complains about the keywords that are not written like most of them.
    """
    if "error=true" not in (dockerfile.check or "").replace(" ", "").casefold():
        return False
    return len({s.lexed.keyword.isupper() for s in dockerfile.statements}) > 1
