"""Build logs: recorded from real builders, but for the JSON one, which is written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import dfopt
from dfopt.cost.layers import history_of
from dfopt.evidence.errors import EvidenceError
from dfopt.evidence.learn import measured
from dfopt.evidence.logs import assigned, read_log

DATA = Path(__file__).parent / "data"
DOCKERFILE = dfopt.parse((DATA / "app.Dockerfile").read_text())

SLEEPS = {"sleep 1": 1.0, "sleep 0.5": 0.5, "sleep 0.3": 0.3}
TIMED = ["buildkit-plain.log", "classic-timestamps.log", "buildah-timestamps.log"]
UNTIMED = ["classic.log", "buildah.log"]


def log(name: str):
    return read_log((DATA / name).read_text())


@pytest.mark.parametrize("name", TIMED)
def test_times_are_those_of_the_commands(name):
    found, lost = assigned(log(name), DOCKERFILE)
    assert lost == 0
    runs = [(s, step) for s, step in found if s.kind == "RUN"]
    assert len(runs) == 3
    for statement, step in runs:
        (slept,) = [time for text, time in SLEEPS.items() if text in statement.text]
        assert step.seconds is not None
        assert slept <= step.seconds < slept + 1.0


@pytest.mark.parametrize("name", UNTIMED)
def test_builders_that_print_no_times(name):
    found, lost = assigned(log(name), DOCKERFILE)
    assert lost == 0
    assert {s.kind for s, _ in found} >= {"RUN", "COPY", "WORKDIR", "LABEL", "CMD"}
    assert all(step.seconds is None for _, step in found)
    notes: list[str] = []
    assert measured([str(DATA / name)], DOCKERFILE, notes) == ({}, {})
    assert len(notes) == 1
    assert "no times" in notes[0]


def test_cached_steps_have_no_time():
    found, _ = assigned(log("buildkit-plain-cached.log"), DOCKERFILE)
    cached = {" ".join(s.lexed.original.split())[:12] for s, step in found if step.cached}
    assert cached == {"WORKDIR /src", "WORKDIR /app", "COPY config.", "RUN dd if=/d"}
    assert all(step.seconds is None for _, step in found if step.cached)
    assert all(step.seconds is not None for _, step in found if not step.cached)


def test_raw_json():
    found, lost = assigned(log("buildkit-rawjson.jsonl"), DOCKERFILE)
    assert lost == 0
    times = {s.text.split()[0] + " " + s.text.split()[1]: step for s, step in found}
    assert times["WORKDIR /src"].seconds == pytest.approx(0.05)
    assert times["RUN sleep"].seconds == pytest.approx(2.5)
    assert times['RUN ["/bin/sh",'].seconds is None  # it failed
    assert times["WORKDIR /app"].cached


@pytest.mark.parametrize("name", ["image-history.jsonl", "image-history-classic.jsonl"])
def test_image_history(name):
    found, lost = assigned(log(name), DOCKERFILE)
    assert lost == 0
    sizes = {s.kind: step.size for s, step in found}
    assert sizes["RUN"] == 307_000
    assert sizes["CMD"] == sizes["LABEL"] == 0
    # A second or less between two layers tells nothing.
    assert all(step.seconds is None for _, step in found)


def test_layers_are_shown_as_docker_shows_them():
    import json

    lines = (DATA / "image-history.jsonl").read_text().splitlines()
    recorded = [json.loads(line)["CreatedBy"] for line in reversed(lines)][1:]
    shown = [line.created_by for line in history_of(DOCKERFILE, "buildkit") if line.stage == 1]
    # Docker 20.10 printed EXPOSE otherwise.
    assert [line for line in shown if not line.startswith("EXPOSE")] == [
        line for line in recorded if not line.startswith("EXPOSE")
    ]


def test_layers_of_the_classic_builder_too():
    import json
    import re

    lines = (DATA / "image-history-classic.jsonl").read_text().splitlines()
    recorded = [json.loads(line)["CreatedBy"] for line in reversed(lines)][1:]
    recorded = [re.sub("file:[0-9a-f]{64}", "file:...", line) for line in recorded]
    shown = [line.created_by for line in history_of(DOCKERFILE, "classic") if line.stage == 1]
    assert [line for line in shown if "EXPOSE" not in line] == [
        line for line in recorded if "EXPOSE" not in line
    ]
    layers = [line.has_layer for line in history_of(DOCKERFILE, "classic")]
    assert (
        layers
        == [False, False, True, True, True, True, False, True, True, True, True] + [False] * 2
    )
    buildah = [line for line in history_of(DOCKERFILE, "buildah") if line.has_layer]
    assert "WORKDIR" not in {line.statement.kind for line in buildah}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "hello\n",
        "{",
        "{}\n",
        "[]",
        "[1, 2]",
        '{"vertexes": null}',
        '{"vertexes": [{"name": 1}]}',
        '{"vertexes": [{"digest": "x", "name": "no step"}]}',
        "#1 [internal] load metadata\n#1 DONE 0.1s\n",
        "#1 DONE 0.1s\n",
        "Step one of 3\n",
        '{"CreatedBy": ',
        "\x00\x01\x02",
    ],
)
def test_what_is_no_log_is_refused(text):
    with pytest.raises(EvidenceError):
        read_log(text)


def test_other_shapes_of_lines():
    text = (
        "\x1b[1m#5 [2/3] COPY a b\x1b[0m\n#5 DONE 12.5s\n"
        "#6 [3/3] RUN x\n#6 ERROR: process failed\n"
        "build\tUNKNOWN STEP\t2026-01-01T00:00:00.0000000Z #7 [linux/amd64 3/3] RUN y\n"
        "build\tUNKNOWN STEP\t2026-01-01T00:00:00.0000000Z #7 DONE 0.7s\n"
    )
    steps = read_log(text)
    assert [(s.text, s.seconds) for s in steps] == [("COPY a b", 12.5), ("RUN y", 0.7)]


def test_the_last_step_of_a_build_that_broke_off_has_no_time():
    text = "2026-01-01T00:00:00Z Step 1/3 : FROM a\n2026-01-01T00:00:05Z Step 2/3 : RUN x\n"
    assert [step.seconds for step in read_log(text)] == [5.0, None]


# ------------------------------------------------------------------------- which instruction


def test_steps_of_another_file_are_not_taken_for_ours():
    other = dfopt.parse("FROM a\nRUN one\nCOPY x y\nRUN two\n")
    for name in (*TIMED, *UNTIMED):
        found, lost = assigned(log(name), other)
        assert found == []
        assert lost > 3


def test_a_changed_file_is_matched_by_what_the_steps_say():
    text = (
        (DATA / "app.Dockerfile").read_text().replace("WORKDIR /app\n", "WORKDIR /app\nRUN new\n")
    )
    changed = dfopt.parse(text)
    for name in TIMED:
        found, _ = assigned(log(name), changed)
        assert not any("RUN new" in s.text for s, _ in found)
        assert any("if=/dev/zero" in s.text and "if=/dev/zero" in step.text for s, step in found)


def test_the_same_text_twice_is_not_guessed_at():
    twice = dfopt.parse("FROM a\nRUN make\nRUN true\nRUN make\n")
    found, lost = assigned(read_log("#1 [2/9] RUN make\n#1 DONE 1.0s\n"), twice)
    assert (found, lost) == ([], 1)
    found, lost = assigned(read_log("#1 [4/4] RUN make\n#1 DONE 1.0s\n"), twice)
    assert found[0][0] is twice.statements[3]


def test_the_median_of_several_logs_counts():
    notes: list[str] = []
    seconds, sizes = measured([str(DATA / name) for name in TIMED], DOCKERFILE, notes)
    one = [seconds[name] for name in seconds if "cat src" in name]
    assert one == [pytest.approx(1.25, abs=0.01)]
    assert sizes == {}
    assert notes == []


def test_logs_that_cannot_be_read_are_left_out(tmp_path):
    (tmp_path / "no.log").write_text("nothing")
    notes: list[str] = []
    paths = [str(tmp_path / "no.log"), str(tmp_path / "absent"), str(tmp_path)]
    assert measured(paths, DOCKERFILE, notes) == ({}, {})
    assert len(notes) == 3
