"""Trees of scripts, made at random, and the text of a tree."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from dfopt.record import Record
from dfopt.shell.nodes import (
    AndOr,
    Arithmetic,
    Assignment,
    Case,
    For,
    Group,
    If,
    List,
    Literal,
    Parameter,
    Pipeline,
    Redirection,
    Simple,
    Substitution,
    While,
    Word,
)

if TYPE_CHECKING:
    from dfopt.shell.nodes import Part, Separator

NOWHERE = (0, 0)

# What stands for itself without quotes, wherever in a word; no reserved word is made of these.
_UNQUOTED = "xyzXYZ0123456789.,/+-:%@_*?"
_BEHIND: Final[tuple[Separator, ...]] = (";", "&", "\n")
_NAMES = st.text("pqrPQR_", min_size=1, max_size=4)


def _word(parts: list[Part]) -> Word:
    """Make a word as the reader does: neighbours of one kind are one, ``''`` only where needed."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Literal) and isinstance(last, Literal) and part.quoted == last.quoted:
            merged[-1] = Literal(last.text + part.text, part.quoted)
        else:
            merged.append(part)
    return Word(tuple(merged))


_literals = st.one_of(
    st.text(_UNQUOTED, min_size=1, max_size=5).map(Literal),
    st.text(string.printable.replace("\r", "") + "é€", max_size=8).map(lambda t: Literal(t, True)),
)
_parameters = st.builds(
    Parameter,
    st.one_of(_NAMES, st.sampled_from("@*?$!01")),
    st.sampled_from(["", ":-", ":+", "=", "%%", "#", "#length"]),
    st.just(None),
    st.booleans(),
)
_operands = st.text(_UNQUOTED, min_size=1, max_size=4)


def _with_operand(parameter: Parameter, text: str) -> Parameter:
    if parameter.operator in ("", "#length"):
        if parameter.operator and parameter.name in "@*?$!":
            return parameter.with_changes(operator="")
        return parameter
    return parameter.with_changes(operand=Word((Literal(text, parameter.quoted),)))


_arithmetic = st.builds(
    Arithmetic,
    st.lists(st.sampled_from(["1", "p", "$q", " + ", "(2)", "==3", "*"]), min_size=1).map("".join),
    st.booleans(),
)


def _parts(lists: st.SearchStrategy[List]) -> st.SearchStrategy[Any]:
    return st.one_of(
        _literals,
        _literals,
        st.builds(_with_operand, _parameters, _operands),
        _arithmetic,
        st.builds(Substitution, lists, st.booleans()),
    )


def _commands(lists: st.SearchStrategy[List]) -> st.SearchStrategy[Any]:
    words = st.lists(_parts(lists), min_size=1, max_size=3).map(_word)
    names = st.text("xyz", min_size=1, max_size=4).map(lambda name: Word((Literal(name),)))
    nowhere = st.just(NOWHERE)
    files = st.builds(
        Redirection,
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from(["<", ">", ">>"]),
        words,
    )
    copies = st.builds(
        Redirection,
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from([">&", "<&"]),
        st.sampled_from("12-").map(lambda text: Word((Literal(text),))),
    )
    redirections = st.lists(st.one_of(files, copies), max_size=2).map(tuple)
    values = st.one_of(st.just(Word(())), words)
    assignments = st.lists(st.builds(Assignment, _NAMES, values), max_size=2).map(tuple)
    simple = st.builds(
        lambda first, name, rest, last: Simple(first, (name, *rest), last, NOWHERE),
        assignments, names, st.lists(words, max_size=3), redirections,
    )  # fmt: skip
    patterns = st.lists(words, min_size=1, max_size=2).map(tuple)
    branches = st.lists(st.tuples(lists, lists), min_size=1, max_size=2).map(tuple)
    several = st.lists(words, max_size=3).map(tuple)
    items = st.lists(st.tuples(patterns, lists), max_size=2).map(tuple)
    compound = st.one_of(
        st.builds(Group, lists, redirections, st.booleans(), nowhere),
        st.builds(If, branches, st.one_of(st.none(), lists), redirections, nowhere),
        st.builds(For, _NAMES, several, lists, redirections, nowhere),
        st.builds(While, lists, lists, st.booleans(), redirections, nowhere),
        st.builds(Case, words, items, redirections, nowhere),
    )
    return st.one_of(simple, simple, compound)


def _lists(lists: st.SearchStrategy[List]) -> st.SearchStrategy[List]:
    pipelines = st.builds(
        lambda commands, negated: Pipeline(tuple(commands), negated, NOWHERE),
        st.lists(_commands(lists), min_size=1, max_size=2), st.booleans(),
    )  # fmt: skip
    operators = st.sampled_from(["&&", "||"])
    rest = st.lists(st.tuples(operators, pipelines), max_size=2).map(tuple)
    items = st.tuples(st.builds(AndOr, pipelines, rest, st.just(NOWHERE)), st.sampled_from(_BEHIND))
    return st.lists(items, min_size=1, max_size=2).map(lambda found: List(tuple(found), NOWHERE))


_leaf = Simple((), (Word((Literal("x"),)),), (), NOWHERE)
_leaves = st.just(List(((AndOr(Pipeline((_leaf,), False, NOWHERE), (), NOWHERE), ";"),), NOWHERE))

#: Any script.
scripts = st.recursive(_leaves, _lists, max_leaves=6)


def text_of(node: object) -> str:
    """Return the text of a tree, or of a part of it."""
    text: str = _WRITERS[type(node)](node)
    return text


def _list(node: List) -> str:
    return "".join(f"{text_of(item)} {separator} " for item, separator in node.items)


def _and_or(node: AndOr) -> str:
    return text_of(node.first) + "".join(f" {operator} {text_of(p)}" for operator, p in node.rest)


def _pipeline(node: Pipeline) -> str:
    return "! " * node.negated + " | ".join(map(text_of, node.commands))


def _simple(node: Simple) -> str:
    return " ".join(map(text_of, (*node.assignments, *node.words, *node.redirections)))


def _compound(node: Any, text: str) -> str:
    return " ".join((text, *map(text_of, node.redirections)))


def _group(node: Group) -> str:
    body = text_of(node.body)
    return _compound(node, f"( {body})" if node.subshell else f"{{ {body}}}")


def _if(node: If) -> str:
    pairs = [f"{text_of(condition)}then {text_of(body)}" for condition, body in node.branches]
    otherwise = "" if node.otherwise is None else f"else {text_of(node.otherwise)}"
    return _compound(node, f"if {'elif '.join(pairs)}{otherwise}fi")


def _for(node: For) -> str:
    words = " ".join(map(text_of, node.words))
    return _compound(node, f"for {node.name} in {words}; do {text_of(node.body)}done")


def _while(node: While) -> str:
    word = "until" if node.until else "while"
    return _compound(node, f"{word} {text_of(node.condition)}do {text_of(node.body)}done")


def _case(node: Case) -> str:
    items = "".join(
        f"({' | '.join(map(text_of, patterns))}) {text_of(body)};; "
        for patterns, body in node.items
    )
    return _compound(node, f"case {text_of(node.word)} in {items}esac")


def _redirection(node: Redirection) -> str:
    return f"{'' if node.fd is None else node.fd}{node.operator} {text_of(node.target)}"


def _assignment(node: Assignment) -> str:
    return f"{node.name}={text_of(node.value)}"


def _literal(node: Literal) -> str:
    if not node.quoted:
        return node.text
    escaped = "".join(f"\\{char}" if char in '\\"$`' else char for char in node.text)
    return f'"{escaped}"'


def _parameter(node: Parameter) -> str:
    if node.operator == "#length":
        inner = f"#{node.name}"
    else:
        operand = "" if node.operand is None else "".join(p.text for p in node.operand.parts)  # type: ignore[union-attr]
        inner = node.name + node.operator + operand
    return _quoted(node, f"${{{inner}}}")


def _substitution(node: Substitution) -> str:
    return _quoted(node, f"$( {text_of(node.body)})")


def _arithmetic_text(node: Arithmetic) -> str:
    return _quoted(node, f"$(({node.text}))")


def _quoted(node: Any, text: str) -> str:
    return f'"{text}"' if node.quoted else text


_WRITERS: dict[type, Any] = {
    List: _list,
    AndOr: _and_or,
    Pipeline: _pipeline,
    Simple: _simple,
    Group: _group,
    If: _if,
    For: _for,
    While: _while,
    Case: _case,
    Redirection: _redirection,
    Assignment: _assignment,
    Word: lambda node: "".join(map(text_of, node.parts)),
    Literal: _literal,
    Parameter: _parameter,
    Substitution: _substitution,
    Arithmetic: _arithmetic_text,
}


def without_spans(node: Any) -> Any:
    """Return a tree in which nothing has a place, for comparison."""
    if isinstance(node, Record):
        fields = type(node)._fields
        values = {name: without_spans(getattr(node, name)) for name in fields if name != "span"}
        return type(node)(**values, **({"span": NOWHERE} if "span" in fields else {}))
    if isinstance(node, tuple):
        return tuple(map(without_spans, node))
    return node
