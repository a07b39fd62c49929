"""Lark's own parser and the driver of the compiled tables build the same trees."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import lark
import pytest
from hypothesis import HealthCheck, given, settings

import dfopt
from dfopt.syntax.driver import GrammarError, Token, Tree, parse_tokens
from dfopt.syntax.nodes import Statement
from tests.properties.dockerfiles import dockerfiles

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/conformance/data"


@pytest.fixture(scope="module")
def lark_parser():
    path = ROOT / "grammar/compile.py"
    spec = importlib.util.spec_from_file_location("grammar_compile", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load(ROOT / "grammar/dockerfile.lark")


def lark_tree(parser, tokens):
    """Return what Lark makes of the tokens as nested lists, or where it gives up."""
    interactive = parser.parse_interactive()
    index = 0
    try:
        for index, token in enumerate(tokens):  # noqa: B007
            interactive.feed_token(lark.Token(token.type, token.raw))
        index = len(tokens)
        tree = interactive.feed_eof()
    except lark.UnexpectedToken:
        return index
    return shape(tree.children, lambda node: (node.data, node.children), lark.Token)


def own_tree(tokens):
    """Return what the driver makes of the tokens, in the same terms."""
    try:
        children = parse_tokens(tokens)
    except GrammarError as error:
        return error.index
    return shape(children, lambda node: (node.name, node.children), Token)


def shape(children, parts, token_class):
    found: list[object] = []
    for child in children:
        if isinstance(child, token_class):
            found.append((child.type, str(getattr(child, "raw", child))))
        else:
            name, inner = parts(child)
            found.append([str(name), *shape(inner, parts, token_class)])
    return found


def assert_same(parser, statement: Statement) -> bool:
    tokens = tuple(statement.tokens())
    own = own_tree(tokens)
    assert own == lark_tree(parser, tokens), str(statement)
    return isinstance(own, list)


@pytest.mark.parametrize("name", ["ast_cases", "ast_fuzz", "ast_fuzz_valid"])
def test_recorded_texts(lark_parser, name):
    good = bad = 0
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for statement in dfopt.parse(json.loads(line)["dockerfile"]).statements:
                if assert_same(lark_parser, statement):
                    good += 1
                else:
                    bad += 1
    assert good > 100
    assert bad or name == "ast_fuzz_valid"


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=dockerfiles())
def test_generated_texts(lark_parser, text):
    for statement in dfopt.parse(text).statements:
        assert_same(lark_parser, statement)


def test_the_nodes_of_a_file_are_the_drivers_trees():
    (statement,) = dfopt.parse("ENV A=1 B=$A\n").statements
    names = [child.name for child in statement.children if isinstance(child, Tree)]
    assert names == []  # before the first FROM it is refused, and kept token by token
    env = dfopt.parse("FROM a\nENV A=1 B=$A\n").statements[1]
    assert [child.name for child in env.children if isinstance(child, Tree)] == ["pair", "pair"]
