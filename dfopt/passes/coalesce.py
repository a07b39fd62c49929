"""Merging neighbouring instructions that each set pairs: what ENV and LABEL have in common."""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.syntax.driver import Token
from dfopt.syntax.edits import newline_of
from dfopt.syntax.lines import is_too_long
from dfopt.syntax.nodes import Assignment, Section
from dfopt.syntax.parser import parse_statement
from dfopt.syntax.style import Style
from dfopt.syntax.words import UNICODE_SPACES, expand, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.passes.proposal import Source
    from dfopt.syntax.driver import Tree
    from dfopt.syntax.nodes import Dockerfile, Statement

#: Comments by which another program finds the line below: they name the program, or set a key.
_TOOL_COMMENT: Final = (
    r"(?i)#+\s*(?:renovate|hadolint|check\s*=|trivy|checkov|kics|nosec|tally|dockle|semgrep|snyk|grype"
    r"|nosonar|dfopt|dependabot|updatecli|docktor|lint|sonar|pragma|@|nolint|nosemgrep|shellcheck"
    r"|x-release-please|[\w-]+-(?:ignore|disable|skip)\b"
    # Any other program: ``name=value``, ``name:action``, ``name: key=value``.
    r"|[a-z][\w.-]*(?:=|:(?!//))\S|[a-z][\w.-]*:\s+[\w-]+=\S)"
)
#: Words that people put in front of a colon.
_PROSE: Final = (
    r"(?i)#+\s*(?:note|todo|fixme|see|hint|warning|important|example|e\.g\.|i\.e\.|default|defaults"
    r"|info|tip|ref|cf|bug|hack|xxx|ps|nb|usage|optional|required|https?)\s*:"
)

_PLAIN_KEY: Final = r"[^\s\"'\\`$=#]+"
_SPECIAL: Final = r"[\"'$\\`]"
_CUT_UP: Final = r"\$\{[^}]*[#%/?][^}]*\s"


class _BlockedError(Exception):
    """Why an instruction cannot join the group above it."""


class _Group:
    """Neighbouring instructions that become one; ``keys`` are those they set, without case."""

    def __init__(self) -> None:
        self.members: list[Assignment] = []
        self.keys: set[str] = set()


def coalesce(
    source: Source, kind: type[Assignment], *, references_matter: bool, gain: str
) -> Iterator[Proposal | Refusal]:
    """Yield a proposal for each group of neighbouring instructions of a kind.

    ``references_matter`` says that a value may read a key that an earlier member sets.
    """
    groups, refusals = _groups(source, kind, references_matter)
    yield from refusals
    large = [group for group in groups if len(group.members) > 1]
    if large:
        style = Style(source.dockerfile)
        for group in large:
            if _costs_more(source, group.members):
                yield Refusal("merging them would make rebuilds slower", group.members[0])
                continue
            indent = style.continuation_indent(group.members[0])
            yield _proposal(tuple(group.members), source.dockerfile, indent, gain)


def _costs_more(source: Source, members: list[Assignment]) -> bool:
    """Tell whether one instruction in their place would make rebuilds slower on any builder."""
    from dfopt.cost.engines import coalescing_delta
    from dfopt.cost.steps import facts_of

    for stage in source.stages:
        if members[0] in stage.statements:
            first = stage.statements.index(members[0])
            group = range(first, first + len(members))
            effects = [source.effects(statement) for statement in stage.statements]
            facts = facts_of(stage.statements, effects, source.profile)
            return coalescing_delta(facts, group, first, source.target.engine) > 0.0
    return False


def _groups(
    source: Source, kind: type[Assignment], references_matter: bool
) -> tuple[list[_Group], list[Refusal]]:
    """Return the groups in the file, and why the next instruction could not join one of them."""
    groups: list[_Group] = []
    refusals = []
    group = _Group()
    # The instruction above and why it is in no group, where that has not been said.
    alone: tuple[Assignment, str] | None = None
    header = False
    for item in source.dockerfile.body:
        if not isinstance(item, kind):
            header = isinstance(item, Section) and bool(group.members)
            group, alone = _Group(), None
            continue
        if header:
            refusals.append(Refusal("a header stands between it and the one above", item))
            header = False
        if alone is not None:
            refusals.append(Refusal(alone[1], alone[0]))
            alone = None
        try:
            keys = _joining_keys(group, item, source, references_matter)
        except _BlockedError as blocker:
            if group.members:
                refusals.append(Refusal(str(blocker), item))
            is_said = bool(group.members)
            group = _Group()
            try:
                keys = _joining_keys(group, item, source, references_matter)
            except _BlockedError as own:
                # What follows directly would be merged with it; who wrote a pragma does not ask.
                alone = None if is_said or item in source.untouchable else (item, str(own))
                continue
        if not group.members:
            groups.append(group)
        group.members.append(item)
        group.keys |= keys
    return groups, refusals


def _joining_keys(
    group: _Group, item: Assignment, source: Source, references_matter: bool
) -> set[str]:
    """Return the keys that an instruction sets, without case.

    Raises:
        _BlockedError: it may not join the group.
    """
    name = item.kind
    if item in source.untouchable:
        raise _BlockedError(f"a pragma keeps this {name} as it is")
    for comment in item.comments:
        if re.match(_TOOL_COMMENT, re.sub(_PROSE, "# ", comment)):
            raise _BlockedError(f"the comment above needs this {name} on the next line")
    if "error=true" in (source.dockerfile.check or "").replace(" ", "").casefold():
        # BuildKit's checks stop the build here, and look at keywords and forms.
        spelled = {member.lexed.keyword for member in (*group.members, item)}
        if item.pairs[0].legacy or len(spelled) > 1:
            raise _BlockedError("check=error=true: one of BuildKit's checks may object")
    keyword, *_ = item.tokens()
    if _comments(keyword.before) or _comments(keyword.raw):
        raise _BlockedError(f"a comment stands in front of its {name}")
    if item.open_ended or item.trailing.strip():
        raise _BlockedError("a continuation at its end leads nowhere")
    escape = source.dockerfile.escape
    keys = []
    for pair in item.pairs:
        if "$" in pair.key:
            raise _BlockedError(f"the key {pair.key} is only known at build time")
        keys.append(_key(pair.key, escape).casefold())
    if len(set(keys)) < len(keys) or not group.keys.isdisjoint(keys):
        raise _BlockedError("it sets a key that is set just above")
    if references_matter and group.keys:
        used = {name for pair in item.pairs for name in _references(pair.value, escape)}
        for reference in sorted(used):
            if reference.casefold() in group.keys:
                raise _BlockedError(f"it reads ${reference}, which is set just above")
    _check_legacy(item, escape)
    return set(keys)


def _key(word: str, escape: str) -> str:
    try:
        return expand(word, {}, escape).text
    except ExpansionError:
        raise _BlockedError("its key cannot be expanded") from None


def _references(word: str, escape: str) -> frozenset[str]:
    try:
        return references(word, escape)
    except ExpansionError:
        raise _BlockedError("its value cannot be expanded") from None


def _check_legacy(item: Assignment, escape: str) -> None:
    """Refuse a form without ``=`` that cannot be written with one exactly."""
    pair = item.pairs[0]
    if not pair.legacy:
        return
    if not re.fullmatch(_PLAIN_KEY, pair.key):
        raise _BlockedError("its key cannot be written in front of '='")
    if escape != "\\" and re.search(_SPECIAL, pair.value):
        raise _BlockedError("builders disagree about the escape token inside its value")
    if re.search(_CUT_UP, pair.value):
        raise _BlockedError("its value has white space inside an expansion")
    if any(_comments(token.before) or _comments(token.raw) for token in list(item.tokens())[2:]):
        raise _BlockedError("a comment stands in the middle of its value")


def _proposal(
    members: tuple[Assignment, ...], dockerfile: Dockerfile, indent: str, gain: str
) -> Proposal | Refusal:
    text = _merged_text(members, dockerfile, indent)
    if any(map(is_too_long, text.split("\n"))):
        return Refusal("a line of the merged instruction would be too long", members[0])
    statement = parse_statement(text, dockerfile.escape)
    if not _keeps_values(statement, members, dockerfile.escape):
        return Refusal("the merged instruction would not read the same", members[0])
    statement = statement.with_changes(leading=members[0].leading)
    title = f"merge {len(members)} {members[0].kind} instructions into one"
    draft = Draft(title, gain, members, statement)
    replacements: dict[Statement, tuple[Statement, ...]] = {members[0]: (statement,)}
    replacements |= dict.fromkeys(members[1:], ())
    return Proposal((draft,), replacements)


def _merged_text(members: tuple[Assignment, ...], dockerfile: Dockerfile, indent: str) -> str:
    """Return the text of the merged instruction, one pair a line.

    The first member's lines stay as they are; what follows takes the file's style.
    """
    newline = newline_of(dockerfile)
    new_line = f" {dockerfile.escape}{newline}"
    first = members[0]
    text = str(next(first.tokens()))
    for number, pair in enumerate(_pairs(first)):
        before = next(_tokens(pair)).before
        keeps_line = number == 0 or "\n" in before
        text += (before if keeps_line else new_line + indent) + _text(pair, dockerfile.escape)
    for member in members[1:]:
        comments = list(member.comments)
        for pair in _pairs(member):
            comments += _comments(next(_tokens(pair)).before)
            text += new_line
            text += "".join(indent + comment + newline for comment in comments)
            text += indent + _text(pair, dockerfile.escape)
            comments = []
    return text + newline


def _pairs(member: Assignment) -> tuple[Tree, ...]:
    return (*member.trees("pair"), *member.trees("legacy_pair"))


def _tokens(pair: Tree) -> Iterator[Token]:
    return (child for child in pair.children if isinstance(child, Token))


def _comments(before: str) -> list[str]:
    """Return the comment lines inside the continuation in front of a token."""
    lines = [line.strip() for line in before.split("\n")]
    return [line for line in lines if line.startswith("#")]


def _text(pair: Tree, escape: str) -> str:
    """Return a pair as ``key=value``."""
    if pair.name == "legacy_pair":
        key, value = _tokens(pair)
        return f"{key.value}={_quoted(value.value, escape)}"
    key, *rest = _tokens(pair)
    return key.raw + "".join(map(str, rest))


def _quoted(value: str, escape: str) -> str:
    """Return the value of a form without ``=`` as the form with ``=`` needs it."""
    has_spaces = any(char in UNICODE_SPACES for char in value)
    if not has_spaces:
        return value
    if not re.search(_SPECIAL, value):
        return f'"{value}"'
    quote = ""
    escaped = False
    pieces = []
    for char in value:
        if escaped:
            escaped = False
        elif char == escape and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif not quote and char in UNICODE_SPACES:
            pieces.append(escape)
        pieces.append(char)
    return "".join(pieces)


def _keeps_values(merged: Statement, members: tuple[Assignment, ...], escape: str) -> bool:
    """Tell whether the merged instruction sets the same keys to the same values."""
    old = [pair for member in members for pair in member.pairs]
    if not isinstance(merged, type(members[0])) or len(merged.pairs) != len(old):
        return False
    return all(
        new.key == pair.key
        and (new.value == pair.value if not pair.legacy else _same(new.value, pair.value, escape))
        for new, pair in zip(merged.pairs, old, strict=True)
    )


def _same(one: str, other: str, escape: str) -> bool:
    """Tell whether two words expand alike, with their variables set and unset."""
    try:
        names = references(one, escape)
        return names == references(other, escape) and all(
            expand(one, env, escape).text == expand(other, env, escape).text
            for env in ({}, {name: f"<{name}>" for name in names})
        )
    except ExpansionError:
        return False
