"""Compare syntax trees with what BuildKit's parser recorded (``ast_*``)."""

from __future__ import annotations

import re
from typing import Any

import dfopt
from dfopt.syntax.lexer import LexedLine
from dfopt.syntax.nodes import Dockerfile, Line, Section, Statement

_LINE = re.compile(r"on line (\d+)")
_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def check(row: dict[str, Any]) -> str | None:
    """Return None where dfopt reproduces the row, else what differs."""
    text, recorded = row["dockerfile"], row["result"]
    tree = dfopt.parse(text)
    if str(tree) != text:
        return "the text is not kept"
    problem = _check_errors(tree, recorded)
    if problem or "ParseErr" in recorded:
        return problem
    found = {
        "Escape": tree.escape,
        "Syntax": tree.syntax,
        "Check": tree.check,
        "Nodes": _nodes(tree),
        "Warnings": _warnings(tree),
    }
    for field, value in found.items():
        if value != recorded.get(field, [] if field == "Warnings" else None):
            return f"{field}: {value!r} is not {recorded.get(field)!r}"
    return None


def _check_errors(tree: Dockerfile, recorded: dict[str, Any]) -> str | None:
    errors = [d for d in tree.diagnostics if d.severity == "error"]
    parser = [d for d in errors if d.code == "parse-error"]
    if "ParseErr" in recorded or parser:
        same = "ParseErr" in recorded and bool(parser)
        return None if same else f"parser errors: {parser} against {recorded.get('ParseErr')}"
    if "InstrErr" not in recorded or not errors:
        same = "InstrErr" not in recorded and not errors
        return None if same else f"errors: {errors} against {recorded.get('InstrErr')}"
    line = _LINE.search(recorded["InstrErr"])
    first = errors[0].span.start.line
    statements = _statement_spans(tree)
    owner = next(start for start, end in statements if start <= first <= end)
    if line and owner != int(line.group(1)):
        return f"error on line {owner} against {recorded['InstrErr']}"
    return None


def _count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and bool(text))


def _statement_spans(tree: Dockerfile) -> list[tuple[int, int]]:
    line = 1
    spans = []
    for item in tree.body:
        if isinstance(item, Statement):
            line += sum(_count(str(part)) for part in item.leading)
            spans.append((line, line + _count(item.text) - 1))
            line += _count(item.text)
        else:
            line += _count(str(item))
    return spans


def _comments(lines: tuple[Line, ...]) -> list[str] | None:
    """Give comments since the last empty one as BuildKit does: less each line's first byte."""
    comments: list[str] = []
    for line in lines:
        if line.kind == "comment":
            text = line.raw.rstrip("\r\n")
            comment = text[1:].strip(_SPACES)
            comments = [*comments, comment] if text.strip(_SPACES) != "#" else []
    return comments


def _warnings(tree: Dockerfile) -> list[str]:
    return [
        f"Empty continuation line found in: {statement.lexed.original}"
        for statement in tree.statements
        if statement.empty_continuation
    ]


def _nodes(tree: Dockerfile) -> list[dict[str, Any]]:
    nodes = []
    above: tuple[Line, ...] = ()
    spans = iter(_statement_spans(tree))
    for item in tree.body:
        if isinstance(item, Section):
            above = item.lines
            continue
        start, end = next(spans)
        node = _node(item.lexed)
        node["Start"], node["End"] = start, end
        heredocs = [
            {
                "Name": h.name,
                "FileDescriptor": h.file_descriptor,
                "Expand": h.expand,
                "Chomp": h.chomp,
                "Content": h.content,
            }
            for h in item.heredocs
        ]
        comments = _comments((*above, *item.leading))
        node |= {"Heredocs": heredocs} if heredocs else {}
        node |= {"Prev": comments} if comments else {}
        above = ()
        nodes.append(node)
    return nodes


def _node(lexed: LexedLine) -> dict[str, Any]:
    node: dict[str, Any] = {"Value": lexed.keyword, "Orig": lexed.original}
    if lexed.flags:
        node["Flags"] = list(lexed.flags)
    if lexed.arguments:
        node["Args"] = list(lexed.arguments)
    if lexed.json:
        node["Attrs"] = {"json": True}
    if lexed.trigger:
        node["Sub"] = {**_node(lexed.trigger), "Start": 0, "End": 0}
    return node
