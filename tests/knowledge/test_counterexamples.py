"""Rewrites that changed an image although every condition seemed to be met.

Each row names what the command has to report so that the rewrite is not made.
"""

from __future__ import annotations

import pytest

import dfopt
from dfopt.knowledge.behaviour import Unknown
from tests.knowledge.asking import covers, known, reason, split

#: Script, variables, and the path that has to be among what it reads, writes or makes.
TOUCHES = [
    ("useradd -m app", {}, "/home/app"),
    ("useradd -m -d /app app", {}, "/app"),
    ("curl -o /tmp/x https://x.org", {"HOME": "/app"}, "/app"),
    ("apt-get install -y curl", {"APT_CONFIG": "/app/apt.conf"}, "/app/apt.conf"),
    ("apt-get install -y curl", {"PYTHONPATH": "/app"}, "/app"),
    ("mkdir -p /app", {}, "/app"),
    ("mkdir -p /app", {"PATH": "/opt/venv/bin:/bin"}, "/opt/venv/bin"),
    ("apt-get update && apt-get install -y x && rm -rf /tmp/*", {}, "/tmp/x"),
    ("chmod 777 /app", {}, "/app"),
    ("apt-get install -y vsftpd", {}, "/srv"),
    ("apt-get install -y curl", {}, "/etc/skel"),
    ("useradd -m app", {}, "/etc/skel"),
    ("curl -o /tmp/x https://x.org", {}, "/root/.curlrc"),
    ("mkdir -p x", {"LD_PRELOAD": "/app/x.so"}, "/app/x.so"),
    ("mkdir -p x", {"PATH": "bin:/bin"}, "/app"),
    ("mkdir -p x", {"PATH": ":/bin"}, "/app"),
    ("PATH=/opt/x:$PATH mkdir -p x", {}, "/opt/x"),
    ("docker-php-ext-install gd", {"CFLAGS": "-I/app/include"}, "/app/include"),
    ("curl -o /tmp/x https://x.org", {"CURL_CA_BUNDLE": "/app/ca.pem"}, "/app/ca.pem"),
    ("gpg --recv-keys 1", {"GNUPGHOME": "/app/gpg"}, "/app/gpg"),
]


@pytest.mark.parametrize(("script", "environment", "path"), TOUCHES)
def test_what_a_command_has_to_do_with(script: str, environment: dict[str, str], path: str) -> None:
    found = known(script, environment)
    assert covers(found.reads | found.writes | found.makes, path)


@pytest.mark.parametrize(
    "script",
    [
        "apt-get install -y zip*",
        "apt-get install -y x.deb",
        "pecl install ./x",
        "yum install x.rpm",
    ],
)
def test_names_that_may_be_files(script: str) -> None:
    assert "may be a file" in reason(script)


@pytest.mark.parametrize(
    "script",
    [
        "apt-get update && make || true",
        "apt-get update && make; exit 0",
        "apt-get update; make",
        "! apt-get update && make",
        "apt-get update & make",
        "cat <<X && make\nx\nX",
        "mkdir -p /x && cd $_",
        "apt-get update | cat && echo ${PIPESTATUS}",
    ],
)
def test_a_list_that_is_not_cut(script: str) -> None:
    assert isinstance(split(script), Unknown)


def test_the_shell_option_does_not_make_a_background_command_a_piece() -> None:
    assert isinstance(split("apt-get update & make", shell=("/bin/bash", "-ec")), Unknown)


@pytest.mark.parametrize(
    "first",
    [
        "cd /x", "X=1", "export X=1", "set -e", "umask 022", "exit 0", "unset X", "trap x EXIT",
        ". /etc/os-release", "{ X=1; }", "echo ${X:=1}", "eval x", "exec true", "unknown",
        "if true; then cd /x; fi", "alias x=y", "readonly X=1", "wait", "return",
    ],
)  # fmt: skip
def test_pieces_that_leave_something_in_the_shell(first: str) -> None:
    found = split(f"{first} && make")
    assert isinstance(found, Unknown) or found[0].sets_state


@pytest.mark.parametrize(
    "first",
    ["apt-get update", "mkdir -p x", "(cd /x && rm y)", "X=1 echo", "curl https://x.org | tar xz"],
)
def test_pieces_that_leave_nothing(first: str) -> None:
    found = split(f"{first} && make")
    assert [piece.sets_state for piece in found] == [False, True]


def test_the_options_of_the_shell_are_repeated() -> None:
    text = "set -ex; apt-get update; make"
    found = split(text)
    assert [text[slice(*piece.span)].strip() for piece in found] == ["apt-get update", "make"]
    assert {piece.prefix for piece in found} == {"set -ex; "}
    assert len(split("set -eux && apt-get update && make")) == 2
    assert isinstance(split("set -x; apt-get update; make"), Unknown)
    assert isinstance(split("set -- a b; apt-get update; make"), Unknown)
    assert isinstance(split("set -e; a && b; make"), Unknown)
    assert isinstance(split("set +e; apt-get update; make"), Unknown)


@pytest.mark.parametrize(
    "script",
    [
        "chmod 700 /usr/bin/x", "sed -i s/a/b/ /usr/bin/x", "echo >> /usr/bin/x", "cp x /usr/bin/x",
        "echo > /usr/bin/x", "setcap x /usr/bin/x", "curl -o /usr/bin/x https://x.org",
        "wget -O /usr/bin/x https://x.org", "chown 1 /usr/bin/x", "echo | tee /usr/bin/x",
    ],
)  # fmt: skip
def test_what_changes_files_in_place(script: str) -> None:
    assert covers(known(script).changes, "/usr/bin/x")


def test_a_change_of_everything_is_not_cut_off() -> None:
    before = "FROM debian\nCOPY . /app\nRUN apt-get install -y curl && chown -R 1000 /\n"
    after = before.replace(" && chown", "\nRUN chown")
    checked = dfopt.equivalent(before, after, safety="known-commands")
    assert not checked
    fine = "FROM debian\nRUN apt-get install -y curl && chown -R 1000 /srv\n"
    assert dfopt.equivalent(fine, fine.replace(" && chown", "\nRUN chown"), safety="known-commands")


def test_what_removes_files_changes_none() -> None:
    assert known("rm -rf /usr/bin/x").changes == frozenset()
