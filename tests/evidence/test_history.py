"""Git histories: real repositories, shallow ones, hostile ones, and none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import dfopt
from dfopt.cost.engines import History
from dfopt.cost.files import Selection
from dfopt.cost.profile import Profile, cleaned, name_of, names_of
from dfopt.errors import ConfigError
from dfopt.evidence.alignment import aligned
from dfopt.evidence.errors import EvidenceError
from dfopt.evidence.git import Repository
from dfopt.evidence.learn import gather
from dfopt.evidence.profile import dumps, loads, mask_of, ranges

TEXT = """FROM node
ARG V=1
ENV A=1 B=2
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY . .
RUN npm run build
"""


def git(directory: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    }
    names = ["-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"]
    command = ["git", *names, "-C", str(directory), *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout


def commit(directory: Path, **files: str | None) -> None:
    for name, text in files.items():
        path = directory / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(directory, "add", "-A")
    git(directory, "commit", "-q", "--allow-empty", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository; the newest commit is event 0."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, Dockerfile=TEXT, package_json="1", src__a_js="1", README_md="1")  # 5
    (root / ".dockerignore").write_text("*.md\n.git\n.dockerignore\n")
    commit(root, src__a_js="2")  # 4
    commit(root, package_json="2", README_md="2")  # 3
    commit(root, README_md="3")  # 2
    commit(root, Dockerfile=TEXT.replace("npm ci", "npm ci --omit=dev").replace("B=2", "B=3"))  # 1
    commit(root, src__a_js="1")  # 0
    return root


def learned(root: Path, **options):
    path = root / "Dockerfile"
    return gather(str(path), dfopt.parse(path.read_text()), **options)


def test_what_a_history_tells(repository):
    evidence = learned(repository)
    profile = evidence.profile
    assert evidence.notes == ()
    assert profile.history.events == 6
    found = {name: ranges(events) for name, events in profile.sources.items()}
    # The Dockerfile is part of the context; what .dockerignore excludes is not.
    assert found == {
        ".": "0-1 3-5",
        "src/": "0 4-5",
        "package.json": "3 5",
        "Dockerfile": "1 5",
    }
    edits = {name: ranges(events) for name, events in profile.edits.items()}
    assert edits == {"RUN npm ci --omit=dev": "1", "ENV B": "1"}


def test_a_context_with_git_inside_changes_always(repository):
    (repository / ".dockerignore").write_text("*.md\n")
    assert ranges(learned(repository).profile.sources["."]) == "0-5"


def test_going_back_is_no_change_for_a_replay(repository):
    timeline = learned(repository).timeline
    dockerfile = timeline.dockerfile
    start, events = timeline.replayed(dockerfile)
    number = [s.text for s in dockerfile.statements].index("COPY package.json ./\n")
    assert [2 * number in event for event in events] == [True, False, True, False, False, False]
    _, sources = timeline._file_states(Selection(["src"]))
    # src/a.js was 1, then 2, then 1 again.
    assert sources[0] == sources[5] != sources[4]
    assert start[2 * number] != events[0][2 * number]


def test_paths_outside_the_context_do_not_count(tmp_path):
    git(tmp_path, "init", "-q")
    commit(tmp_path, app__Dockerfile="FROM a\nCOPY . .\n", app__a="1", other="1")
    commit(tmp_path, other="2")
    commit(tmp_path, app__a="2")
    path = tmp_path / "app" / "Dockerfile"
    dockerfile = dfopt.parse(path.read_text())
    inside = gather(str(path), dockerfile).profile
    assert inside.history.events == 2
    whole = gather(str(path), dockerfile, context=str(tmp_path)).profile
    assert whole.history.events == 3


def test_names_of_any_kind(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "Dockerfile").write_text("FROM a\nCOPY . .\n")
    strange = ["a\nb", "a\tb", '"q"', "\u00e9", ":(glob)*", "-x", "commit 1 2"]
    for name in strange:
        (tmp_path / name).write_text("1")
    (tmp_path / os.fsdecode(b"\xff")).write_text("1")
    commit(tmp_path)
    sources = learned(tmp_path).profile.sources
    assert set(strange) <= set(sources)
    assert loads(dumps({"Dockerfile": learned(tmp_path).profile}), "p")["Dockerfile"].sources == (
        sources
    )


def test_a_generated_file_changes_always(tmp_path):
    git(tmp_path, "init", "-q")
    for number in "123":
        commit(tmp_path, Dockerfile="FROM a\nCOPY target/app.jar /\n", a=number)
    assert ranges(learned(tmp_path).profile.sources["target/app.jar"]) == "0-2"


def test_merges_are_one_event(repository):
    git(repository, "checkout", "-q", "-b", "topic")
    commit(repository, src__b_js="1")
    commit(repository, src__b_js="2")
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "m", "topic")
    profile = learned(repository).profile
    assert profile.history.events == 7
    assert profile.sources["src/"] & 1


def test_a_shallow_clone_says_so(repository, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{repository}", str(clone))
    evidence = learned(clone)
    assert evidence.profile.history.events == 2
    assert any("shallow" in note for note in evidence.notes)


def test_without_git_priors_stay(tmp_path):
    (tmp_path / "Dockerfile").write_text(TEXT)
    evidence = learned(tmp_path)
    assert evidence.profile.history.events == 0
    assert not evidence.profile.has_history
    (note,) = evidence.notes
    assert note.startswith("no history: ")


def test_an_empty_repository_has_no_history(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "Dockerfile").write_text(TEXT)
    evidence = learned(tmp_path)
    assert evidence.profile.history.events == 0
    assert evidence.notes


def test_no_git_program(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EvidenceError, match="not installed"):
        Repository(str(tmp_path))


def test_a_hostile_repository_runs_nothing(repository, tmp_path):
    witness = tmp_path / "witness"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {witness}\nexit 1\n")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.smudge",
        "filter.x.clean",
        "gpg.program",
        "core.editor",
        "core.sshCommand",
        "credential.helper",
        "core.askPass",
    ):
        git(repository, "config", key, str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "core.hooksPath", str(tmp_path))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (tmp_path / hook).write_text(program.read_text())
        (tmp_path / hook).chmod(0o755)
    (repository / ".gitattributes").write_text("* diff=x filter=x\n")
    evidence = learned(repository)
    assert evidence.profile.history.events == 6
    assert not witness.exists()


def test_the_environment_does_not_point_elsewhere(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert learned(repository).profile.history.events == 6


# ------------------------------------------------------------------------------------ alignment


def test_alignment():
    old = dfopt.parse("FROM a\nRUN apt-get install -y curl\nCOPY . .\nRUN make\nCMD x\n")
    new = dfopt.parse("FROM a\nENV X=1\nRUN apt-get install -y curl git\nCOPY . .\nCMD x\nRUN y\n")
    found = {s.text: was.text for s, was in aligned(new, old).items()}
    assert found == {
        "FROM a\n": "FROM a\n",
        "RUN apt-get install -y curl git\n": "RUN apt-get install -y curl\n",
        "COPY . .\n": "COPY . .\n",
        "CMD x\n": "CMD x\n",
    }


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("RUN abc", "COPY abc d"),
        ("RUN make all", "RUN pip install flask"),
        ("RUN x", ""),
    ],
)
def test_what_is_not_alike_is_not_aligned(new, old):
    found = aligned(dfopt.parse(f"FROM a\n{new}\n"), dfopt.parse(f"FROM a\n{old}\n"))
    assert len(found) == 1


# ------------------------------------------------------------------------------------- profiles


def statement(text: str):
    return dfopt.parse(f"FROM a\n{text}\n").statements[1]


def test_names_do_not_depend_on_the_layout():
    assert name_of(statement("RUN a \\\n  &&   b")) == "RUN a && b"
    assert name_of(statement("run a")) == "RUN a"
    long = name_of(statement("RUN " + "x" * 500))
    assert len(long) < 100
    assert long != name_of(statement("RUN " + "x" * 501))
    assert names_of(statement("ENV A=1 B=2")) == ("ENV A", "ENV B")
    assert names_of(statement("ENV A 1")) == ("ENV A",)
    assert names_of(statement("ARG A=1 B")) == ("ARG A", "ARG B")


def profile(**sources: int) -> Profile:
    return Profile(History(10), sources, {"ENV A": 1, "RUN x": 2}, {"RUN x": 1.5}, {"RUN x": 7})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (".", 0b1111),
        ("./", 0b1111),
        ("src", 0b1),
        ("./src/", 0b1),
        ("package.json", 0b10),
        ("package*.json", 0b110),
        ("p*", 0b110),
        ("*", 0b111),
        ("src/deep", None),
        ("unknown", None),
        ("z*", None),
        ("[", None),
        ("--from=nobody", None),
    ],
)
def test_what_a_profile_says_of_a_source(source, expected):
    known = profile(**{".": 0b1111, "src/": 0b1, "package.json": 0b10, "package-lock.json": 0b100})
    known = known.with_changes(sources={**known.sources, "--from=build": 0b1000})
    if source == "*":
        # The whole context is no name in it.
        expected |= known.sources["."]
    assert known.changes_of(source) == expected


def test_edits_of_merged_variables_add_up():
    known = profile().with_changes(edits={"ENV A": 1, "ENV B": 4})
    assert known.edits_of(statement("ENV A=1 B=2")) == 5
    assert known.edits_of(statement("ENV C=1")) == 0


def test_ranges_and_back():
    assert ranges(0) == ""
    assert ranges(0b1011101) == "0 2-4 6"
    for mask in (0, 1, 0b1011, (1 << 300) - 1, 1 << 299):
        assert mask_of(ranges(mask), 300) == mask


@pytest.mark.parametrize("text", ["3", "0-3", "-1", "a", "1-", "2-1", "1.5", "\u0661", "9999999"])
def test_wrong_ranges(text):
    assert mask_of(text, 3) is None


def test_the_file_reads_back_and_is_always_the_same():
    profiles = {"b/Dockerfile": profile(**{"src/": 3, ".": 1}), "a": profile()}
    text = dumps(profiles)
    assert loads(text, "p") == profiles
    assert text == dumps(dict(reversed(profiles.items())))
    assert text.index('"a"') < text.index('"b/Dockerfile"')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "{}",
        "[" * 100_000,
        '{"version": 2, "dockerfiles": {}}',
        '{"version": true, "dockerfiles": {}}',
        '{"version": 1, "dockerfiles": []}',
        '{"version": 1, "files": {}}',
        '{"version": 1, "dockerfiles": {"a": 1}}',
        '{"version": 1, "dockerfiles": {"a": {"extra": 1}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": -1}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": 1e99}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": "3"}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": 3, "sources": {".": "0-3"}}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": 3, "sources": {".": [0]}}}}',
        '{"version": 1, "dockerfiles": {"a": {"events": 3, "edits": {"RUN x": "x"}}}}',
        '{"version": 1, "dockerfiles": {"a": {"seconds": {"RUN x": -1}}}}',
        '{"version": 1, "dockerfiles": {"a": {"seconds": {"RUN x": NaN}}}}',
        '{"version": 1, "dockerfiles": {"a": {"bytes": {"RUN x": true}}}}',
    ],
)
def test_what_is_no_profile_is_refused_with_its_name(text):
    with pytest.raises(ConfigError, match=r"^some/path: "):
        loads(text, "some/path")


def test_sources_are_cleaned():
    assert cleaned("./a//b/./c/") == "a/b/c"
    assert cleaned("/") == cleaned("./") == cleaned("") == "."
