"""``dfopt profile``, ``layers``, ``rebuild``, ``replay``; the profile of the main command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from dfopt.report.tables import Column, Progress, Table, percent, plain, seconds, show, size

DATA = Path(__file__).parents[1] / "evidence" / "data"

TEXT = """FROM node:20
WORKDIR /app
COPY app.js .
CMD ["node", "app.js"]
"""


def git(directory: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    names = ["-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"]
    command = ["git", *names, "-C", str(directory), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(project):
    """Ten edits of app.js, of which the last takes the one before back."""
    git(project, "init", "-q")
    (project / "Dockerfile").write_text(TEXT)
    (project / "other.txt").write_text("1")
    for text in (*map(str, range(10)), "8"):
        (project / "app.js").write_text(text)
        git(project, "add", "-A")
        git(project, "commit", "-q", "-m", text)
    return project


# ------------------------------------------------------------------------------------- profile


def test_profile_is_written_at_the_root_of_the_repository(repository, dfopt):
    run = dfopt("profile")
    assert (run.code, run.out) == (0, "")
    assert "wrote dfopt.profile.json" in run.err
    assert "11 commits" in run.err
    written = json.loads((repository / "dfopt.profile.json").read_text())
    (found,) = written["dockerfiles"].values()
    assert found["events"] == 11
    assert found["sources"]["app.js"] == "0-10"
    assert found["sources"]["other.txt"] == "10"


def test_the_same_evidence_gives_the_same_bytes(repository, dfopt):
    dfopt("profile")
    first = (repository / "dfopt.profile.json").read_bytes()
    dfopt("profile")
    assert (repository / "dfopt.profile.json").read_bytes() == first


def test_profile_beside_the_nearest_configuration(repository, dfopt):
    (repository / "service").mkdir()
    (repository / "service" / "dfopt.toml").write_text("")
    (repository / "service" / "Dockerfile").write_text(TEXT)
    assert dfopt("profile", "service").code == 0
    written = json.loads((repository / "service" / "dfopt.profile.json").read_text())
    assert list(written["dockerfiles"]) == ["Dockerfile"]
    assert not (repository / "dfopt.profile.json").exists()


def test_a_log_adds_times_that_stay(project, dfopt):
    (project / "Dockerfile").write_text((DATA / "app.Dockerfile").read_text())
    log = str(DATA / "buildkit-plain.log")
    run = dfopt("profile", "Dockerfile", "--log", log)
    assert run.code == 0
    assert "no history" in run.err
    assert "3 of 3 RUN measured" in run.err
    first = json.loads((project / "dfopt.profile.json").read_text())
    times = first["dockerfiles"]["Dockerfile"]["seconds"]
    assert times["RUN sleep 1 && cat src/* > /out.txt && echo built $VERSION"] == 1.1
    dfopt("profile")
    assert json.loads((project / "dfopt.profile.json").read_text()) == first


def test_a_log_needs_one_dockerfile(project, dfopt):
    (project / "Dockerfile").write_text(TEXT)
    (project / "b.Dockerfile").write_text(TEXT)
    run = dfopt("profile", "--log", "x")
    assert run.code == 2
    assert "one Dockerfile" in run.err
    assert not (project / "dfopt.profile.json").exists()


def test_a_broken_profile_is_not_overwritten(repository, dfopt):
    (repository / "dfopt.profile.json").write_text("{")
    run = dfopt("profile")
    assert run.code == 2
    assert "dfopt.profile.json" in run.err
    assert (repository / "dfopt.profile.json").read_text() == "{"


def test_profile_on_standard_output(repository, dfopt):
    run = dfopt("profile", "--output", "-")
    assert json.loads(run.out)["version"] == 1
    assert not (repository / "dfopt.profile.json").exists()


def test_files_that_cannot_be_used_are_named(repository, dfopt):
    (repository / "bad.Dockerfile").write_text("FROM a\nCOPI x\n")
    run = dfopt("profile")
    assert run.code == 2
    assert "bad.Dockerfile" in run.err
    assert (repository / "dfopt.profile.json").exists()


@pytest.fixture
def profiled(repository, dfopt):
    """The repository with a profile of its history; return the profile."""
    assert dfopt("profile").code == 0
    return repository / "dfopt.profile.json"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--commits", "0"),
        ("--context", "nope", "Dockerfile"),
        ("bad",),
        ("Dockerfile", "--log", "absent.log"),
        ("Dockerfile", "--log", "other.txt"),
        ("--commits", "0", "--output", "-"),
    ],
)
@pytest.mark.parametrize("exists", [True, False])
def test_where_nothing_is_learned_nothing_is_written(profiled, dfopt, arguments, exists):
    (profiled.parent / "bad").write_text("FROM a\nCOPI x\n")
    before = profiled.read_bytes()
    if not exists:
        profiled.unlink()
    run = dfopt("profile", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "nothing was learned, so dfopt.profile.json is not written" in run.err
    assert "wrote" not in run.err
    assert profiled.read_bytes() == before if exists else not profiled.exists()


def test_without_git_a_profile_stays(profiled, dfopt):
    before = profiled.read_bytes()
    (profiled.parent / ".git").rename(profiled.parent / "git")
    run = dfopt("profile")
    assert run.code == 2
    assert "no history" in run.err
    assert profiled.read_bytes() == before


def test_a_log_without_history_keeps_the_history(profiled, dfopt):
    (profiled.parent / "a.log").write_text("#1 [2/3] WORKDIR /app\n#1 DONE 0.1s\n")
    (found,) = json.loads(profiled.read_text())["dockerfiles"].values()
    assert dfopt("profile", "Dockerfile", "--commits", "0", "--log", "a.log").code == 0
    (merged,) = json.loads(profiled.read_text())["dockerfiles"].values()
    assert merged.pop("seconds") == {"WORKDIR /app": 0.1}
    found.pop("seconds", None)
    assert merged == found


# ---------------------------------------------------------------- the profile in the main command


def test_the_profile_is_found_and_decides(repository, dfopt):
    by_priors = dfopt("--engine", "classic")
    assert "estimated from priors" in by_priors.err
    dfopt("profile")
    by_history = dfopt("--engine", "classic")
    assert "by the history of changes; times are priors" in by_history.err
    assert "estimated" not in by_history.err
    assert "estimated from priors" in dfopt("--engine", "classic", "--isolated").err


def test_what_never_changes_is_not_moved_for(repository, dfopt):
    """Where app.js is never edited, nothing is gained by moving CMD above it."""
    for number in range(60):
        (repository / "other.txt").write_text(f"more {number}")
        git(repository, "commit", "-q", "-a", "-m", "x")
    (repository / ".dockerignore").write_text(".git\n")
    dfopt("profile", "--commits", "60")
    assert dfopt("--engine", "classic", "--check").code == 0
    assert dfopt("--engine", "classic", "--check", "--isolated").code == 1


def test_measured_gains_say_so(repository, dfopt):
    (repository / "plain.log").write_text(
        "#1 [2/3] WORKDIR /app\n#1 DONE 0.1s\n#2 [3/3] COPY app.js .\n#2 DONE 0.1s\n"
    )
    dfopt("profile", "Dockerfile", "--log", "plain.log")
    # BuildKit's log tells nothing of CMD, which takes time elsewhere.
    assert "times are priors" in dfopt("--engine", "classic").err
    stamp = "2026-01-01T00:00:"
    (repository / "classic.log").write_text(
        f"{stamp}00Z Step 1/4 : FROM node:20\n{stamp}01Z Step 2/4 : WORKDIR /app\n"
        f"{stamp}02Z Step 3/4 : COPY app.js .\n{stamp}03Z Step 4/4 : CMD x\n"
        f"{stamp}04Z Successfully built 1\n"
    )
    dfopt("profile", "Dockerfile", "--log", "classic.log")
    err = dfopt("--engine", "classic").err
    assert "saves 1.00 s per rebuild (50%), by the history of changes and measured times" in err


@pytest.mark.parametrize("options", [(), ("--profile", "dfopt.profile.json")])
def test_a_broken_profile_is_an_error(repository, dfopt, options):
    (repository / "dfopt.profile.json").write_text('{"version": 99}')
    run = dfopt(*options, "Dockerfile")
    assert (run.code, run.out) == (2, "")
    assert "dfopt.profile.json: profiles of version 99" in run.err


def test_profile_and_isolated_exclude_each_other(project, dfopt):
    (project / "Dockerfile").write_text(TEXT)
    assert dfopt("--isolated", "--profile", "x", "Dockerfile").code == 2


# -------------------------------------------------------------------------------------- layers


def test_layers(project, dfopt):
    (project / "Dockerfile").write_text(TEXT)
    run = dfopt("layers", "Dockerfile")
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "stage 0: FROM node:20\n"
        "LINE  LAYER  SIZE  TIME  CREATED BY\n"
        "   2  layer              WORKDIR /app\n"
        "   3  layer              COPY app.js . # buildkit\n"
        '   4  -        0B        CMD ["node" "app.js"]\n'
        "sizes that are missing were not measured: name an IMAGE built from the file\n"
        "times that are missing were not measured: dfopt profile --log\n"
    )


def test_layers_as_json(project, dfopt):
    (project / "Dockerfile").write_text("FROM a\nONBUILD RUN x\nRUN y\n")
    run = dfopt("layers", "--output-format", "json", "--engine", "buildkit", "Dockerfile")
    onbuild, step = json.loads(run.out)["instructions"]
    assert not onbuild["in_history"]
    assert not onbuild["layer"]
    assert step["layer"]
    assert step["bytes"] is step["seconds"] is None


@pytest.fixture
def archive(project):
    """An archive of an image as ``docker save`` makes it: two layers, two lines without one."""
    config = {
        "history": [
            {"created_by": "base"},
            {"created_by": "WORKDIR /app"},
            {"created_by": "COPY app.js . # buildkit"},
            {"created_by": 'CMD ["node" "app.js"]', "empty_layer": True},
        ]
    }
    manifest = [{"Config": "c.json", "Layers": ["0/layer.tar", "1/layer.tar", "2/layer.tar"]}]
    with tarfile.open(project / "image.tar", "w") as tar:
        for name, content in (
            ("c.json", json.dumps(config).encode()),
            ("manifest.json", json.dumps(manifest).encode()),
            ("0/layer.tar", b"x" * 1024),
            ("1/layer.tar", b"x" * 1536),
            ("2/layer.tar", b"x" * 2048),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    (project / "Dockerfile").write_text(TEXT)
    return "docker-archive:image.tar"


def test_layers_of_an_archive(archive, dfopt):
    run = dfopt("layers", "Dockerfile", archive)
    assert (run.code, run.err) == (0, "")
    workdir, copy, cmd, *notes = run.out.splitlines()[2:]
    assert notes == ["times that are missing were not measured: dfopt profile --log"]
    assert workdir.split()[:3] == ["2", "layer", "1.536kB"]
    assert copy.split()[:3] == ["3", "layer", "2.048kB"]
    assert cmd.split()[:3] == ["4", "-", "0B"]


@pytest.mark.parametrize(
    "image", ["docker-archive:absent", "oci:absent", "oci:.", "nonsense", "docker:-x"]
)
def test_images_that_cannot_be_read(project, dfopt, image):
    (project / "Dockerfile").write_text(TEXT)
    run = dfopt("layers", "Dockerfile", image)
    assert (run.code, run.out) == (2, "")


# ------------------------------------------------------------------------------------- rebuild


def test_rebuild_shows_what_the_main_command_makes(project, dfopt):
    (project / "Dockerfile").write_text(
        "FROM python:3.12\nWORKDIR /app\nCOPY --chown=1000:1000 . .\n"
        "RUN pip install -r requirements.txt\n"
    )
    (project / "requirements.txt").write_text("flask==3.0.0\n")
    (project / "app.py").write_text("1")
    found = {}
    for engine in ("auto", "buildkit"):
        arguments = ("--engine", engine, "--context", ".", "Dockerfile")
        changed = dfopt("--check", *arguments).code == 1
        run = dfopt("rebuild", *arguments, "--changed", "app.py", "--output-format", "json")
        document = json.loads(run.out)
        assert document["engine"] == "buildkit"
        found[engine] = changed, document["saved_seconds"] > 0
    # Builders disagree about who would own /app/, so that only the file for BuildKit is split.
    assert found == {"auto": (False, False), "buildkit": (True, True)}


def test_rebuild_side_by_side(repository, dfopt):
    run = dfopt("rebuild", "Dockerfile", "--changed", "app.js", "--engine", "classic")
    assert (run.code, run.err) == (0, "")
    assert "2 of 3 steps run again, 0.35 s; optimized: 1 of 3, 0.20 s (43 % less)" in run.out
    assert "times are priors" in run.out
    title, heads, first, *_ = run.out.splitlines()
    assert title == "Dockerfile with classic, after an edit of app.js"
    assert heads.split() == ["LINE", "STEP", "TIME"] * 2
    assert first.split() == ["2", "WORKDIR", "/app", "cached"] * 2


def test_rebuild_as_json(repository, dfopt):
    run = dfopt(
        "rebuild", "Dockerfile", "--engine", "classic", "--changed", "app.js",
        "--output-format", "json",
    )  # fmt: skip
    found = json.loads(run.out)
    before, after = found["before"], found["after"]
    assert [s["runs"] for s in before["steps"]] == [False, True, True]
    assert [s["runs"] for s in after["steps"]] == [False, False, True]
    assert {s["seconds_source"] for s in before["steps"]} == {"prior"}
    assert found["saved_seconds"] == pytest.approx(0.15)
    assert found["changed"] == ["app.js"]


def test_rebuild_after_an_edit_that_no_step_takes(repository, dfopt):
    run = dfopt("rebuild", "Dockerfile", "--changed", "other.txt")
    assert "0 of 2 steps run again" in run.out


def test_rebuild_after_an_edit_that_is_ignored(repository, dfopt):
    (repository / ".dockerignore").write_text("*.js\n")
    run = dfopt("rebuild", "Dockerfile", "--changed", "app.js", "--engine", "buildah")
    assert run.code == 0
    assert "app.js is not seen by the build" in run.out


def test_rebuild_of_what_is_not_there_warns(repository, dfopt):
    run = dfopt("rebuild", "Dockerfile", "--changed", "nope", "app.js")
    assert run.code == 0
    assert run.err == "dfopt: warning: nope: not in the build context, counted as a new file\n"
    # A file that git knows may be gone from the disk.
    (repository / "other.txt").unlink()
    assert dfopt("rebuild", "Dockerfile", "--changed", "other.txt").err == ""


@pytest.mark.parametrize(
    "arguments",
    [("layers", "Dockerfile"), ("rebuild", "Dockerfile", "--changed", "app.js"),
     ("replay", "Dockerfile")],
)  # fmt: skip
def test_the_configuration_chooses_the_builder(repository, dfopt, arguments):
    def engine(*options):
        run = dfopt(*arguments, "--output-format", "json", *options)
        assert run.code == 0
        return json.loads(run.out)["engine"]

    assert engine() == "buildkit"
    (repository / "dfopt.toml").write_text('engine = "classic"\n')
    assert engine() == "classic"
    assert engine("--engine", "kaniko") == "kaniko"
    (repository / "dfopt.toml").write_text('engine = "any"\n')
    assert engine() == "buildkit"
    run = dfopt(*arguments, "--engine", "any")
    assert (run.code, run.out) == (2, "")
    assert "--engine any: one builder is looked at at a time; choose one of buildkit" in run.err
    (repository / "dfopt.toml").write_text('ignore = ["nope"]\n')
    assert "unknown rule 'nope'" in dfopt(*arguments).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("layers", "-"),
        ("rebuild", "-", "--changed", "a"),
        ("replay", "-"),
        ("verify", "-"),
        ("verify", "Dockerfile", "--against", "-"),
        ("why", "-:1"),
        ("profile", "-"),
    ],
)
def test_standard_input_is_refused_in_so_many_words(project, dfopt, arguments):
    (project / "Dockerfile").write_text(TEXT)
    run = dfopt(*arguments, stdin=TEXT.encode())
    assert (run.code, run.out) == (2, "")
    assert "no standard input, name a file (or ./-)" in run.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("rebuild", "Dockerfile"),
        ("rebuild", "Dockerfile", "--changed", "../x"),
        ("rebuild", "absent", "--changed", "a"),
        ("rebuild", "Dockerfile", "--changed", "a", "--engine", "nonsense"),
        ("rebuild", "Dockerfile", "--changed", "a", "--engine", "any"),
        ("rebuild", "Dockerfile", "--changed", "a", "--context", "absent"),
        ("layers", "bad"),
        ("replay", "bad"),
        ("replay", "Dockerfile", "--commits", "-1"),
        ("replay", "Dockerfile", "--commits", "x"),
        ("replay", "Dockerfile", "--profile", "absent"),
        ("profile", "absent"),
    ],
)
def test_wrong_uses(project, dfopt, arguments):
    (project / "Dockerfile").write_text(TEXT)
    (project / "bad").write_text("FROM a\nCOPI x\n")
    run = dfopt(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "internal error" not in run.err
    assert run.err


# -------------------------------------------------------------------------------------- replay


def test_replay(repository, dfopt):
    run = dfopt("replay", "Dockerfile", "--engine", "classic", "--commits", "8")
    assert run.code == 0
    # Seven of the eight edits are new to the cache, the last one goes back.
    assert "8 commits with classic: 2.45 s before, 1.40 s after, 43 % saved" in run.out
    assert "times are priors" in run.out


def test_replay_as_json(repository, dfopt):
    run = dfopt(
        "replay", "Dockerfile", "--engine", "classic", "--commits", "8", "--output-format", "json"
    )
    found = json.loads(run.out)
    assert [step["ran"] for step in found["before"]["steps"]] == [0, 7, 7]
    assert [step["ran"] for step in found["after"]["steps"]] == [0, 0, 7]
    assert found["saved_share"] == pytest.approx(0.4286, abs=1e-3)


def test_replay_without_a_history(project, dfopt):
    (project / "Dockerfile").write_text(TEXT)
    run = dfopt("replay", "Dockerfile")
    assert (run.code, run.out) == (2, "")
    assert "no history" in run.err
    assert "there is no commit to replay" in run.err


# -------------------------------------------------------------------------------------- tables


TABLE = Table("t", (Column("A", is_number=True), Column("B")), (("1", "x"), ("10", "\x1b[1my")))


def test_plain_tables():
    assert plain(TABLE).startswith("t\n A  B\n 1  x\n10  ")
    assert "\x1b" not in plain(TABLE)


class Terminal(io.StringIO):
    """A terminal that nobody looks at."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Return tables as a terminal of that width shows them."""

    def drawn(table, width, **environment):
        for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
            monkeypatch.delenv(name, raising=False)
        values = {"COLUMNS": str(width), "LINES": "24", "TERM": "xterm", **environment}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return show([table], Terminal(), is_terminal=True)

    return drawn


def test_tables_on_a_terminal(terminal):
    drawn = terminal(TABLE, 80)
    assert "\u2500" in drawn
    assert "\\x1b[1my" in drawn
    assert "\x1b[" in drawn


def test_no_colour_means_no_escapes(terminal):
    assert "\x1b" not in terminal(TABLE, 80, NO_COLOR="1")


_SIDE = (
    Column("LINE", is_number=True),
    Column("STEP", may_be_cut=True),
    Column(""),
    Column("TIME", is_number=True),
)
_LONG = ("1234", f"COPY {'x' * 60}", "cached", "12.34 s")
_SIDES = Table("t", (*_SIDE, *_SIDE), ((*_LONG, *_LONG), (*_LONG, *[""] * 4)), ("end",), ("a", "b"))


@pytest.mark.parametrize("width", [50, 80, 110, 120, 200])
def test_only_steps_are_cut_off(terminal, width):
    lines = terminal(_SIDES, width, NO_COLOR="1").splitlines()
    assert max(map(len, lines)) <= width
    rows = [line.split() for line in lines if "cached" in line]
    beside = width >= 120
    assert [row.count("cached") for row in rows] == ([2, 1] if beside else [1, 1, 1])
    for row in rows:
        assert row[0] == "1234"
        assert row[-2:] == ["12.34", "s"]
        assert row[2].startswith("xxx")
    assert lines[-1] == "end"
    heads = [line for line in lines if "LINE" in line]
    assert len(heads) == (1 if beside else 2)
    assert ("t: a" in {line.strip() for line in lines}) is not beside


def test_what_fits_is_not_cut_off(terminal):
    table = Table("t", _SIDE, (_LONG,))
    assert "x" * 60 in terminal(table, 120, NO_COLOR="1")
    assert "\u2026" in terminal(table, 60, NO_COLOR="1")


def test_numbers_for_people():
    assert [seconds(n) for n in (0, 1.234, 12.34, 123.4, 7200)] == [
        "0.00 s", "1.23 s", "12.3 s", "123 s", "2 h 00 min"
    ]  # fmt: skip
    assert [size(n) for n in (0, 999, 307_000, 1_980_000)] == ["0B", "999B", "307kB", "1.98MB"]
    assert percent(0.426) == "43 %"


def test_the_bar_is_for_people_and_long_work():
    stream = io.StringIO()
    bar = Progress("x", 2, stream)
    bar.tick()
    bar.close()
    assert stream.getvalue() == ""
