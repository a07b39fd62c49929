"""dfopt as a process: terminals, pipes that break, streams that are closed or full."""

import os
import pty
import subprocess
import sys

import pytest

from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG


@pytest.fixture
def files(project):
    (project / "Dockerfile").write_text(CHANGES)
    return project


def test_streams_are_apart(files, program):
    run = program("--diff")
    assert run.returncode == 1
    assert run.stdout.startswith(b"--- a/Dockerfile\n")
    assert run.stderr == b"1 file would change\n"


@pytest.mark.parametrize("arguments", [("--check",), ("--diff",), ()])
def test_reader_that_went_away(files, program, arguments):
    for number in range(50):
        (files / f"Dockerfile.{number}").write_text(CHANGES)
    read, write = os.pipe()
    os.close(read)
    try:
        run = program(*arguments, stdout=write)
    finally:
        os.close(write)
    assert run.returncode == (1 if arguments else 0)
    assert b"Traceback" not in run.stderr
    assert b"Exception" not in run.stderr
    assert b"error" not in run.stderr


def test_writing_goes_on_when_nobody_reads_the_talk(files, program):
    (files / "Dockerfile.second").write_text(CHANGES)
    read, write = os.pipe()
    os.close(read)
    try:
        run = program("--write", stderr=write)
    finally:
        os.close(write)
    assert run.returncode == 0
    assert (files / "Dockerfile.second").read_text() == CHANGED


@pytest.mark.parametrize(
    ("redirection", "code", "message"),
    [
        (">&-", 2, "standard output is closed"),
        ("2>&-", 1, ""),
        ("</dev/null >/dev/full", 2, "cannot write to standard output: No space left on device"),
        ("2>/dev/full", 1, ""),
        ("<&-", 1, "1 file would change"),
    ],
)
def test_closed_and_full_streams(files, redirection, code, message):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    run = subprocess.run(
        f'"{sys.executable}" -m dfopt --check {redirection}',
        shell=True,
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert run.returncode == code
    assert message in run.stderr.decode()
    assert b"Traceback" not in run.stderr
    assert b"Exception" not in run.stderr


def on_a_terminal(program, *arguments):
    """Run with both output streams on a terminal; return the code and what it showed."""
    parent, child = pty.openpty()
    try:
        run = program(*arguments, stdout=child, stderr=child, env={"TERM": "xterm"})
        os.close(child)
        shown = b""
        try:
            while chunk := os.read(parent, 65536):
                shown += chunk
        except OSError:  # how Linux says that the other side is closed
            pass
    finally:
        os.close(parent)
    return run.returncode, shown.replace(b"\r\n", b"\n")


def test_colours_on_a_terminal(files, program):
    code, shown = on_a_terminal(program)
    assert code == 0
    assert b"\x1b[1m--- a/Dockerfile\x1b[0m\n" in shown
    assert b"\x1b[32m+" in shown
    _, plain = on_a_terminal(program, "--color=never")
    assert b"\x1b" not in plain


def test_hostile_text_is_escaped_on_a_terminal_and_kept_in_a_patch(files, program):
    hostile = CHANGES.replace("FROM diamol/node", "FROM diamol/node\n# \x1b]0;title\x07\u202e")
    (files / "Dockerfile").write_text(hostile)
    _, shown = on_a_terminal(program, "--color=never")
    assert b"\\x1b]0;title\\x07\\u202e" in shown
    assert b"\x1b" not in shown
    assert "\x1b]0;title\x07\u202e" in program("--diff").stdout.decode()
    assert b"\x1b]0" not in program("--diff", "--color=always").stdout


def test_hostile_names_are_escaped_on_a_terminal(project, program):
    (project / "\x1b[2J.Dockerfile").write_text(CHANGES)
    _, shown = on_a_terminal(program, "--check")
    assert b"\\x1b[2J.Dockerfile" in shown
    assert b"\x1b" not in shown
    assert program("--check").stdout == b"\x1b[2J.Dockerfile\n"


def test_errors_in_hostile_files_are_escaped(project, program):
    (project / "Dockerfile").write_bytes(b"FROM a\n\x1b[31mEVIL\x1b[0m \xff\x9b\n")
    run = program("Dockerfile")
    assert run.returncode == 2
    assert b"\x1b" not in run.stderr
    assert b"\\x1b[31m" in run.stderr


def test_names_that_are_not_utf8(project, program):
    name = b"\xff.Dockerfile"
    with open(name, "w") as file:
        file.write(CHANGES)
    run = program("--check", os.fsdecode(name))
    assert (run.returncode, run.stdout) == (1, name + b"\n")
    with open(name, "w") as file:
        file.write(WRONG)
    run = program(os.fsdecode(name))
    assert run.returncode == 2
    assert run.stderr.startswith(b"\\xff.Dockerfile:3:1: error[")


def test_locale_does_not_matter(project, program):
    (project / "Dockerfile").write_bytes(CHANGES.encode() + "# caf\u00e9\n".encode())
    plain = program("--diff").stdout
    for settings in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}):
        assert program("--diff", env=settings).stdout == plain


def test_process_substitution_can_be_read(project, program):
    read, write = os.pipe()
    os.write(write, CHANGES.encode())
    os.close(write)
    run = program("--check", f"/dev/fd/{read}", pass_fds=(read,))
    os.close(read)
    assert (run.returncode, run.stdout) == (1, f"/dev/fd/{read}\n".encode())


def test_current_directory_that_is_gone(project, program):
    gone = project / "gone"
    gone.mkdir()

    def leave():
        os.chdir(gone)
        os.rmdir(gone)

    run = program("--check", preexec_fn=leave)
    assert run.returncode == 2
    assert run.stderr.startswith(b"dfopt: error: ")
    assert b"internal" not in run.stderr


def test_filter_in_a_pipe(project, program):
    (project / "in").write_text(STAYS)
    with open("in", "rb") as stdin:
        run = program("-", stdin=stdin)
    assert (run.returncode, run.stdout, run.stderr) == (0, STAYS.encode(), b"")
