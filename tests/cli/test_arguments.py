"""Options that do not make sense, and the commands beside the default one."""

import contextlib
import io
import os

import pytest

from dfopt.cli import main
from dfopt.cli.options import parse_any, parse_plain
from dfopt.passes import ORDER
from dfopt.version import __version__
from tests.cli.samples import CHANGES, WRONG


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--bogus"], "unrecognized arguments: --bogus (see 'dfopt --help')"),
        (["--engine"], "argument --engine: expected one argument"),
        (["--engine", "buildkt"], "engine: unknown value 'buildkt' (did you mean 'buildkit'?)"),
        (["--safety", "exakt"], "safety: unknown value 'exakt' (did you mean 'exact'?)"),
        (["--select", "reordr"], "select: unknown rule 'reordr' (did you mean 'reorder'?)"),
        (["--color", "sometimes"], "argument --color: invalid choice: 'sometimes'"),
        (["--wri"], "unrecognized arguments: --wri"),
        (["--write", "--check"], "--write cannot be combined with --check or --diff"),
        (["--write", "--diff"], "--write cannot be combined with --check or --diff"),
        (["--write", "-"], "--write cannot be combined with standard input"),
        (["-", "Dockerfile"], "'-' cannot be combined with other paths"),
        (["--stdin-filename", "x", "y"], "--stdin-filename needs '-' as the only path"),
        (["--config", "x", "--isolated"], "--config cannot be combined with --isolated"),
        (["--context", ""], "context must be the path of a directory, not ''"),
        (["--context"], "argument --context: expected one argument"),
        (["--config", "nope.toml"], "nope.toml: No such file or directory"),
        (["rule"], "give either names of rules, --all or --assumptions; rules: dead-metadata, "),
        (["rule", "--all", "reorder"], "give either names of rules, --all"),
        (["rule", "reordr"], "unknown rule 'reordr' (did you mean 'reorder'?)"),
        (["tree"], "the following arguments are required: FILE (see 'dfopt tree --help')"),
        (["tree", "nope"], "nope: No such file or directory"),
        (["no\x1b[31m"], "no\\x1b[31m: No such file or directory"),
    ],
)
def test_usage_errors(project, dfopt, arguments, message):
    (project / "Dockerfile").write_text(CHANGES)
    run = dfopt(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"dfopt: error: {message}")
    assert (project / "Dockerfile").read_text() == CHANGES


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-"],
        ["--check", "a", "b"],
        ["a", "--diff", "--explain", "b c"],
        ["--write", "--quiet", "--isolated", "--exit-zero", "--write"],
        ["--check", "", "\udcff"],
    ],
)
def test_the_short_way_to_read_arguments_agrees_with_argparse(arguments):
    assert parse_plain(arguments) == parse_any(arguments)


def test_options_may_stand_anywhere_before_the_double_dash():
    options = parse_any(["a", "--engine", "any", "b", "--check", "--", "--write", "--", "-"])
    assert options.paths == ("a", "b", "--write", "--", "-")
    assert (options.engine, options.check, options.write) == ("any", True, False)


@pytest.mark.parametrize("argument", ["--", "-q", "--che", "--engine", "--engine=any", "-x"])
def test_the_short_way_leaves_the_rest_to_argparse(argument):
    assert parse_plain(["--check", argument, "a"]) is None


def test_a_wrong_rule_in_the_configuration_is_an_error(project, dfopt):
    (project / "Dockerfile").write_text(CHANGES)
    (project / "dfopt.toml").write_text('select = ["coalesce-en"]\n')
    run = dfopt()
    assert run.code == 2
    assert "unknown rule 'coalesce-en' (did you mean 'coalesce-env'?)" in run.err


@pytest.mark.parametrize("arguments", [["--help"], ["rule", "--help"], ["tree", "--help"]])
def test_help(dfopt, arguments):
    run = dfopt(*arguments)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("usage: dfopt")


def test_version(dfopt):
    run = dfopt("--version")
    assert (run.code, run.out, run.err) == (0, f"dfopt {__version__}\n", "")


def test_pages_of_rules(dfopt):
    every = dfopt("rule", "--all")
    assert (every.code, every.err) == (0, "")
    for rule in ORDER:
        run = dfopt("rule", rule.name)
        assert run.code == 0
        assert run.out == f"# {rule.name}\n\n{rule.page.strip()}\n"
        assert run.out in every.out + "\n"


def test_tree(project, dfopt):
    (project / "Dockerfile").write_text(CHANGES)
    run = dfopt("tree", "Dockerfile")
    assert (run.code, run.err) == (0, "")
    assert "METHOD" in run.out
    assert dfopt("tree", "-", stdin=CHANGES.encode()).out == run.out


def test_tree_of_a_wrong_file_shows_the_rest(project, dfopt):
    (project / "Dockerfile").write_text(WRONG)
    run = dfopt("tree", "Dockerfile")
    assert run.code == 2
    assert "Unparsed" in run.out
    assert run.err.startswith("Dockerfile:3:1: error[")


def test_replaced_standard_output(project):
    (project / "Dockerfile").write_text(CHANGES)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["--check", "-q"]) == 1
    assert out.getvalue() == "Dockerfile\n"


@pytest.mark.parametrize(
    ("word", "command"), [("verfy", "verify"), ("rebiuld", "rebuild"), ("laysers", "layers")]
)
def test_a_mistyped_command_rewrites_nothing(project, dfopt, word, command):
    (project / "Dockerfile").write_text(CHANGES)
    run = dfopt(word, "Dockerfile", "--write")
    assert (run.code, run.out) == (2, "")
    assert f"{word}: no such file or command (did you mean {command!r}?)" in run.err
    assert (project / "Dockerfile").read_text() == CHANGES
    (project / word).write_text(CHANGES)
    assert dfopt(word, "--check").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--check", "."),
        ("layers", "Dockerfile"),
        ("profile",),
        ("prove", "a", "b"),
        ("why", "Dockerfile:1"),
    ],
)
def test_a_directory_that_is_gone(project, dfopt, arguments):
    gone = project / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    run = dfopt(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "Errno" not in run.err
    assert "internal error" not in run.err
