"""``dfopt why``: what is known of one instruction, and what dfopt makes of it."""

from __future__ import annotations

import json

import pytest

TEXT = """\
FROM debian:12
COPY . /app
RUN apt-get update \\
    && apt-get install -y curl
RUN make -C /app
"""


@pytest.fixture
def file(project):
    (project / "Dockerfile").write_text(TEXT)
    (project / "Makefile").write_text("all:\n")
    return project / "Dockerfile"


@pytest.mark.parametrize("line", [3, 4])
def test_an_install_behind_the_sources(dfopt, file, line) -> None:
    run = dfopt("why", f"Dockerfile:{line}", "--engine", "buildkit")
    assert (run.code, run.err) == (0, "")
    head, *rest = run.out.splitlines()
    assert head == "Dockerfile:3: RUN apt-get update && apt-get install -y curl"
    assert "    reads the directories of the system" in rest
    assert "    runs again when what `COPY . /app` takes changes" in rest
    assert any(line.startswith("    that rests on: apt-get.environment, ") for line in rest)
    assert any(line.startswith("    estimated from priors: ") for line in rest)
    (gain,) = [line for line in rest if "hoist-run would move" in line]
    assert "s per rebuild" in gain
    assert gain.endswith("estimated from priors")


def test_what_nobody_knows_is_said(dfopt, file) -> None:
    run = dfopt("why", "Dockerfile:5")
    assert "    may read and write anything: `make` " in run.out
    assert "    stays below `RUN apt-get update" in run.out


def test_a_profile_replaces_the_priors(dfopt, file, project) -> None:
    install = "RUN apt-get update && apt-get install -y curl"
    known = {"events": 10, "sources": {".": "0-3"}, "seconds": {install: 12.5}}
    profile = {"version": 1, "dockerfiles": {"Dockerfile": known}}
    (project / "dfopt.profile.json").write_text(json.dumps(profile))
    run = dfopt("why", "Dockerfile:3")
    assert (run.code, run.err) == (0, "")
    (line,) = [line for line in run.out.splitlines() if " each time, " in line]
    assert line.startswith("    by the history of changes, times estimated: 12.5 s each time, ")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("Dockerfile", "'Dockerfile' is no FILE:LINE"),
        ("Dockerfile:x", "'Dockerfile:x' is no FILE:LINE"),
        ("Dockerfile:99", "Dockerfile: there is no instruction on line 99"),
        ("none:1", "none"),
    ],
)
def test_wrong_places(dfopt, file, place, message) -> None:
    run = dfopt("why", place)
    assert (run.code, run.out) == (2, "")
    assert message in run.err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (3, ["reads the variable GIT_Commit", "writes label commit"]),
        (4, ["reads the variable GIT_Commit", "writes the environment", "writes the variable Vcs"]),
        (5, ["reads anything", "writes the environment", "writes the variable A"]),
    ],
)
def test_variables_are_spelled_as_they_are(dfopt, project, line, expected) -> None:
    (project / "Dockerfile").write_text(
        "FROM a\nARG GIT_Commit\nLABEL commit=$GIT_Commit\nENV Vcs=${GIT_Commit}\nENV A=${B:?no}\n"
    )
    run = dfopt("why", f"Dockerfile:{line}")
    shown = [text.strip() for text in run.out.splitlines()]
    assert [text for text in shown if text.startswith(("reads ", "writes "))] == expected


def test_a_file_that_buildkit_would_refuse(dfopt, project) -> None:
    (project / "Dockerfile").write_text("FROM a\nRUN true\nCOPI a /\n")
    run = dfopt("why", "Dockerfile:3")
    assert run.code == 2
    assert run.out.splitlines()[:2] == [
        "Dockerfile:3: COPI a /",
        "    may read and write anything: BuildKit would refuse it",
    ]
    assert "Dockerfile:3:1: error[instruction-error]: " in run.err
    assert "everything" not in run.out
    run = dfopt("why", "Dockerfile:2")
    assert (run.code, run.out.splitlines()[0]) == (2, "Dockerfile:2: RUN true")
    assert "Dockerfile:3:1: error" in run.err
