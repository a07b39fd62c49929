"""Sources that are copied into a home: whether something else may lie there already."""

from __future__ import annotations

from typing import Any

import pytest

import dfopt
from dfopt.config import Config
from dfopt.context.tree import Tree
from dfopt.knowledge.homes import PLAIN_SKELETON

FILES = {"requirements.txt": "flask\n", "app.py": "1\n", "skel/app/requirements.txt": "-e .\n"}
PYTHON = "python:3.12-slim"
USER = "RUN useradd -m user"
HOME = "/home/user/app"


def files(above: str, place: str, base: str) -> tuple[str, str]:
    """Return a file that copies its sources to a place and installs, and the same split."""
    head = f"FROM {base}\n{above}\n"
    install = f"RUN pip install -r {place}/requirements.txt\n"
    copy = f"COPY . {place}/\n"
    return head + copy + install, f"{head}COPY requirements.txt {place}/\n{install}{copy}"


def judged(above: str, place: str = HOME, base: str = PYTHON, **more: Any) -> dfopt.Equivalence:
    return dfopt.equivalent(
        *files(above, place, base),
        safety="known-commands",
        engine="buildkit",
        context=Tree.of_files(FILES),
        **more,
    )


#: What stands above the copy, where it copies to, and whether that rests on the skeleton.
SOUND = [
    ("", HOME, False),
    ("RUN mkdir -p /home/user && chown 1000 /home/user && chmod 750 /home/user", HOME, False),
    ("RUN mkdir /app && chgrp -R 0 /app", "/app", False),
    ("RUN mkdir /app", "/app/src", False),
    ("RUN chown -R 1000 /srv/app", "/srv/app", False),
    ("RUN useradd -M user", HOME, False),
    ("RUN useradd -m other", HOME, False),
    (USER, HOME, True),
    ("RUN groupadd user && useradd -m -g user user && chown -R user /home", HOME, True),
    ("RUN adduser --disabled-password --gecos '' user", HOME, True),
    ("RUN useradd -m -d /app user", "/app/src", True),
    ("WORKDIR /home/user\nRUN useradd --create-home --home-dir /home/user me", HOME, True),
    ("RUN useradd -m user\nRUN chown -R user /home/user", HOME, True),
    ("RUN useradd -m -k /srv/skel user", "/home/other/app", False),
    ("RUN ln -s /srv /home/other", HOME, False),
    # pip reads one file, and nothing else that lies beside it.
    (USER, "/home/user", True),
    (USER, "/home", False),
    ("RUN useradd -m -d /app user", "/app", True),
    ("RUN adduser -D -h /app/src user", "/app", False),
    ("RUN mkdir /home/user /home/user/app /home/user/app/src", HOME, False),
    ("RUN touch /home/user/app/setup.cfg", HOME, False),
    ("RUN chown -R 1000 /home/user/app/src", HOME, False),
    (f"RUN apt-get update && apt-get install -y gcc\n{USER}", HOME, True),
    (f"RUN apk add gcc && {USER[4:]}", HOME, True),
    ("RUN apt-get update && apt-get install -y curl", HOME, False),
]  # fmt: skip


@pytest.mark.parametrize(("above", "place", "by_skeleton"), SOUND)
def test_sound(above: str, place: str, by_skeleton: bool) -> None:
    result = judged(above, place)
    assert result
    assert (PLAIN_SKELETON in result.assumptions) == by_skeleton
    assert "base.official-configuration" in result.assumptions
    if by_skeleton:
        assert not judged(above, place, assumptions={*result.assumptions} - {PLAIN_SKELETON})


#: What stands above the copy, where it copies to, and on what image.
UNSOUND = [
    # The place is not below the home, or where the skeleton's own names are.
    (USER, "/home/user/.app", PYTHON),
    # The skeleton is another one.
    (f"RUN mkdir -p /etc/skel/app\n{USER}", HOME, PYTHON),
    (f"RUN mkdir /etc/skel/app && {USER[4:]}", HOME, PYTHON),
    (f"RUN touch /etc/skel/app\n{USER}", HOME, PYTHON),
    (f"RUN chmod 755 /etc && cp -r /usr/share/a /etc && {USER[4:]}", HOME, PYTHON),
    (f"WORKDIR /etc/skel/app\n{USER}", HOME, PYTHON),
    (f"COPY skel /etc/skel\n{USER}", HOME, PYTHON),
    (f"COPY skel /etc\n{USER}", HOME, PYTHON),
    (f"ADD skel.tar /etc/skel\n{USER}", HOME, PYTHON),
    (f"COPY --from=mine/skeleton / /etc/skel\n{USER}", HOME, PYTHON),
    (f"COPY <<E /etc/skel/app\nx\nE\n{USER}", HOME, PYTHON),
    (f"RUN ln -s /srv /etc/skel/app\n{USER}", HOME, PYTHON),
    (f"RUN ln -s /etc/skel /srv/skel\nCOPY skel /srv/skel\n{USER}", HOME, PYTHON),
    (f"RUN ln -s /etc/skel /srv/skel; cp -r /usr/share/a /srv/skel; {USER[4:]}", HOME, PYTHON),
    (f"RUN ln -s /etc /usr/share/x && mkdir -p /usr/share/x/skel/app\n{USER}", HOME, PYTHON),
    (f"RUN --mount=type=bind,source=skel,target=/etc/skel {USER[4:]}", HOME, PYTHON),
    (f"RUN --mount=type=bind,source=skel,target=/etc {USER[4:]}", HOME, PYTHON),
    (f"RUN --mount=type=cache,target=/home {USER[4:]}", HOME, PYTHON),
    (f"RUN echo SKEL=/srv > /etc/default/useradd\n{USER}", HOME, PYTHON),
    (f"RUN echo SKEL=/srv >> /etc/adduser.conf && {USER[4:]}", HOME, PYTHON),
    (f"RUN sed -i s/a/b/ /etc/default/useradd && {USER[4:]}", HOME, PYTHON),
    (f"RUN ./setup\n{USER}", HOME, PYTHON),
    (f"RUN tar xf /usr/share/a.tar -C /\n{USER}", HOME, PYTHON),
    (f"RUN tar xf /usr/share/a.tar -C /opt\n{USER}", HOME, PYTHON),
    ("RUN useradd -m -k /srv/skel user", HOME, PYTHON),
    ("RUN useradd -m --skel=/srv/skel user", HOME, PYTHON),
    ("RUN useradd -m -K SKEL=/srv/skel user", HOME, PYTHON),
    ("RUN useradd -D -b /srv && useradd -m user", HOME, PYTHON),
    ("RUN useradd -D -s /bin/bash && useradd -m user", HOME, PYTHON),
    (f"RUN useradd -D -s /bin/bash\n{USER}", HOME, PYTHON),
    (f"RUN adduser -D -s /bin/bash\n{USER}", HOME, PYTHON),
    # The home, or what is below, comes to be in another way as well.
    ("RUN ln -s /srv /home/user", HOME, PYTHON),
    ("RUN ln -s /srv /home/user; chown 1000 /home/user", HOME, PYTHON),
    ("RUN ln -s /srv /home/user; useradd -m user", HOME, PYTHON),
    ("RUN rmdir /home && ln -s /srv /home", HOME, PYTHON),
    ("RUN cp -r /usr/share/a /home/user/app && chown -R 1000 /home/user/app", HOME, PYTHON),
    ("RUN cp -r /usr/share/a /home/User/app && chown -R 1000 /home/user/app", HOME, PYTHON),
    ("RUN cp -r /usr/share/a /home/user && useradd -m user", HOME, PYTHON),
    ("RUN git clone https://example.com/a /home/user/app\nRUN chown -R 1 /home/user", HOME, PYTHON),
    ("RUN touch /home/user/app/requirements.txt", HOME, PYTHON),
    ("RUN mkdir -p /home/user/app/requirements.txt/a", HOME, PYTHON),
    (f"RUN touch /home/user/requirements.txt && {USER[4:]}", "/home/user", PYTHON),
    ("RUN mkdir -p /home/user && mkdir /home/user/*/src", HOME, PYTHON),
    # Not all that writes to /etc are packages.
    (f"RUN apt-get install -y gcc && cp -r /usr/share/a /etc\n{USER}", HOME, PYTHON),
    (f"RUN apk add gcc && ln -s /srv /etc/skel/app\n{USER}", HOME, PYTHON),
    (f"RUN dpkg -i /tmp/a.deb\n{USER}", HOME, PYTHON),
    (f"RUN pip install flask\n{USER}", HOME, PYTHON),
    ("ARG NAME\nRUN mkdir /home/$NAME", HOME, PYTHON),
    ("ARG NAME\nRUN useradd -m $NAME", HOME, PYTHON),
    ("ARG NAME=user\nRUN useradd -m -d /home/$NAME other", HOME, PYTHON),
    (f"ENV HOME=/home/user\n{USER}", HOME, PYTHON),
    # Packages that have a home.
    ("RUN apt-get update && apt-get install -y mythtv-common", "/home/mythtv/app", PYTHON),
    ("RUN apt-get update && apt-get install -y samba", HOME, PYTHON),
    # Something has been copied before.
    (f"COPY app.py /srv/\n{USER}", HOME, PYTHON),
    ("COPY app.py /home/user/app/\nRUN chmod -R 700 /home/user/app", HOME, PYTHON),
    # What the image itself has.
    ("", "/home/ubuntu/app", "ubuntu:24.04"),
    ("", "/home/node/app", "node:20"),
    ("", "/home/www-data/app", "php:8-alpine"),
    ("", "/home/app", "mcr.microsoft.com/dotnet/sdk:8.0"),
    ("", HOME, "mine/python"),
    (USER, HOME, "mine/python"),
]  # fmt: skip


@pytest.mark.parametrize(("above", "place", "base"), UNSOUND)
def test_unsound(above: str, place: str, base: str) -> None:
    assert not judged(above, place, base)


@pytest.mark.parametrize(("above", "place", "base"), UNSOUND)
def test_nothing_of_this_is_proposed(above: str, place: str, base: str) -> None:
    before, _ = files(above, place, base)
    result = dfopt.optimize(before, context=Tree.of_files(FILES))
    assert result.text.splitlines()[-2:] == before.splitlines()[-2:]
    assert not [each for each in result.diagnostics if each.code.startswith("internal")]


def test_of_an_image_whose_variables_are_given_the_skeleton_is_not_known() -> None:
    variables = {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"]}
    place, base = "/app/src", "mine/python"
    assert judged("RUN chown 1000 /app", place, base, base_config=variables)
    assert not judged("RUN useradd -m -d /app user", place, base, base_config=variables)


def test_a_skeleton_that_is_denied_leaves_the_rest() -> None:
    denied = Config(deny_assumptions=(PLAIN_SKELETON,))
    before, after = files(USER, HOME, PYTHON)
    tree = Tree.of_files(FILES)
    assert dfopt.optimize(before, context=tree).text == after
    assert dfopt.optimize(before, context=tree, config=denied).text == before
    hoisted = f"FROM {PYTHON}\nCOPY . /app\n{USER}\n"
    result = dfopt.optimize(hoisted, context=tree, config=denied)
    assert result.text == f"FROM {PYTHON}\n{USER}\nCOPY . /app\n"
    assert PLAIN_SKELETON not in result.changes[0].assumptions


#: A link with another owner is a link still.
@pytest.mark.parametrize("between", ["&&", ";"])
def test_what_leads_elsewhere_is_not_a_directory_by_what_else_is_done_to_it(between: str) -> None:
    head = f"FROM debian:12\nRUN ln -s /etc/skel /srv/skel {between} chown root /srv/skel\n"
    copy, user = "COPY skel /srv/skel\n", f"{USER}\n"
    tree = Tree.of_files(FILES)
    assert dfopt.optimize(head + copy + user, context=tree).text == head + copy + user
    assert not dfopt.equivalent(
        head + copy + user,
        head + user + copy,
        safety="known-commands",
        context=tree,
    )
