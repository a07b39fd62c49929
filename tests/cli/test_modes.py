"""What each mode prints where, what it writes, and how it exits."""

import os
import subprocess

import pytest

from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG


@pytest.fixture
def files(project):
    """One file that changes, one that stays."""
    (project / "Dockerfile").write_text(CHANGES)
    (project / "Dockerfile.stays").write_text(STAYS)
    return project


def test_without_flags_the_diff_and_the_reasons_are_shown(files, dfopt):
    run = dfopt()
    assert run.code == 0
    assert run.out.startswith("--- a/Dockerfile\n+++ b/Dockerfile\n@@ ")
    assert '+ENV TARGET="blog.sixeyed.com" \\\n' in run.out
    assert "Dockerfile:3:1: coalesce-env: " in run.err
    assert run.err.endswith("1 file would change, 1 left alone\n")
    assert (files / "Dockerfile").read_text() == CHANGES


def test_write(files, dfopt):
    run = dfopt("--write")
    assert (run.code, run.out) == (0, "")
    assert run.err == "rewrote Dockerfile\n1 file changed, 1 left alone\n"
    assert (files / "Dockerfile").read_text() == CHANGED
    assert (files / "Dockerfile.stays").read_text() == STAYS
    again = dfopt("--write")
    assert (again.code, again.out, again.err) == (0, "", "2 files left alone\n")


def test_check(files, dfopt):
    run = dfopt("--check")
    assert (run.code, run.out) == (1, "Dockerfile\n")
    assert run.err == "1 file would change, 1 left alone\n"
    assert (files / "Dockerfile").read_text() == CHANGES


def test_check_of_a_good_file(files, dfopt):
    run = dfopt("--check", "Dockerfile.stays")
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("1 file left alone")


def test_diff_is_a_patch_that_git_takes(files, dfopt):
    run = dfopt("--diff")
    assert run.code == 1
    assert run.err == "1 file would change, 1 left alone\n"
    subprocess.run(["git", "apply", "-"], input=run.raw, check=True)
    assert (files / "Dockerfile").read_text() == CHANGED


@pytest.mark.parametrize(
    "name",
    ["sub dir/Dockerfile", "./Dockerfile", "ä.Dockerfile", "tab\t.Dockerfile", '"q".Dockerfile'],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_patches_of_odd_files(project, dfopt, name, end):
    path = project / name
    path.parent.mkdir(exist_ok=True)
    before = ("\ufeff" + CHANGES).replace("\n", end).removesuffix(end).encode() + b" \xff"
    path.write_bytes(before)
    run = dfopt("--diff", name)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=run.raw, check=True)
    after = path.read_bytes()
    assert after != before
    path.write_bytes(before)
    dfopt("--write", name)
    assert path.read_bytes() == after


def test_patch_of_an_absolute_path(files, dfopt):
    run = dfopt("--diff", str(files / "Dockerfile"))
    subprocess.run(["git", "apply", "-"], input=run.raw, check=True)
    assert (files / "Dockerfile").read_text() == CHANGED


def test_check_and_diff_together_print_the_diff(files, dfopt):
    run = dfopt("--check", "--diff")
    assert (run.code, run.out) == (1, dfopt("--diff").out)


@pytest.mark.parametrize("mode", ["--check", "--diff"])
def test_exit_zero(files, dfopt, mode):
    assert dfopt(mode, "--exit-zero").code == 0


def test_exit_zero_does_not_hide_errors(files, dfopt):
    assert dfopt("--check", "--exit-zero", "nope").code == 2


def test_named_files_are_excluded_by_force_alone(project, dfopt):
    (project / "old").mkdir()
    for name in ("old/Dockerfile", "Dockerfile", "Dockerfile.tmpl"):
        (project / name).write_text(CHANGES)
    (project / "dfopt.toml").write_text('exclude = ["old"]\n')
    names = ["old/Dockerfile", "Dockerfile.tmpl", "Dockerfile"]
    assert dfopt("--check", *names).out.split() == names
    assert dfopt("--force-exclude", "--check", *names).out.split() == ["Dockerfile"]
    assert dfopt("--force-exclude", "--write", *names).code == 0
    assert [(project / name).read_text() == CHANGES for name in names] == [True, True, False]


def test_quiet(files, dfopt):
    assert dfopt("--quiet").err == ""
    assert dfopt("--quiet").out == dfopt().out
    assert dfopt("-q", "--check").err == ""
    assert "nope: No such file" in dfopt("-q", "nope").err
    assert dfopt("-q", "--write").err == ""


def test_explain_tells_what_was_done_and_what_was_not(files, dfopt):
    run = dfopt("--explain", "--check", "Dockerfile")
    assert run.out == "Dockerfile\n"
    assert "coalesce-env" in run.err
    assert dfopt("--explain", "Dockerfile").out == dfopt("Dockerfile").out


def test_where_nothing_is_to_do_it_says_what_an_edit_costs(project, dfopt):
    (project / "Dockerfile").write_text(
        "FROM node:22\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\n"
    )
    run = dfopt()
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("1 file left alone; a")
    assert " again" in run.err


def test_select_and_ignore(files, dfopt):
    assert dfopt("--check", "--ignore", "coalesce-env,reorder", "Dockerfile").code == 0
    assert dfopt("--check", "--ignore", "reorder", "--ignore", "coalesce-env", ".").code == 0
    assert dfopt("--check", "--select", "coalesce-label", "Dockerfile").code == 0
    assert dfopt("--check", "--select", " coalesce-env , coalesce-label", "Dockerfile").code == 1


def test_command_line_wins_over_the_configuration(files, dfopt):
    (files / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    assert dfopt("--check", "Dockerfile").code == 0
    assert dfopt("--check", "--ignore", "coalesce-label", "Dockerfile").code == 1
    assert dfopt("--check", "--isolated", "Dockerfile").code == 1


def test_the_configuration_nearest_to_each_file_holds(project, dfopt):
    (project / "a").mkdir()
    for name in ("Dockerfile", "a/Dockerfile"):
        (project / name).write_text(CHANGES)
    (project / "a" / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    assert dfopt("--check").out == "Dockerfile\n"
    (project / "other.toml").write_text("")
    assert dfopt("--check", "--config", "other.toml").out == "Dockerfile\na/Dockerfile\n"


def test_an_error_in_one_file_does_not_stop_the_others(project, dfopt):
    (project / "wrong").write_text(WRONG)
    (project / "Dockerfile").write_text(CHANGES)
    run = dfopt("--write", "nope", "wrong", "Dockerfile")
    assert run.code == 2
    assert (project / "Dockerfile").read_text() == CHANGED
    assert (project / "wrong").read_text() == WRONG
    assert run.err.endswith("1 file changed, 2 failed\n")


def test_a_named_file_that_does_not_parse_is_an_error(project, dfopt):
    (project / "Dockerfile").write_text(WRONG)
    run = dfopt("Dockerfile")
    assert (run.code, run.out) == (2, "")
    headline, *excerpt, summary = run.err.splitlines()
    assert headline.startswith("Dockerfile:3:1: error[")
    assert excerpt == ["  |", "3 | COPI . .", "  | ^^^^"]
    assert summary == "1 file failed"


def test_in_a_walk_it_is_skipped_with_one_line(project, dfopt):
    (project / "Dockerfile").write_text(WRONG)
    (project / "Dockerfile.ok").write_text(STAYS)
    run = dfopt("--check")
    assert (run.code, run.out) == (0, "")
    skipped, summary = run.err.splitlines()
    assert skipped.startswith("skipped Dockerfile:3:1: error[")
    assert summary == "1 file left alone, 1 skipped"
    assert dfopt("--check", ".", "Dockerfile").code == 2


def test_directory_without_dockerfiles(project, dfopt):
    run = dfopt("--check")
    assert (run.code, run.out) == (0, "")
    assert run.err == "dfopt: warning: .: no Dockerfiles found\n"


def test_file_named_like_a_command(project, dfopt):
    for name in ("rule", "tree"):
        (project / name).write_text(CHANGES)
        assert dfopt("--check", f"./{name}").out == f"./{name}\n"
        assert dfopt("--check", "--", name).out == f"{name}\n"
        assert dfopt("--", name).out.startswith(f"--- a/{name}\n")


def test_file_named_like_an_option(project, dfopt):
    (project / "--write").write_text(CHANGES)
    assert dfopt("--check", "--", "--write").out == "--write\n"


def test_symbolic_link_is_written_through(project, dfopt):
    (project / "real").write_text(CHANGES)
    os.symlink("real", "Dockerfile")
    assert dfopt("--write").code == 0
    assert os.path.islink("Dockerfile")
    assert (project / "real").read_text() == CHANGED


def test_read_only_file(files, dfopt):
    os.chmod("Dockerfile", 0o444)
    run = dfopt("--write")
    assert run.code == 2
    assert run.err == (
        "dfopt: error: Dockerfile: the file is read-only\n1 file left alone, 1 failed\n"
    )
    assert (files / "Dockerfile").read_text() == CHANGES


class CrashError(Exception):
    pass


@pytest.fixture
def crash(monkeypatch):
    def optimize(*_, **__):
        raise CrashError("boom \x1b[31m")

    monkeypatch.setattr("dfopt.optimizer.optimize", optimize)


def test_a_bug_leaves_the_file_alone_and_asks_for_a_report(files, dfopt, crash):
    run = dfopt("--write")
    assert (run.code, run.out) == (2, "")
    first, second, summary = run.err.splitlines()
    assert first.startswith(
        "dfopt: error: Dockerfile: internal error (CrashError: boom \\x1b[31m at test_modes.py:"
    )
    assert first.endswith("; nothing was written, please report this")
    assert second.startswith("dfopt: error: Dockerfile.stays: internal error (CrashError")
    assert summary == "2 files failed"
    assert (files / "Dockerfile").read_text() == CHANGES


def test_a_bug_that_the_optimizer_caught_itself_is_not_passed_over(files, dfopt, monkeypatch):
    def result(_):
        raise CrashError("boom")

    monkeypatch.setattr("dfopt.optimizer._Run.result", result)
    run = dfopt("--check")
    assert (run.code, run.out) == (2, "")
    assert "Dockerfile:1:1: error[internal-error]: internal error (CrashError: boom" in run.err
    assert run.err.endswith("2 files failed\n")


def test_a_bug_in_a_filter_gives_the_text_back(project, dfopt, crash):
    run = dfopt("-", stdin=CHANGES.encode())
    assert (run.code, run.out) == (2, CHANGES)


def test_interrupt(files, dfopt, monkeypatch):
    def optimize(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("dfopt.optimizer.optimize", optimize)
    run = dfopt("--write")
    assert (run.code, run.err) == (2, "dfopt: error: interrupted\n")
