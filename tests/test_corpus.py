"""A sample of real Dockerfiles through every check, and proof that the checks can fail."""

from __future__ import annotations

import os
from pathlib import Path

import dockerfile
import pytest

import dfopt
from tests import invariants
from tests.corpus import main, outcomes, read_rows

FILES = ("dockerfiles.jsonl.gz", "projects.jsonl.gz")


@pytest.mark.parametrize("name", FILES)
def test_every_tenth_file_passes(name):
    directory = os.environ.get("DFOPT_CORPUS")
    if not directory:
        pytest.skip("DFOPT_CORPUS does not name a directory with a corpus")
    path = Path(directory, name)
    if not path.is_file():
        pytest.skip(f"{path} does not exist")
    found = outcomes(list(read_rows(path))[::10], "auto", 1)
    assert found
    assert {o.name: o.failed for o in found if o.failed} == {}


BEFORE = "FROM a\nENV A=1\nLABEL k=v\nCOPY --link . /x\nRUN make\n"


@pytest.mark.parametrize(
    "after",
    [
        "FROM a\nENV A=2\nLABEL k=v\nCOPY --link . /x\nRUN make\n",
        "FROM a\nENV A=1\nLABEL k=w\nCOPY --link . /x\nRUN make\n",
        "FROM a\nENV A=1\nLABEL k=v\nCOPY . /x\nRUN make\n",
        "FROM a\nENV A=1\nLABEL k=v\nCOPY --link . /x\n",
        "FROM a\nENV A=1\nLABEL k=v\nCOPY --link . /x\nRUN make\nRUN make\n",
        'FROM a\nENV A=1\nLABEL k=v\nCOPY --link . /x\nRUN ["make"]\n',
        "FROM a\nENV A=1\nLABEL k=v\nCOPY --link . /x\nFROM b\nRUN make\n",
    ],
)
def test_a_wrong_rewrite_is_seen(after):
    assert invariants.instructions_kept(BEFORE, after)
    assert invariants.buildkit_reads(BEFORE, after)


SAID = "FROM a\nWORKDIR /x\nWORKDIR y\nWORKDIR y\nUSER u\nUSER v\nUSER u\nCMD a\nCMD b\nSHELL []\n"


@pytest.mark.parametrize(
    "gone", ["WORKDIR /x\n", "WORKDIR y\n", "USER u\n", "USER v\n", "CMD b\n", "SHELL []\n"]
)
def test_a_removal_of_what_counts_is_seen(gone):
    assert invariants.instructions_kept(SAID, SAID.replace(gone, "", 1))
    assert invariants.buildkit_reads(SAID, SAID.replace(gone, "", 1))


def test_a_removal_of_what_does_not_count_is_no_loss():
    after = "FROM a\nWORKDIR /x\nWORKDIR y\nWORKDIR y\nUSER u\nUSER v\nUSER u\nCMD b\nSHELL []\n"
    before = SAID.replace("WORKDIR /x\n", "WORKDIR /x\nWORKDIR /x\n")
    before = before.replace("USER v\n", "USER v\nUSER v\n")
    assert invariants.instructions_kept(before, after) is None
    assert invariants.buildkit_reads(before, after) is None


@pytest.mark.parametrize("after", ["FROM a\nENV A\n", "FROM a\nENV A=1 \\\n", "FROM a\nMAKE x\n"])
def test_what_buildkit_refuses_or_reads_otherwise_is_seen(after):
    assert invariants.buildkit_reads("FROM a\nENV A=1\nENV B=2\n", after)


def test_a_merge_is_no_loss():
    merged = 'FROM a\nLABEL k=v\nRUN make\nENV A=1 B="x y"\n'
    apart = "FROM a\nENV A 1\nENV B x y\nRUN make\nLABEL k=v\n"
    assert invariants.instructions_kept(apart, merged) is None
    assert invariants.buildkit_reads(apart, merged) is None
    assert invariants.dockerfile_parse_sees(apart, merged) is None


def test_dockerfile_parse_sees_another_value_in_an_early_stage():
    before = "FROM a\nENV A=1\nFROM b\nENV A=1\n"
    assert invariants.dockerfile_parse_sees(before, before) is None
    assert invariants.dockerfile_parse_sees(before, before.replace("A=1", "A=2", 1))


def test_what_dockerfile_parse_cannot_read():
    assert invariants.dockerfile_parse_can_read(BEFORE)
    assert not invariants.dockerfile_parse_can_read("FROM a\nRUN <<EOF\nEOF\n")
    assert not invariants.dockerfile_parse_can_read("FROM a\nENV A=1 B\n")


def test_bad_edits_are_seen(monkeypatch):
    result = dfopt.optimize("FROM a\nENV A=1\nENV B=2\n")
    assert result.changed
    assert invariants.edits_give(result) is None
    monkeypatch.setattr(dfopt.Result, "edits", lambda self: ())
    assert invariants.edits_give(result)


def test_report_counts_and_fails(tmp_path, capsys, monkeypatch):
    corpus = tmp_path / "small.jsonl"
    corpus.write_text(
        '{"id": "one", "text": "FROM a\\n"}\n{"other": 1}\n{"dockerfile": "FROM b"}\n'
    )
    assert main([str(corpus), "--jobs", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"
    monkeypatch.setattr(invariants, "second_run", lambda result, config: "it changes")
    assert main([str(corpus), "--jobs", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "0 passed, 2 failed"
    assert "      one: 'it changes'" in lines


def test_an_empty_corpus_is_no_success(tmp_path):
    corpus = tmp_path / "empty.jsonl"
    corpus.write_text("")
    assert main([str(corpus), "--jobs", "1"]) == 1


def test_buildkits_parser_is_new_enough_for_heredocs():
    commands = dockerfile.parse_string("FROM a\nRUN <<EOF\nCOPY x y\nEOF\n")
    assert [c.cmd.upper() for c in commands] == ["FROM", "RUN"]
