"""dfopt as a filter."""

import os
import sys

import pytest

from dfopt.cli import main
from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG


@pytest.mark.parametrize(("before", "after"), [(CHANGES, CHANGED), (STAYS, STAYS), ("", "")])
def test_filter(dfopt, before, after):
    run = dfopt("-", stdin=before.encode())
    if before:
        assert (run.code, run.out, run.err) == (0, after, "")
    else:
        # A file without instructions is one that BuildKit refuses.
        assert (run.code, run.out) == (2, "")


def test_line_ends_and_odd_bytes_stay(dfopt):
    before = CHANGES.replace("\n", "\r\n").encode() + b"# caf\xe9"
    run = dfopt("-", stdin=before)
    assert run.code == 0
    assert run.raw == CHANGED.replace("\n", "\r\n").encode() + b"# caf\xe9"


@pytest.mark.parametrize(
    "content", [WRONG.encode(), b"FROM a\0\n", "FROM a\n".encode("utf-16"), b"\xff\n", b"}{"]
)
def test_a_filter_gives_back_what_it_cannot_use(dfopt, content):
    run = dfopt("-", stdin=content)
    assert (run.code, run.raw) == (2, content)
    assert run.err


def test_a_wrong_configuration_does_not_eat_the_text(project, dfopt):
    (project / "dfopt.toml").write_text("engin = 1\n")
    run = dfopt("-", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)
    assert "unknown key 'engin'" in run.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--config", "nope"),
        ("--select", "nope"),
        ("--ignore=nope",),
        ("--engine", "nope"),
        ("--safety", "nope"),
        ("--bogus",),
        ("--color", "nope"),
        ("--profile", "nope"),
        ("--config", "nope", "--isolated"),
        ("--write",),
        ("other",),
        ("--engine",),
    ],
)
@pytest.mark.parametrize(
    "name", [("-",), ("--stdin-filename", "Dockerfile"), ("-", "--stdin-filename=Dockerfile")]
)
def test_wrong_arguments_do_not_eat_the_text(dfopt, wrong, name):
    run = dfopt("-q", *name, *wrong, stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)
    assert run.err.startswith("dfopt: error: ")


@pytest.mark.parametrize("mode", ["--check", "--diff", "--output-format=json"])
def test_what_is_no_filter_does_not_print_the_text(dfopt, mode):
    run = dfopt("-", mode, "--engine", "nope", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, "")


def test_help_does_not_print_the_text(dfopt):
    run = dfopt("-", "--help", stdin=CHANGES.encode())
    assert run.code == 0
    assert "FROM" not in run.out


def test_a_directory_that_is_gone_does_not_eat_the_text(project, dfopt):
    directory = project / "gone"
    directory.mkdir()
    os.chdir(directory)
    directory.rmdir()
    run = dfopt("-", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)
    assert run.err.startswith("dfopt: error: the current directory cannot be used: ")


def test_a_bug_in_a_report_does_not_eat_the_text(dfopt, monkeypatch):
    def broken(self):
        raise ZeroDivisionError

    monkeypatch.setattr("dfopt.result.Result.explain", broken)
    run = dfopt("-", "--explain", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)
    assert "internal error" in run.err


def test_name_in_messages_and_diffs(dfopt):
    run = dfopt("-", "--diff", "--stdin-filename", "web/Dockerfile", stdin=CHANGES.encode())
    assert run.code == 1
    assert run.out.startswith("--- a/web/Dockerfile\n+++ b/web/Dockerfile\n")
    run = dfopt("-", "--stdin-filename", "web/Dockerfile", stdin=WRONG.encode())
    assert run.err.startswith("web/Dockerfile:3:1: error[")
    assert dfopt("-", stdin=WRONG.encode()).err.startswith("<stdin>:3:1: error[")


def test_name_alone_means_standard_input(dfopt):
    run = dfopt("--stdin-filename", "Dockerfile", stdin=CHANGES.encode())
    assert (run.code, run.out) == (0, CHANGED)


def test_the_name_chooses_the_configuration(project, dfopt):
    (project / "a").mkdir()
    (project / "a" / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    arguments = ("-", "--stdin-filename", "a/Dockerfile")
    assert dfopt(*arguments, stdin=CHANGES.encode()).out == CHANGES
    assert dfopt("-", stdin=CHANGES.encode()).out == CHANGED


def test_what_is_excluded_is_given_back_as_it_is(project, dfopt):
    (project / "dfopt.toml").write_text('exclude = ["third-party"]\n')
    for name in ("third-party/Dockerfile", "Dockerfile.j2"):
        arguments = ("--stdin-filename", name)
        assert dfopt(*arguments, stdin=CHANGES.encode()).out == CHANGED
        assert dfopt("--force-exclude", *arguments, stdin=CHANGES.encode()).out == CHANGES
        run = dfopt("--force-exclude", "--check", *arguments, stdin=CHANGES.encode())
        assert (run.code, run.out) == (0, "")
    assert (
        dfopt("--stdin-filename=Dockerfile", "--force-exclude", stdin=CHANGES.encode()).out
        == CHANGED
    )


def test_a_broken_configuration_does_not_eat_what_may_be_excluded(project, dfopt):
    (project / "dfopt.toml").write_text("exclude = 1\n")
    run = dfopt("--force-exclude", "-", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)


def test_check(dfopt):
    run = dfopt("--check", "-", stdin=CHANGES.encode())
    assert (run.code, run.out, run.err) == (1, "<stdin>\n", "1 file would change\n")
    assert dfopt("--check", "-", stdin=STAYS.encode()).code == 0
    run = dfopt("--check", "-", stdin=WRONG.encode())
    assert (run.code, run.out) == (2, "")


def test_explain(dfopt):
    run = dfopt("--explain", "-", stdin=CHANGES.encode())
    assert (run.code, run.out) == (0, CHANGED)
    assert "coalesce-env" in run.err


def test_closed_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["-"]) == 2
    assert "standard input is closed" in capsys.readouterr().err
