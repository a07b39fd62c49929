"""The parser reproduces every recorded tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.__main__ import failures, main
from tests.conformance.syntax_tree import check

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "rows"), [("ast_cases", 180), ("ast_fuzz", 1902), ("ast_fuzz_valid", 1328)]
)
def test_recorded_trees(name: str, rows: int) -> None:
    passed, wrong = failures(DATA / f"{name}.jsonl.gz", check)
    assert not wrong, wrong[:3]
    assert passed == rows


@pytest.mark.parametrize(
    "result",
    [
        {"ParseErr": "x"},
        {"InstrErr": "dockerfile parse error on line 1: x"},
        {"Escape": "`", "Nodes": []},
        {"Escape": "\\", "Nodes": [{"Value": "FROM", "Args": ["b"], "Orig": "FROM b"}]},
    ],
)
def test_a_wrong_record_is_found(result) -> None:
    assert check({"dockerfile": "FROM a\n", "result": result}) is not None


def test_the_runner_counts(tmp_path, capsys) -> None:
    right = '{"dockerfile": "", "result": {"ParseErr": "file with no instructions"}}\n'
    wrong = '{"dockerfile": "", "result": {}}\n'
    (tmp_path / "ast_cases.jsonl").write_text(right + wrong)
    (tmp_path / "unknown.jsonl").write_text("{}\n")
    assert main(str(tmp_path)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 1 failed"
    assert any("unknown.jsonl: skipped" in line for line in lines)
