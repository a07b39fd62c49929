"""Where the checker itself takes a RUN for several, whatever the passes propose."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.context.tree import Tree

LOCK = (
    '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}'
)
FILES = {
    "package.json": '{"name": "a", "version": "1.0.0", "dependencies": {"x": "1"}}',
    "package-lock.json": LOCK,
    ".dockerignore": "**/node_modules\n.npmrc\n",
    "server.js": "1",
}
MANIFESTS = "COPY package.json package-lock.json ./\n"
APT = "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"


def judged(before: str, after: str) -> bool:
    return bool(
        dfopt.equivalent(
            before,
            after,
            safety="known-commands",
            engine="buildkit",
            context=Tree.of_files(FILES),
        )
    )


def split(front: str, again: str | None = None, *, second: str = "npm run build") -> bool:
    """Tell whether an installation behind ``front`` may go above the sources.

    ``again`` is what is said in front of the second part.
    """
    again = front if again is None else again
    head = "FROM node:20\nWORKDIR /app\n"
    return judged(
        f"{head}COPY . .\nRUN {front}npm ci && {second}\n",
        f"{head}{MANIFESTS}RUN {front}npm ci\nCOPY . .\nRUN {again}{second}\n",
    )


@pytest.mark.parametrize(
    "front",
    [
        "",
        "cd /app && ",
        "cd . && ",
        "X=1 && export X && ",
        "export NODE_ENV=production && ",
        'A=1 B="$A" && ',
        "m=$(uname -m) && ",
        'cd /app && s="$(uname -s)" && ',
        "set -eu && cd /app && ",
    ],
)
def test_what_is_said_again(front: str) -> None:
    assert split(front)


@pytest.mark.parametrize(
    ("front", "again"),
    [
        ("cd /app && ", ""),
        ("", "cd /app && "),
        ("X=1 && ", "X=2 && "),
        ("X=1 && ", ""),
        ("cd /app && X=1 && ", "X=1 && cd /app && "),
        ("cd /app && ", "cd / && "),
        ("A=1 B=$A && ", "B=$A A=1 && "),
    ],
)
def test_something_else_is_said(front: str, again: str) -> None:
    assert not split(front, again)


@pytest.mark.parametrize(
    "front",
    [
        "now=$(date) && ",
        "n=$(nproc) && ",
        "v=$(cat package.json) && ",
        "v=$(ls) && ",
        "export m=$(uname -m) && ",
        "m=$(uname -m | tr a b) && ",
        "m=$(uname -r) && ",
        "h=$HOSTNAME && ",
        "p=$PPID && ",
        "PATH=/x:$PATH && ",
        "export HOME=/tmp && ",
        "CDPATH=/x && ",
        "IFS=x && ",
        "ENV=/x && ",
        "readonly A=1 && ",
        "umask 077 && ",
        "cd - && ",
        "cd ~ && cd /app && ",
        "X=1; ",
        "cd /app; ",
        "! cd /x && ",
        "cd /app > /log && ",
        "cd /app | true && ",
        "X=1 true && ",
        "X=$((X + 1)) && ",
        "X=${X:=1} && ",
    ],
)
def test_what_is_not_said_again(front: str) -> None:
    assert not split(front)


def test_what_the_shell_has_left() -> None:
    assert not split("X=1 && ", second="echo $_")
    assert not split("cd /app && ", second="echo $OLDPWD")
    assert not split("cd /app && ", second="npm run build || true")


def test_a_directory_that_the_first_part_replaces() -> None:
    head = "FROM debian:12\nWORKDIR /app\nCOPY . .\n"
    for written, is_other in (("/opt/x", True), ("/opt/y", False)):
        first = f"cd /opt/x && curl -fsSL https://example.org/a -o {written}"
        joined, parted = f"{first} && rm -f /app/a", f"{first}\nRUN cd /opt/x && rm -f /app/a"
        assert judged(f"{head}RUN {joined}\n", f"{head}RUN {parted}\n") is not is_other


@pytest.mark.parametrize(
    ("above", "is_sound"),
    [
        ("WORKDIR /app\n", True),
        ("WORKDIR /app/web\nWORKDIR /\n", True),
        ("", False),
        ("WORKDIR /srv\n", False),
        ("WORKDIR /app\nRUN rm -rf /app\nWORKDIR /\n", False),
        ("WORKDIR /app\nRUN ./x\n", False),
        ("COPY package.jso[n] /app/\n", False),
    ],
)
def test_who_makes_the_directory(above: str, is_sound: bool) -> None:
    run = f"RUN cd /app && {APT}\n"
    head = f"FROM debian:12\n{above}"
    swapped = judged(f"{head}COPY . /app\n{run}", f"{head}{run}COPY . /app\n")
    assert swapped is is_sound


@pytest.mark.parametrize("above", ["", "WORKDIR /app\n", "WORKDIR /app/web\n"])
def test_a_directory_of_the_sources(above: str) -> None:
    head = f"FROM debian:12\n{above}"
    run = f"RUN cd /app/web/lib && {APT}\n"
    assert not judged(f"{head}COPY . /app\n{run}", f"{head}{run}COPY . /app\n")


@pytest.mark.parametrize(
    ("first", "is_sound"),
    [
        ("cp -p /bin/ls /opt/bin/uname", False),
        ("cp -p /bin/ls /opt/bin/x/y", False),
        ("mkdir -p /opt/bin", True),
        ("cp -p /bin/ls /opt/ls", True),
    ],
)
def test_a_program_that_the_first_part_puts_into_the_search_path(
    first: str, is_sound: bool
) -> None:
    head = "FROM debian:12\nENV PATH=/opt/bin:$PATH\n"
    again = "m=$(uname -m) && "
    joined = f"{again}{first} && echo $m > /opt/m"
    parted = f"{again}{first}\nRUN {again}echo $m > /opt/m"
    assert judged(f"{head}RUN {joined}\n", f"{head}RUN {parted}\n") is is_sound


def test_a_search_path_that_is_not_known() -> None:
    head = "FROM debian:12\nARG X\n"
    for path in ("$X/bin:$PATH", "bin:$PATH"):
        again = "m=$(uname -m) && "
        joined = f"ENV PATH={path}\nRUN {again}cp -p /bin/ls /opt/ls && echo $m > /opt/m\n"
        parted = f"ENV PATH={path}\nRUN {again}cp -p /bin/ls /opt/ls\nRUN {again}echo $m > /opt/m\n"
        assert not judged(head + joined, head + parted)


@pytest.mark.parametrize(
    ("above", "first", "is_sound"),
    [
        ("RUN mkdir -p /srv/x && ln -s /srv /opt/l\n", "cd /opt/l/x && mv /srv/x /srv/y", False),
        ("RUN mkdir -p /srv/x && ln -s /srv /opt/l\n", "cd /srv/x && mv /opt/l/x /srv/y", False),
        ("RUN mkdir -p /srv/x && ln -s /srv/x /opt/l\n", "cd /opt/l && mv /srv/x /srv/y", False),
        ("RUN mkdir -p /srv/x && ln -s /srv /var/l\n", "cd /var/l/x && mv /srv/x /srv/y", False),
        ("RUN mkdir -p /srv/x && ln -s ../srv /var/l\n", "cd /srv/x && mv /var/l/x /y", False),
        (f"RUN {APT}\n", "cd /usr/src/app && mv /usr/src/x /usr/src/y", True),
        ("RUN ./x\n", "cd /srv/x && mv /opt/l/x /srv/y", False),
        ("COPY --from=busybox:1.37 /srv /srv\n", "cd /srv/x && mv /opt/x /opt/y", False),
        ("COPY . /srv\n", "cd /srv/x && mv /opt/x /opt/y", True),
        ("RUN mkdir -p /srv/x /opt/x\n", "cd /srv/x && mv /opt/x /opt/y", True),
        ("RUN mkdir -p /srv/x /opt/x\n", "cd /srv/x && mv /srv/x /srv/y", False),
    ],
)
def test_a_directory_that_is_reached_through_a_link(above: str, first: str, is_sound: bool) -> None:
    """Moved under its other name, it is another one for the second part."""
    head = f"FROM debian:12\n{above}RUN {first}"
    where = first.partition(" && ")[0]
    assert judged(f"{head} && touch a\n", f"{head}\nRUN {where} && touch a\n") is is_sound
