"""What holds for every text and its rewrite, asked of dfopt's own parser and of others.

Every function returns None where all is well, and else what is wrong, in one line.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import dockerfile
from dockerfile_parse import DockerfileParser

import dfopt
from dfopt.errors import ExpansionError
from dfopt.syntax.instructions import INSTRUCTIONS
from dfopt.syntax.nodes import Dockerfile, Statement, Unparsed
from dfopt.syntax.words import expand, references

logging.getLogger("dockerfile_parse").setLevel(logging.CRITICAL)

_PAIRED = ("ENV", "LABEL")

#: The Python module of BuildKit's parser dies of lone surrogates and stops at a NUL.
_PORTABLE = {code: 0xF0000 + code for code in (0, *range(0xD800, 0xE000))}


class Item(NamedTuple):
    """An instruction, or one pair of an ENV or LABEL, as a parser sees it."""

    kind: str
    flags: tuple[str, ...]
    arguments: tuple[str, ...]
    rest: tuple[object, ...]


def round_trip(text: str) -> str | None:
    """The tree prints as the text it was made of."""
    printed = str(dfopt.parse(text))
    if printed == text:
        return None
    end = next((i for i, (a, b) in enumerate(zip(text, printed)) if a != b), len(printed))
    return f"the text is not kept from offset {end}"


def no_crash(result: dfopt.Result) -> str | None:
    """No diagnostic blames dfopt itself."""
    faults = [d.message for d in result.diagnostics if d.code == "internal-error"]
    return faults[0] if faults else None


def refused_is_untouched(result: dfopt.Result) -> str | None:
    """A file with an error comes back as it was."""
    untouched = result.text == result.original and not result.changed and not result.changes
    return None if untouched or not result.refused else "a refused file was changed"


def account_is_true(result: dfopt.Result) -> str | None:
    """``changed`` and ``changes`` tell of a difference where there is one, and only there."""
    differs = result.text != result.original
    if result.changed != differs:
        return f"changed is {result.changed}, the text {'differs' if differs else 'is the same'}"
    return None if bool(result.changes) == differs else f"{len(result.changes)} changes are told"


def second_run(result: dfopt.Result, config: dfopt.Config | None = None) -> str | None:
    """Another run over the output changes nothing."""
    again = dfopt.optimize(result.text, config=config, filename=result.filename)
    if again.text == result.text:
        return None
    return "a second run changes: " + "; ".join(c.title for c in again.changes)


def instructions_kept(before: str, after: str) -> str | None:
    """Each stage has the same instructions in some order; ENV and LABEL count pair by pair."""
    return _difference(_own_items(dfopt.parse(before)), _own_items(dfopt.parse(after)))


def parser_knows_directives(text: str) -> bool:
    """Tell whether BuildKit's own parser sees the escape directive of a file.

    The version that is installed knows no ``check`` directive, and stops looking for others there.
    """
    tree = dfopt.parse(text)
    return tree.check is None or tree.escape == "\\"


def buildkit_reads(before: str, after: str) -> str | None:
    """BuildKit's own parser takes the rewrite, and finds the same instructions in it."""
    before, after = before.translate(_PORTABLE), after.translate(_PORTABLE)
    if not parser_knows_directives(before):
        return None
    try:
        old = dockerfile.parse_string(before)
    except (dockerfile.GoParseError, ValueError):
        return None
    try:
        new = dockerfile.parse_string(after)
    except (dockerfile.GoParseError, ValueError) as error:
        return f"BuildKit's parser refuses the rewrite: {error}"
    strange = {c.cmd.upper() for c in new} - set(INSTRUCTIONS)
    if strange and {c.cmd.upper() for c in old} <= set(INSTRUCTIONS):
        return f"the rewrite has instructions that do not exist: {sorted(strange)}"
    escape = dfopt.parse(before).escape
    return _difference(_buildkit_items(old, escape), _buildkit_items(new, escape))


def dockerfile_parse_sees(before: str, after: str) -> str | None:
    """dockerfile-parse finds the same environment and labels at the end of every stage."""
    old, new = _contexts(before), _contexts(after)
    return None if old == new else f"dockerfile-parse sees {new} instead of {old}"


def dockerfile_parse_can_read(text: str) -> bool:
    """Tell whether dockerfile-parse reads a file: it knows neither heredocs nor escape tokens.

    It reads empty lines in a continuation otherwise than BuildKit does.
    """
    tree = dfopt.parse(text)
    if tree.escape != "\\":
        return False
    if any(statement.heredocs or statement.empty_continuation for statement in tree.statements):
        return False
    try:
        _contexts(text)
    except (ValueError, IndexError):
        return False
    return True


def edits_give(result: dfopt.Result) -> str | None:
    """The edits are in order, do not overlap, and turn the input into the output."""
    starts = [0]
    for line in result.original.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    text = result.original
    pieces = []
    done = 0
    for edit in result.edits():
        start, end = (
            starts[p.line - 1] + p.column - 1 if p.line <= len(starts) else len(text)
            for p in (edit.span.start, edit.span.end)
        )
        if not done <= start <= end:
            return f"the edit at {edit.span} overlaps the one before or runs backwards"
        if text[start:end] == edit.text:
            return f"the edit at {edit.span} changes nothing"
        pieces += [text[done:start], edit.text]
        done = end
    return None if "".join([*pieces, text[done:]]) == result.text else "the edits give another text"


def _contexts(text: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    # Lone surrogates stand for bytes that are no UTF-8; this parser wants text.
    raw = text.encode("utf-8", "replace")
    parser = DockerfileParser(fileobj=io.BytesIO(raw), cache_content=False)
    found = []
    previous = None
    for instruction, context in zip(parser.structure, parser.context_structure):
        if instruction["instruction"] == "FROM" and previous is not None:
            found.append((dict(previous.envs), dict(previous.labels)))
        previous = context
    if previous is not None:
        found.append((dict(previous.envs), dict(previous.labels)))
    return [*found, (dict(parser.envs), dict(parser.labels))]


Stages = list[Counter[Item]]


def _difference(before: Stages, after: Stages) -> str | None:
    if len(before) != len(after):
        return f"{len(after)} stages instead of {len(before)}"
    for number, (old, new) in enumerate(zip(before, after)):
        if old != new:
            lost, added = list((old - new).elements()), list((new - old).elements())
            return f"part {number} of the file lost {lost} and has new {added}"
    return None


#: Instructions of which the last one in a stage is the only one that counts.
_SINGLE = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL")


def _stages(items: Iterable[Item]) -> Stages:
    """Count the items of what stands before the first FROM, and of each stage."""
    stages: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "FROM":
            stages.append([])
        stages[-1].append(item)
    return [Counter(_needed(stage)) for stage in stages]


def _needed(stage: list[Item]) -> Iterator[Item]:
    """Leave out what a later instruction overrides, and a USER or WORKDIR that is said again."""
    last = {item.kind: place for place, item in enumerate(stage)}
    said: dict[str, Item] = {}
    for place, item in enumerate(stage):
        if item.kind in _SINGLE and place != last[item.kind]:
            continue
        is_relative = item.kind == "WORKDIR" and not "".join(item.arguments).startswith("/")
        if item.kind in ("USER", "WORKDIR") and not is_relative and said.get(item.kind) == item:
            continue
        said[item.kind] = item
        yield item


def _own_items(tree: Dockerfile) -> Stages:
    return _stages(item for s in tree.statements for item in _statement_items(s, tree.escape))


def _statement_items(statement: Statement, escape: str) -> Iterator[Item]:
    words = statement.arguments
    if statement.kind in _PAIRED and not isinstance(statement, Unparsed):
        yield from _pairs(statement.kind, statement.flags, words[::3], words[1::3], escape)
        return
    heredocs = tuple((h.name, h.content, h.expand, h.chomp) for h in statement.heredocs)
    rest = (statement.lexed.json, heredocs, type(statement).__name__)
    for part in _parts(statement.kind, words):
        yield Item(statement.kind, statement.flags, part, rest)


def _parts(kind: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the commands of a RUN that may become several, as the words of one RUN each."""
    if kind != "RUN" or len(words) != 1:
        return [words]
    found = re.match(r"set -[a-z]+( -o pipefail)?; ", words[0])
    prefix = found[0] if found else ""
    commands = words[0][len(prefix) :].split(";" if prefix else "&&")
    return [(prefix + command.strip(),) for command in commands]


def _buildkit_items(commands: Iterable[dockerfile.Command], escape: str) -> Stages:
    def items() -> Iterator[Item]:
        for command in commands:
            kind = command.cmd.upper()
            words = tuple(command.value)
            if kind in _PAIRED:
                yield from _pairs(kind, command.flags, words[::2], words[1::2], escape)
            else:
                rest = (command.sub_cmd, command.json, command.heredocs)
                for part in _parts(kind, words):
                    yield Item(kind, tuple(command.flags), part, rest)

    return _stages(items())


def _pairs(
    kind: str, flags: tuple[str, ...], keys: Iterable[str], values: Iterable[str], escape: str
) -> Iterator[Item]:
    """Yield pairs by what they mean: a form without ``=`` is quoted anew when it is merged."""
    for key, value in zip(keys, values):
        yield Item(kind, tuple(flags), (key,), _meaning(value, escape))


def _meaning(value: str, escape: str) -> tuple[object, ...]:
    """Return what a word expands to with its variables set and unset; itself if it cannot be."""
    try:
        names = sorted(references(value, escape))
        texts = [
            expand(value, env, escape).text for env in ({}, {name: f"<{name}>" for name in names})
        ]
    except ExpansionError:
        return ("verbatim", value)
    return (*names, *texts)
