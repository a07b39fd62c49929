"""How many RUNs of real Dockerfiles are understood, and how fast."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.commands import behaviour_of, pieces
from dfopt.shell.nodes import Script
from dfopt.shell.runs import script_of_arguments
from dfopt.syntax.nodes import Run
from dfopt.syntax.parser import parse
from tests.knowledge.asking import circumstances

CORPUS = os.environ.get("DFOPT_CORPUS")
#: In a hundred RUNs; what builds a project can never be known.
LEAST = 45


@pytest.fixture(scope="module")
def scripts() -> list[Script]:
    if not CORPUS:
        pytest.skip("DFOPT_CORPUS names no directory of Dockerfiles")
    found = []
    for name, field in (("dockerfiles", "text"), ("projects", "dockerfile")):
        with gzip.open(Path(CORPUS) / f"{name}.jsonl.gz", "rt") as rows:
            for row in rows:
                for statement in parse(json.loads(row)[field]).statements:
                    if isinstance(statement, Run) and not statement.is_exec_form:
                        found.append(script_of_arguments(("/bin/sh", "-c", statement.script)))
    return found


def test_runs_of_the_corpus(scripts: list[Script], capsys: pytest.CaptureFixture[str]) -> None:
    here = circumstances(known=True)
    reasons: Counter[str] = Counter()
    start = time.process_time()
    for script in scripts:
        found = behaviour_of(script, here)
        reasons[found.reason if isinstance(found, Unknown) else ""] += 1
    took = (time.process_time() - start) / len(scripts)
    understood = 100 * reasons.pop("") / len(scripts)
    with capsys.disabled():
        print(f"\n{len(scripts)} RUNs, {understood:.1f} % understood, {took * 1e3:.2f} ms each")
        for reason, count in reasons.most_common(10):
            print(f"  {count:5} {reason}")
    assert understood > LEAST


def test_pieces_are_where_they_say(scripts: list[Script]) -> None:
    here = circumstances(known=False)
    for script in scripts:
        found = pieces(script, here)
        if isinstance(found, Unknown):
            continue
        ends = [end for piece in found for end in piece.span]
        assert ends == sorted(ends)
        assert 0 <= min(ends, default=0) <= max(ends, default=0) <= len(script.text)
