"""What holds for every Dockerfile, and for every text that is none.

``DFOPT_EXAMPLES`` sets the number of examples of each test (``make properties`` sets a high one).
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dockerfile
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st

import dfopt
from dfopt.passes import ORDER
from dfopt.syntax.instructions import INSTRUCTIONS
from dfopt.syntax.nodes import Section
from dfopt.terms import ENGINES
from tests import invariants
from tests.properties.dockerfiles import dockerfiles, env_words, soups

EXAMPLES = int(os.environ.get("DFOPT_EXAMPLES", "60"))

checked = settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

engines = st.sampled_from(ENGINES)


@checked
@given(soups())
def test_any_text_is_kept_and_survives(text):
    assert invariants.round_trip(text) is None
    result = dfopt.optimize(text)
    assert invariants.no_crash(result) is None
    assert invariants.refused_is_untouched(result) is None
    assert invariants.account_is_true(result) is None
    assert invariants.second_run(result) is None


@checked
@given(soups())
def test_diagnostics_stand_inside_the_text(text):
    lines = text.removeprefix("\ufeff").split("\n")
    for diagnostic in dfopt.parse(text).diagnostics:
        start, end = diagnostic.span.start, diagnostic.span.end
        assert 1 <= start.line <= len(lines)
        assert 1 <= start.column <= len(lines[start.line - 1]) + 2
        assert (start.line, start.column) <= (end.line, end.column)


@checked
@given(dockerfiles())
def test_generated_files_are_valid(text):
    assert invariants.round_trip(text) is None
    assert [d for d in dfopt.parse(text).diagnostics if d.severity == "error"] == []
    assume(invariants.parser_knows_directives(text))
    commands = dockerfile.parse_string(text)
    assert {command.cmd.upper() for command in commands} <= set(INSTRUCTIONS)
    assert len(commands) == len(dfopt.parse(text).statements)


@checked
@given(dockerfiles(), engines)
def test_optimize_keeps_its_promises(text, engine):
    config = dfopt.Config(engine=engine)
    result = dfopt.optimize(text, config=config)
    note(result.text)
    assert invariants.no_crash(result) is None
    assert invariants.refused_is_untouched(result) is None
    assert invariants.account_is_true(result) is None
    assert not dfopt.parse(result.text).has_errors
    assert invariants.instructions_kept(text, result.text) is None
    assert invariants.buildkit_reads(text, result.text) is None
    assert invariants.edits_give(result) is None
    assert invariants.second_run(result, config) is None
    assert result.text.endswith("\n") == text.endswith("\n")
    assert dfopt.optimize(text, config=config).text == result.text


@checked
@given(dockerfiles(without=frozenset({"heredocs"})))
def test_dockerfile_parse_sees_no_difference(text):
    assume(invariants.dockerfile_parse_can_read(text))
    result = dfopt.optimize(text)
    note(result.text)
    assert invariants.dockerfile_parse_sees(text, result.text) is None


@st.composite
def _metadata_only(draw):
    """Draw a stage of ENVs and LABELs alone, as the merges meet it most."""
    keyword = draw(st.sampled_from(["ENV", "LABEL"]))
    drawn = draw(st.lists(env_words(keyword), min_size=2, max_size=6))
    return "FROM a\n" + "".join(" ".join(words) + "\n" for words in drawn)


@checked
@given(_metadata_only())
def test_runs_of_pairs_keep_their_meaning(text):
    result = dfopt.optimize(text)
    note(result.text)
    assert invariants.no_crash(result) is None
    assert invariants.instructions_kept(text, result.text) is None
    if invariants.dockerfile_parse_can_read(text):
        assert invariants.dockerfile_parse_sees(text, result.text) is None
    assert invariants.second_run(result) is None


@checked
@given(dockerfiles(without=frozenset({"directives"})))
def test_a_file_that_asks_to_be_skipped_is_left_alone(text):
    text = "# dfopt: skip-file\n" + text.removeprefix("\ufeff")
    result = dfopt.optimize(text)
    assert result.text == text
    assert result.changes == ()


@checked
@given(dockerfiles(without=frozenset({"pragmas", "directives"})))
def test_what_is_switched_off_is_left_alone(text):
    text = "# dfopt: off\n" + text.removeprefix("\ufeff")
    assert dfopt.optimize(text).text == text


@checked
@given(dockerfiles(), st.sampled_from(ORDER))
def test_an_ignored_rule_changes_nothing(text, rule):
    result = dfopt.optimize(text, config=dfopt.Config(ignore=[rule.name]))
    assert rule.name not in {change.rule for change in result.changes}
    only = dfopt.optimize(text, config=dfopt.Config(select=[rule.name]))
    assert {change.rule for change in only.changes} <= {rule.name}


@settings(
    deadline=None,
    max_examples=max(5, EXAMPLES // 15),
    suppress_health_check=list(HealthCheck),
    # Shrinking would start git hundreds of times.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(dockerfiles(), st.integers(0, 5))
def test_git_applies_the_diff(tmp_path_factory, text, context):
    result = dfopt.optimize(text)
    assume(result.changed)
    directory = tmp_path_factory.mktemp("patch")
    path = Path(directory, "Dockerfile")
    path.write_bytes(text.encode())
    unidiff_zero = [] if context else ["--unidiff-zero"]
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", *unidiff_zero, "-"],
        cwd=directory,
        input=result.diff(context=context).encode(),
        capture_output=True,
        check=False,
        # The directory may lie inside a repository, which would make git skip the file.
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(directory.parent)},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert path.read_bytes().decode() == result.text


def _counts(text: str) -> Iterator[str]:
    """Name what a generated file has."""
    tree = dfopt.parse(text)
    kinds = {statement.kind for statement in tree.statements}
    yield from kinds
    if any(statement.heredocs for statement in tree.statements):
        yield "heredoc"
    if "\r\n" in text:
        yield "crlf"
    if any("#" in token.before for s in tree.statements for token in s.tokens()):
        yield "comment inside"
    if tree.escape == "`":
        yield "backtick"
    if any(isinstance(item, Section) for item in tree.body):
        yield "section"
    for change in dfopt.optimize(text).changes:
        yield change.rule


def test_the_generator_reaches_everything():
    """A generator that never makes what a test is about would let it pass for nothing."""
    found: Counter[str] = Counter()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(dockerfiles())
    def search(text):
        found.update(set(_counts(text)))

    search()
    extra = ("heredoc", "crlf", "comment inside", "backtick", "section")
    rules = ("coalesce-env", "coalesce-label", "reorder")
    rare = {name: found[name] for name in (*INSTRUCTIONS, *extra, *rules) if found[name] < 2}
    assert not rare
