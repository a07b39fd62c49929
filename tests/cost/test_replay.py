"""Replay and the links of a whole file, against formula (2) and against exact keys."""

from __future__ import annotations

import random
import time

import pytest

import dfopt
from dfopt.builder.portability import Target
from dfopt.context.tree import Tree
from dfopt.cost.files import Files, Selection, selection_of
from dfopt.cost.keys import FILE_SYSTEM, Cache
from dfopt.cost.links import Link, links_of
from dfopt.cost.replay import event_seconds, oracle_seconds, replay
from dfopt.cost.steps import facts_of
from dfopt.effects.effects import effects_of
from dfopt.evidence.git import PathChange
from dfopt.evidence.timeline import Event, Timeline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.terms import Engine

ENGINES: tuple[Engine, ...] = ("buildkit", "classic", "buildah")
PATHS = ("package.json", "src/a.js", "src/b.js", "docs/x.md", "Makefile")

PIECES = (
    "ENV A=1",
    "ENV B=$A",
    "ARG V=1",
    "RUN echo $V #",
    "RUN make #",
    "COPY package.json /app/#/",
    "COPY src /app/src#",
    "COPY src/*.js docs /app/x#/",
    "COPY . /all#",
    "ADD Makefile /m#/$B",
    "WORKDIR /app#",
    "USER nobody",
    'SHELL ["/bin/sh", "-ec"]',
    'RUN ["true", "#"]',
    'CMD ["a"]',
    "LABEL a=b",
    "RUN --mount=type=bind,source=src,target=/s make -C /s #",
)


def random_file(source: random.Random) -> str:
    """Return a file of which no two steps are the same, or one would find the other cached."""
    stages = []
    for number in range(source.randint(1, 3)):
        bases = ["busybox", *[f"s{n}" for n in range(number)]]
        lines = [f"FROM {source.choice(bases)} AS s{number}"]
        lines += source.choices(PIECES, k=source.randint(1, 8))
        if number and source.random() < 0.7:
            lines.append(f"COPY --from=s{source.randrange(number)} /x /y#")
            lines += source.choices(PIECES, k=source.randint(0, 3))
        stages.append("\n".join(lines))
    lines = "\n".join(stages).splitlines()
    return "".join(line.replace("#", str(number)) + "\n" for number, line in enumerate(lines))


def files(versions: dict[str, int]) -> Files:
    tree = Tree.of_files(dict.fromkeys(PATHS, ""))
    return Files(tree, lambda entry: ((entry.kind, versions.get(entry.path, 0)), 0))


# ---------------------------------------------------------------- links against exact keys


@pytest.mark.parametrize("engine", ENGINES)
def test_links_tell_what_the_keys_tell(engine):
    """What runs after an edit of some files: by closures, and by building twice."""
    source = random.Random(engine)
    both = set()
    for _ in range(300):
        dockerfile = dfopt.parse(random_file(source))
        assert not dockerfile.has_errors
        changed = set(source.sample(PATHS, source.randint(1, 2)))
        cache = Cache(engine)
        cache.build(dockerfile, files({}))
        steps = cache.build(dockerfile, files(dict.fromkeys(changed, 1)))
        exact = {s.statement: s.runs for s in steps}
        mask = 0
        for number, statement in enumerate(dockerfile.statements):
            selection = selection_of(statement)
            # buildah and the classic builder do not look into mounts.
            is_seen = engine == "buildkit" or statement.kind != "RUN"
            if selection is not None and is_seen and any(map(selection.takes, changed)):
                mask |= 1 << 2 * number
        for link in links_of(dockerfile, engine):
            runs = bool(link.closure & mask)
            if link.statement in exact:
                assert exact[link.statement] == runs, f"{link.statement}in\n{dockerfile}"
                both.add(runs)
        if engine == "buildkit":
            assert all(link.statement.kind in FILE_SYSTEM for link in links_of(dockerfile, engine))
    assert both == {True, False}


@pytest.mark.parametrize("engine", ENGINES)
def test_links_tell_what_an_edited_instruction_runs(engine):
    source = random.Random(f"edit {engine}")
    checked = 0
    for _ in range(300):
        text = random_file(source)
        lines = text.splitlines()
        editable = [
            i for i, line in enumerate(lines) if line.startswith(("RUN m", "ENV A", "USER"))
        ]
        if not editable:
            continue
        place = source.choice(editable)
        edited = [*lines]
        edited[place] += "2"
        before, after = dfopt.parse(text), dfopt.parse("\n".join(edited) + "\n")
        cache = Cache(engine)
        cache.build(before, files({}))
        exact = {
            after.statements.index(step.statement): step.runs
            for step in cache.build(after, files({}))
        }
        for link in links_of(before, engine):
            number = before.statements.index(link.statement)
            if exact.get(number):
                # What really runs is foretold; a value set to what it was may not run after all.
                assert link.closure >> 2 * place & 1, f"{link.statement}in\n{text}"
                checked += 1
    assert checked > 100


def test_stages_that_nobody_needs_have_no_links_in_buildkit():
    text = "FROM a AS x\nRUN make\nFROM b AS y\nRUN make\nFROM c\nCOPY --from=y /a /a\n"
    dockerfile = dfopt.parse(text)
    assert [link.stage for link in links_of(dockerfile, "buildkit")] == [1, 2]
    assert [link.stage for link in links_of(dockerfile, "classic")] == [0, 1, 2]


def test_a_linked_copy_runs_for_its_own_sources_only():
    text = "FROM a\nCOPY src /a\nCOPY --link docs /b\nRUN make\n"
    _, linked, run = links_of(dfopt.parse(text), "buildkit")
    assert linked.closure == linked.own == 1 << 4
    assert run.closure & 1 << 4
    assert run.closure & 1 << 2


# ------------------------------------------------------------------------------------ replay


def random_links(source: random.Random, count: int, atoms: int) -> tuple[Link, ...]:
    statement = dfopt.parse("FROM a\n").statements[0]
    closures = [source.getrandbits(atoms) & source.getrandbits(atoms) for _ in range(count)]
    return tuple(Link(statement, 0, source.uniform(0, 20), False, c, c) for c in closures)


def test_replay_equals_the_formula_on_histories_without_reverts():
    source = random.Random(7)
    for _ in range(300):
        links = random_links(source, 8, 6)
        events = [
            {atom: (number, atom) for atom in range(6) if source.random() < 0.3}
            for number in range(30)
        ]
        runs = replay(links, {}, events)
        by_formula = [event_seconds(links, sum(1 << atom for atom in event)) for event in events]
        assert runs.seconds == pytest.approx(by_formula)
        assert runs.total == pytest.approx(sum(by_formula))
        by_count = sum(n * link.seconds for n, link in zip(runs.counts, links, strict=True))
        assert runs.total == pytest.approx(by_count)


def test_a_revert_finds_the_cache_full():
    (link,) = random_links(random.Random(1), 1, 0)
    link = link.with_changes(closure=0b11, seconds=1.0)
    events = [{0: "b"}, {0: "a"}, {1: "z"}, {0: "b"}, {1: "y"}]
    runs = replay([link], {0: "a", 1: "y"}, events)
    assert runs.seconds == (1.0, 0.0, 1.0, 1.0, 0.0)


def test_what_does_not_change_runs_nothing():
    links = random_links(random.Random(3), 5, 4)
    assert replay(links, {0: "a"}, [{0: "a"}, {}, {9: "x"}]).total == 0.0


def test_the_oracle_is_never_above_the_chain():
    source = random.Random(11)
    for _ in range(100):
        dockerfile = dfopt.parse(random_file(source))
        for engine in ENGINES:
            links = links_of(dockerfile, engine)
            mask = source.getrandbits(2 * len(dockerfile.statements))
            assert oracle_seconds(links, mask) <= event_seconds(links, mask) + 1e-9


def test_replay_of_a_large_repository_is_fast_and_linear():
    paths = [f"d{n % 50}/f{n}.py" for n in range(5000)]
    tree = Tree.of_files(dict.fromkeys(paths, ""))
    text = (
        "FROM a\nWORKDIR /a\nCOPY d1 d1\nRUN make\nCOPY d2/*.py d2/\nRUN make\nCOPY . .\nRUN make\n"
    )
    dockerfile = dfopt.parse(text)
    source = random.Random(0)

    def play(commits: int) -> float:
        events = [
            Event(tuple(PathChange(p, f"{n}", f"{n + 1}") for p in source.sample(paths, 10)))
            for n in range(commits)
        ]
        began = time.process_time()
        timeline = Timeline(dockerfile, events, tree, lambda path: path.endswith(".md"))
        start, changes = timeline.replayed(dockerfile)
        runs = replay(links_of(dockerfile, "buildkit"), start, changes)
        assert runs.counts[-1] == commits
        return time.process_time() - began

    play(10)
    assert play(300) < 1.0
    small, large = min(play(300) for _ in range(3)), min(play(1200) for _ in range(3))
    assert large < 8 * small


# --------------------------------------------------------------------------------- selections


@pytest.mark.parametrize(
    ("sources", "path", "expected"),
    [
        (["."], "a/b", True),
        (["./"], "a/b", True),
        (["/"], "a/b", True),
        (["a"], "a/b", True),
        (["./a/"], "a/b", True),
        (["a"], "ab", False),
        (["a/b"], "a/c", False),
        (["*.txt"], "x.txt", True),
        (["*.txt"], "a/x.txt", False),
        (["a*"], "ab/c/d", True),
        (["*/x"], "a/x/y", True),
        (["package*.json"], "package-lock.json", True),
        (["[a-c]x"], "bx", True),
        (["[^a]x"], "ax", False),
        (["$A"], "anything", True),
        (["https://example.com/a"], "a", False),
        (["../a"], "b", True),
        ([], "a", False),
    ],
)
def test_what_sources_take(sources, path, expected):
    assert Selection(sources).takes(path) is expected


def test_what_is_excluded_is_not_taken():
    (statement,) = dfopt.parse("FROM a\nCOPY --exclude=*.md . /\n").statements[1:]
    selection = selection_of(statement)
    assert selection is not None
    assert selection.takes("a.py")
    assert not selection.takes("a.md")


@pytest.mark.parametrize(
    ("words", "path", "expected"),
    [
        ('"a.sln" /', "a.sln", True),
        ("'a.sln' /", "a.sln", True),
        ('["a.sln", "/"]', "a.sln", True),
        ('"d"/a.sln /', "d/a.sln", True),
        ('"./d/"*.sln /', "d/a.sln", True),
        ('"a.sln" /', "b.sln", False),
        ('"a.sln" "b.sln" /', "b.sln", True),
        # Open and escaped quotes are not guessed at.
        ('"a.sln /', "a.sln", False),
        (r"\"a.sln\" /", "a.sln", False),
    ],
)
def test_quotes_are_no_part_of_a_source(words, path, expected):
    (statement,) = dfopt.parse(f"FROM a\nCOPY {words}\n").statements[1:]
    selection = selection_of(statement)
    assert selection is not None
    assert selection.takes(path) is expected


def test_a_quoted_file_is_a_file_to_the_priors_too():
    quoted, plain = dfopt.parse('FROM a\nCOPY "package.json" /\nCOPY package.json /\n').statements[
        1:
    ]
    target = Target("buildkit")
    effects = [effects_of(statement, "\\", target) for statement in (quoted, plain)]
    one, other = facts_of((quoted, plain), effects)
    assert one.probability == other.probability


def test_a_link_to_a_directory_takes_what_it_leads_to():
    from dfopt.context.tree import Entry

    tree = Tree.of_files({"real/a": "", "link": Entry("link", "symlink", 0o777, 4, "real")})
    assert Selection(["link"], (), tree).takes("real/a")
    assert not Selection(["link"], ()).takes("real/a")
