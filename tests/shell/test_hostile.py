"""Texts made to break a reader: nothing is raised, and the time grows with the text.

Growth is measured with ``DFOPT_GROWTH=1`` only, because times on a busy machine prove nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import pytest

from dfopt.shell.nodes import commands
from dfopt.shell.reader import read

#: Factor by which time may grow where the text grows by four; noise is what is above four.
GROWTH = 12

MAKERS: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "(" * n + "a" + ")" * n,
    "spaced parentheses": lambda n: "( " * n + "a" + " )" * n,
    "open parentheses": lambda n: "( " * n,
    "closed parentheses": lambda n: ")" * n,
    "groups": lambda n: "{ " * n + "a" + "; }" * n,
    "substitutions": lambda n: "a $(" * n + ")" * n,
    "quoted substitutions": lambda n: 'a "$(' * n + ')"' * n,
    "open substitutions": lambda n: "$(" * n,
    "backquotes": lambda n: "`" * n,
    "escaped backquotes": lambda n: "a `" + "\\`" * n + "`",
    "expansions": lambda n: "a ${b:-" * n + "}" * n,
    "quoted expansions": lambda n: 'a "' + "${b:-" * n + "}" * n + '"',
    "open expansions": lambda n: "a " + "${b:-" * n,
    "arithmetic": lambda n: "a $((" + "(" * n + ")" * n + "))",
    "open arithmetic": lambda n: "a $((" * n,
    "ifs": lambda n: "if " * n,
    "conditions": lambda n: "if a; then " * n + "b; " + "fi; " * n,
    "elifs": lambda n: "if a; then b; " + "elif a; then b; " * n + "fi",
    "cases": lambda n: "case a in b) " * n,
    "items": lambda n: "case a in " + "b) c;; " * n + "esac",
    "patterns": lambda n: "case a in b" + "|b" * n + ") c;; esac",
    "quotes": lambda n: "a " + "''" * n,
    "double quotes": lambda n: "a " + '""' * n,
    "open quotes": lambda n: "a " + "'\"" * n + "\\",
    "backslashes": lambda n: "a " + "\\" * n,
    "dollars": lambda n: "a " + "$" * n,
    "continued lines": lambda n: "a " + "\\\n" * n + "b",
    "words": lambda n: "a " * n,
    "a word": lambda n: "a" * n,
    "a name": lambda n: "a" * n + "=b",
    "assignments": lambda n: "a=b " * n,
    "redirections": lambda n: "a" + " >f" * n,
    "digits": lambda n: "1" * n + ">f",
    "here-documents": lambda n: "a <<E\nb\nE\n" * n,
    "here-documents of a line": lambda n: "a" + " <<E" * n + "\n" + "E\n" * n,
    "an open here-document": lambda n: "a <<E\n" + "b\n" * n,
    "open here-documents": lambda n: "a <<E <<F\nE\n" + "a <<E\n" * n,
    "comments": lambda n: "# a\n" * n + "b",
    "a comment": lambda n: "#" * n,
    "newlines": lambda n: "\n" * n,
    "separators": lambda n: "a;" * n,
    "lists": lambda n: "a" + " && a" * n,
    "pipelines": lambda n: "a" + " | a" * n,
    "negations": lambda n: "! " * n + "a",
    "loops": lambda n: "for x in a; do " * n,
    "NULs": lambda n: "\0" * n,
    "surrogates": lambda n: "\ud800" * n,
}


@pytest.mark.parametrize("name", MAKERS)
def test_hostile(name):
    text = MAKERS[name](30_000)
    script = read(text)
    assert script.text == text
    for _ in commands(script):
        pass


@pytest.mark.skipif(not os.environ.get("DFOPT_GROWTH"), reason="DFOPT_GROWTH is not set")
@pytest.mark.parametrize("name", MAKERS)
def test_time_grows_with_the_text(name):
    def seconds(size: int) -> float:
        text = MAKERS[name](size)
        times = []
        for _ in range(3):
            start = time.process_time()
            read(text)
            times.append(time.process_time() - start)
        return min(times)

    small, large = seconds(2_000), seconds(8_000)
    assert large < GROWTH * max(small, 0.005)


@pytest.mark.parametrize("name", ["parentheses", "groups", "quoted substitutions", "conditions"])
def test_what_is_too_deep_is_opaque(name):
    assert read(MAKERS[name](100_000)).opaque is not None


@pytest.mark.parametrize("depth", [10, 30])
def test_nesting_that_is_read(depth):
    assert read("( " * depth + "a" + " )" * depth).opaque is None
    assert read("a $(" * depth + ")" * depth).opaque is None


def test_the_depth_is_limited_and_not_the_stack():
    """What is read at all is read on a stack that is already half full."""
    deepest = "( " * 38 + "a" + " )" * 38
    assert read(deepest).opaque is None

    def descend(frames: int) -> object:
        return descend(frames - 1) if frames else read('a "$(' * 38 + ')"' * 38).opaque

    assert descend(sys.getrecursionlimit() // 3) is None
