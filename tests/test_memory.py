"""Nothing is left behind for the garbage collector: a language server lives long."""

from __future__ import annotations

import gc

import pytest

import dfopt

TEXTS = {
    "changed": "FROM alpine\nENV A=1\nENV B=2\nCOPY . /app\nRUN apk add curl && make\n",
    "refused": "FROM alpine\nENV A=1\nENV A=2\n",
    "wrong": "FROM alpine\nCOPI . .\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_run_leaves_no_circles(text):
    dfopt.optimize(text)  # loads modules
    gc.collect()
    gc.disable()
    try:
        dfopt.optimize(text)
        assert gc.collect() == 0
    finally:
        gc.enable()
