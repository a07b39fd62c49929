"""What commands really write: every path that a container has changed is one that was told.

The images are those of tests/engines/make-base.sh; with ``DFOPT_IMAGES=all``, for them
and for these tests, debian is among them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from dfopt.knowledge.behaviour import Behaviour, Circumstances
from dfopt.knowledge.commands import behaviour_of
from dfopt.shell.runs import script_of_arguments
from tests.engines.engine import CLASSIC

pytestmark = pytest.mark.engine

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UPDATE = "apt-get update -qq && apt-get install -y -qq --no-install-recommends"

BUSYBOX = [
    "mkdir -p /srv/a/b c/d",
    "mkdir /srv && mkdir /srv/x",
    "touch a /tmp/b && chmod 700 a && mv a /tmp/c && cp -r /tmp /copy && rm -rf /tmp/b",
    "echo hello > /etc/motd && echo more >> motd && echo x | tee -a /y > /dev/null",
    "printf 'a\\nb\\n' > x && sed -i 's/a/c/' x && sed -i.bak -e /b/d x",
    "mkdir a && touch a/b && tar xf /bin/nothing -C a || ln -s a /link",
    "cd /etc && touch a && cd sub || touch /fallback",
    "for d in /one /two; do mkdir -p $d/sub && touch $d/sub/file; done",
    "mkdir -p /w && touch /w/x && find /w -type f -exec chmod 600 {} +",
    "sh -c 'cd /tmp && mkdir -p x && touch x/y'",
    "truncate -s 3 t; sort -o sorted /etc/passwd; uniq /etc/passwd unique",
    "mktemp && mktemp -d",
]

DEBIAN = [
    f"{UPDATE} nginx-common patch && apt-get purge -y -qq patch && rm -rf /var/lib/apt/lists/*",
    "install -d /i/j && install -m 600 /etc/passwd /i/k && find /i -name k -delete",
    "adduser --disabled-password --gecos '' app && adduser --system --group other",
    "useradd -m app && usermod -aG audio app && groupadd -r other && gpasswd -a app other",
    "useradd -m -d /srv/app -s /bin/bash app && chown -R app:app /srv/app",
    "useradd --system --no-create-home app && chpasswd < /dev/null",
    "dpkg --add-architecture i386 && update-ca-certificates && ldconfig",
    "touch /opt/tool && update-alternatives --install /usr/bin/tool tool /opt/tool 1",
    "mkdir a && touch a/b && tar xzf /dev/null -C a || install -D /etc/passwd /x/y/z",
    "mkdir -p /etc/apt/keyrings && echo x > /etc/apt/keyrings/y && apt-mark hold base-files",
    "sed -i 's/root/root/' /etc/group && cp -a /etc/group /srv/group && ln -s /srv /link",
]

#: With the images that were made: debian's only where it was asked for.
CASES = [("busybox:latest", script) for script in BUSYBOX]
if os.environ.get("DFOPT_IMAGES") == "all":
    CASES += [("debian:latest", script) for script in DEBIAN]


def run(*arguments: str) -> str:
    done = subprocess.run(
        ["/usr/bin/docker", *arguments],
        env={**os.environ, **(CLASSIC.builder.environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def require(image: str) -> None:
    reason = CLASSIC.missing()
    if not reason:
        found = subprocess.run(
            ["/usr/bin/docker", "image", "inspect", image],
            env={**os.environ, **(CLASSIC.builder.environment or {})},
            capture_output=True,
            check=False,
        )
        reason = "" if found.returncode == 0 else f"no {image} (make-base.sh)"
    if reason and os.environ.get("DFOPT_REQUIRE_ENGINES") == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture
def changed() -> Callable[[str, str], list[tuple[str, str]]]:
    """Run a script in a container; return what has changed there: a letter and a path."""

    def changes(image: str, script: str) -> list[tuple[str, str]]:
        require(image)
        container = run(
            "create", "--network=host", "--workdir=/app", "--env=DEBIAN_FRONTEND=noninteractive",
            image, "/bin/sh", "-c", script,
        )  # fmt: skip
        try:
            run("start", "--attach", container)
            lines = run("diff", container).splitlines()
        finally:
            run("rm", "--force", container)
        return [(line[0], line[2:]) for line in lines]

    return changes


def behaviour(script: str) -> Behaviour:
    here = Circumstances(
        "/app", "root", {"PATH": PATH, "DEBIAN_FRONTEND": "noninteractive"}, is_base_known=True
    )
    found = behaviour_of(script_of_arguments(("/bin/sh", "-c", script)), here)
    assert isinstance(found, Behaviour), found
    return found


def untold(behaviour: Behaviour, changes: list[tuple[str, str]]) -> list[str]:
    """Return the changed paths that are not told; a directory on the way to others may change."""
    written = behaviour.writes | behaviour.outputs
    ways = written | behaviour.makes | {"/app"}
    return [
        f"{letter} {path}"
        for letter, path in changes
        if not any(path == tree or path.startswith(tree + "/") for tree in written)
        and not (letter in "CA" and any((way + "/").startswith(path + "/") for way in ways))
    ]


@pytest.mark.parametrize(("image", "script"), CASES)
def test_what_changes(
    image: str, script: str, changed: Callable[[str, str], list[tuple[str, str]]]
) -> None:
    changes = changed(image, script)
    assert untold(behaviour(script), changes) == []
    assert untold(Behaviour(), changes) != []
