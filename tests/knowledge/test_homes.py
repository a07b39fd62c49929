"""What commands leave behind where they write: links, new files, homes."""

from __future__ import annotations

import pytest

from tests.knowledge.asking import known


@pytest.mark.parametrize(
    ("script", "hollow"),
    [
        ("chown -R 1000:1000 /srv/a", {"/srv/a"}),
        ("chmod 755 /srv/a /srv/b && chgrp 0 /srv/a", {"/srv/a", "/srv/b"}),
        ("mkdir /srv/a", {"/srv/a"}),
        ("mkdir -p /srv/a", set()),
        ("touch /srv/a", set()),
        ("cp x /srv/a && chown 1000 /srv/a", set()),
        ("chown 1000 /srv/a && cp x /srv/a", set()),
        ("cp x /srv/a/b && chown 1000 /srv/a", {"/srv/a"}),
        ("if true; then cp x /srv/a; else chmod 1 /srv/a; fi", set()),
        ("(chmod 755 /srv/a) && { echo x > /srv/a; }", set()),
        ("mkdir /srv/*", set()),
        ("mkdir /srv/$X", set()),
        ("useradd -m a", set()),
    ],
)
def test_what_comes_to_be_below(script: str, hollow: set[str]) -> None:
    found = known(script, {"X": None})
    assert found.hollow == hollow
    assert found.hollow <= found.writes
    assert not found.hollow & found.homes


@pytest.mark.parametrize(
    ("script", "homes"),
    [
        ("useradd -m a", {"/home/a"}),
        ("useradd a", {"/home/a"}),
        ("useradd -M a", set()),
        ("adduser -D a", {"/home/a"}),
        ("adduser -D -H a", set()),
        ("useradd -D -s /bin/sh", set()),
        ("useradd -D -s /bin/sh && useradd a", set()),
        ("adduser -D -h /srv/a b", {"/srv/a", "/home/b"}),
        ("useradd -m --home-dir=/srv/a b", {"/srv/a", "/home/b"}),
        ("useradd -m a && chown -R a /home/a", {"/home/a"}),
        ("useradd -m a && mkdir -p /home/a/.ssh", {"/home/a"}),
        ("useradd -m a && cp x /home/a", set()),
        ("useradd -m a && cp x /home/a/x", set()),
        ("useradd -m a && echo x > /home/a/x", {"/home/a"}),
        ("useradd -m a && mkdir -p /etc/skel", set()),
        ("useradd -m a && chmod 755 /etc/skel", set()),
        ("useradd -m a && echo > /etc/default/useradd", set()),
        ("useradd -m -k /srv/x a", set()),
        ("useradd -m -k /srv/x -d /srv/a b", set()),
        ("useradd -m -K SKEL=/srv/x a", set()),
        ("useradd -m -d /srv/$X a", set()),
        ("useradd -m a && apt-get install -y gcc", set()),
        ("useradd -m a && pip install x", set()),
    ],
)
def test_new_homes(script: str, homes: set[str]) -> None:
    found = known(script, {"X": None})
    assert found.homes == homes
    assert found.homes <= found.writes


@pytest.mark.parametrize(
    ("script", "straight"),
    [
        ("ln -s /srv /link; chown 1000 /link", False),
        ("chmod 755 /link && cp -r x /link", False),
        ("echo x > /link && chmod 755 /link", True),
        ("curl -o /link https://example.com && chmod 755 /link", True),
    ],
)
def test_a_link_stays_one_whatever_else_is_done_to_it(script: str, straight: bool) -> None:
    found = known(script)
    assert ("/link" in found.straight) == ("/link" in found.linkless) == straight
