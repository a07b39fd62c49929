"""What the settings forbid is said: no opportunity goes away without a word."""

from __future__ import annotations

from typing import Any

import pytest

import dfopt
from dfopt.context.tree import Tree

NODE = Tree.of_files(
    {
        ".dockerignore": "**/node_modules\n.npmrc\n",
        "package.json": '{"name": "example", "version": "1.0.0"}',
        "package-lock.json": '{"name": "example", "lockfileVersion": 3, "packages": {"": {}}}',
        "server.js": "",
    }
)
NPM = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
APT = "FROM debian:12\nCOPY . /app\nRUN apt-get update && apt-get install -y curl\n"


def optimized(text: str, **settings: Any) -> dfopt.Result:
    return dfopt.optimize(text, config=dfopt.Config(**settings), context=NODE)


@pytest.mark.parametrize("text", [NPM, APT], ids=["npm", "apt-get"])
def test_each_assumption_that_is_denied_is_said(text: str) -> None:
    names = {name for change in optimized(text).changes for name in change.assumptions}
    assert len(names) > 3
    for name in names:
        result = optimized(text, deny_assumptions=[name])
        if result.changed:
            assert all(name not in change.assumptions for change in result.changes)
        else:
            reasons = [blocked.reason for blocked in result.blocked]
            assert any("`RUN " in reason for reason in reasons), (name, reasons)
            # Without that one the base image is as unknown as any other, and that is what is said.
            if name != "base.official-configuration":
                assert any(name in reason for reason in reasons), (name, reasons)


@pytest.mark.parametrize("safety", ["exact", "same-image"])
@pytest.mark.parametrize("text", [NPM, APT], ids=["npm", "apt-get"])
def test_a_level_that_looks_at_no_commands_is_said(text: str, safety: str) -> None:
    result = optimized(text, safety=safety)
    assert not result.changed
    assert any("the safety level known-commands" in blocked.reason for blocked in result.blocked)
    assert "the safety level known-commands" in result.explain()


def test_a_rewrite_of_a_higher_level_is_said() -> None:
    text = "FROM debian:12\nWORKDIR /app\nENV A=1\nWORKDIR /app\n"
    (change,) = optimized(text, safety="same-image").changes
    assert change.safety == "same-image"
    result = optimized(text, safety="exact")
    assert not result.changed
    (blocked,) = [blocked for blocked in result.blocked if "level" in blocked.reason]
    assert blocked.rule == change.rule
    assert blocked.reason == f"{change.title}: needs the safety level same-image"
    assert blocked.span == change.before


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:12\nCOPY . /app\nRUN true\n",
        "FROM debian:12\nCOPY a.txt /app\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get install -y curl\nCOPY . /app\n",
        "FROM debian:12\nCOPY . /app\n# dfopt: pin\nRUN apt-get install -y curl\n",
    ],
)
def test_where_nothing_could_be_won_nothing_is_said(text: str) -> None:
    assert optimized(text, safety="exact").blocked == ()
