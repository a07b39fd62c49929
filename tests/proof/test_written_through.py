"""What is written through a link comes to lie elsewhere: then nobody knows which file pip reads."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.context.tree import Entry, Tree

LINK = Entry("", "symlink", 0o777, 4, "/app")
FILES: dict[str, str | Entry] = {
    "requirements.txt": "flask\n",
    "other.txt": "-e /src\n",
    "src/a": "1\n",
    "links/app": LINK,
    "plain/a": "1\n",
}
SOURCES = "COPY src /src\n"
INSTALL = "RUN pip install -r /app/requirements.txt\n"
KNOWN = "COPY requirements.txt /app/\n"


def judged(above: str) -> dfopt.Equivalence:
    head = f"FROM python:3.12-slim\n{above}"
    return dfopt.equivalent(
        head + SOURCES + INSTALL,
        head + INSTALL + SOURCES,
        safety="known-commands",
        engine="buildkit",
        context=Tree.of_files(FILES),
    )


@pytest.mark.parametrize(
    "above",
    [
        KNOWN,
        f"{KNOWN}COPY other.txt /srv/link/requirements.txt\n",
        f"RUN ln -s /opt/app /srv/link\n{KNOWN}COPY other.txt /srv/other/requirements.txt\n",
        f"RUN mkdir /srv/link\n{KNOWN}COPY other.txt /srv/link/requirements.txt\n",
        f"COPY plain /srv\n{KNOWN}COPY other.txt /srv/app/requirements.txt\n",
    ],
)
def test_known(above: str) -> None:
    assert judged(above)


@pytest.mark.parametrize(
    "above",
    [
        f"RUN ln -s /app /srv/link\n{KNOWN}COPY other.txt /srv/link/requirements.txt\n",
        f"RUN ln -s /app /srv/link\n{KNOWN}COPY other.txt /srv/link/\n",
        f"RUN ln -s /app /srv/link\n{KNOWN}RUN cp /usr/share/a /srv/link/requirements.txt\n",
        f"RUN ln -s /app/requirements.txt /srv/link\n{KNOWN}RUN cp /usr/share/a /srv/link\n",
        f"{KNOWN}RUN ln -s /app /srv/link; cp /usr/share/a /srv/link/requirements.txt\n",
        f"{KNOWN}RUN ln -s /app/requirements.txt /srv/link; echo a > /srv/link\n",
        f"{KNOWN}RUN ln -s /app /usr/share/link\nCOPY other.txt /usr/share/link/requirements.txt\n",
        f"{KNOWN}RUN ln /app/requirements.txt /srv/link; echo a > /srv/link\n",
        f"COPY links /srv\n{KNOWN}COPY other.txt /srv/app/requirements.txt\n",
        f"RUN cp -r /usr/share/a /srv/link\n{KNOWN}COPY other.txt /srv/link/requirements.txt\n",
    ],
)
def test_written_through_a_link(above: str) -> None:
    assert not judged(above)
