"""Rewrites that look right and are not: built, the images differ, and dfopt makes none of them.

Each pair holds to the plain conditions of some rewrite and shows one that is missing there. What
only a package manager shows is built by ``test_counterexamples_installed``, which also says what
is not built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

import dfopt
from dfopt.context.context import context_of
from tests.engines.differences import differences
from tests.engines.engine import ENGINES
from tests.engines.test_metamorphic import built

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine


class Pair(NamedTuple):
    """A Dockerfile, a wrong rewrite of it, and the engines on which that shows."""

    name: str
    before: str
    after: str
    engines: tuple[str, ...] = ("buildkit", "classic", "buildah")


HEAD = "FROM busybox\n"
PAIRS = [
    Pair(
        "who makes a directory owns it",
        "COPY --chown=7:8 a.txt /srv/app/\nRUN mkdir -p /srv/app && echo x > /x\n",
        "RUN mkdir -p /srv/app && echo x > /x\nCOPY --chown=7:8 a.txt /srv/app/\n",
        ("classic",),
    ),
    Pair(
        "a home that is there gets no skeleton",
        "COPY a.txt /home/u/\nRUN test -d /home/u || { mkdir -p /home/u && touch /home/u/s; }\n",
        "RUN test -d /home/u || { mkdir -p /home/u && touch /home/u/s; }\nCOPY a.txt /home/u/\n",
    ),
    Pair(
        "a process of another user cannot make what root's copy makes",
        "USER 7\nCOPY a.txt /srv/app/\nRUN mkdir -p /srv/app\n",
        "USER 7\nRUN mkdir -p /srv/app\nCOPY a.txt /srv/app/\n",
    ),
    Pair(
        "what is deleted may be what was copied",
        "COPY a.txt /tmp/a.txt\nRUN echo x > /x && rm -rf /tmp/*\n",
        "RUN echo x > /x && rm -rf /tmp/*\nCOPY a.txt /tmp/a.txt\n",
    ),
    Pair(
        "a copy above a directory of PATH brings the program",
        "ENV PATH=/opt/v/bin:/bin\nCOPY bin /opt/v/bin\nRUN tool > /x\n",
        "ENV PATH=/opt/v/bin:/bin\nRUN tool > /x\nCOPY bin /opt/v/bin\n",
    ),
    Pair(
        "a pattern stands for what is in the working directory",
        "WORKDIR /app\nCOPY . .\nRUN echo a* > /x\n",
        "WORKDIR /app\nRUN echo a* > /x\nCOPY . .\n",
    ),
    Pair(
        "a link made by an earlier step leads the copy elsewhere",
        "RUN mkdir -p /real /srv && ln -s /real /srv/l\nCOPY a.txt /srv/l/\nRUN ls /real > /x\n",
        "RUN mkdir -p /real /srv && ln -s /real /srv/l\nRUN ls /real > /x\nCOPY a.txt /srv/l/\n",
    ),
    Pair(
        "a failure in front of the cut was tolerated",
        "RUN false && echo a > /a || true\n",
        "RUN false\nRUN echo a > /a || true\n",
    ),
    Pair(
        "a later command of the list ends it well",
        "RUN false && echo a > /a; exit 0\n",
        "RUN false\nRUN echo a > /a; exit 0\n",
    ),
    Pair(
        "the directory is changed for what follows",
        "RUN cd /tmp && echo a > /a && pwd > /x\n",
        "RUN cd /tmp && echo a > /a\nRUN pwd > /x\n",
    ),
    Pair(
        "a file with two names becomes two",
        "RUN echo a > /usr/a && ln /usr/a /usr/b && chmod 700 /usr/a\n",
        "RUN echo a > /usr/a && ln /usr/a /usr/b\nRUN chmod 700 /usr/a\n",
    ),
    Pair(
        "memory does not last until the next step",
        "RUN echo a > /dev/shm/a && cat /dev/shm/a > /x\n",
        "RUN echo a > /dev/shm/a\nRUN cat /dev/shm/a > /x\n",
        ("buildkit", "classic"),
    ),
    Pair(
        "what lies below a volume is discarded",
        "VOLUME /data\nRUN echo x > /data/x\n",
        "RUN echo x > /data/x\nVOLUME /data\n",
        ("classic",),
    ),
    Pair(
        "a variable that is crossed defines the value",
        "ARG Y=1\nARG X=$Y\nENV Y=2\nRUN echo $X > /x\n",
        "ARG Y=1\nENV Y=2\nARG X=$Y\nRUN echo $X > /x\n",
    ),
    Pair(
        "the same destination by another name",
        "RUN ln -s bin /usr/bin2\nCOPY a.txt /usr/bin2/t\nCOPY b.txt /usr/bin/t\n",
        "RUN ln -s bin /usr/bin2\nCOPY b.txt /usr/bin/t\nCOPY a.txt /usr/bin2/t\n",
    ),
    Pair(
        "a continuation at the end takes the next line",
        "ENV A=1\nRUN echo x > /x \\",
        "RUN echo x > /x \\\nENV A=1\n",
    ),
    Pair(
        "a group without owner is another directory",
        "WORKDIR /app\nCOPY --chown=7:8 . .\nRUN echo x > /x\n",
        "WORKDIR /app\nRUN echo x > /x\nCOPY --chown=7:8 . .\n",
        ("buildah",),
    ),
    Pair(
        "a file has the name of a directory that is there",
        "WORKDIR /app\nCOPY a.txt /app\nRUN chmod 777 /app\n",
        "WORKDIR /app\nCOPY --chmod=777 a.txt /app\n",
        ("buildkit",),
    ),
    Pair(
        "a copy does not set special bits, or knows no modes",
        "COPY a.txt /t\nRUN chmod 4755 /t\n",
        "COPY --chmod=4755 a.txt /t\n",
        ("buildkit", "classic"),
    ),
    Pair(
        "the copy of a file gives its owner what the copy of a directory does not",
        "COPY --chown=7:8 . /srv/app\nRUN cat /srv/app/a.txt > /x\n",
        "COPY --chown=7:8 a.txt /srv/app/\nRUN cat /srv/app/a.txt > /x\n"
        "COPY --chown=7:8 . /srv/app\n",
        ("classic",),
    ),
    Pair(
        "a mount hides what is there already",
        "COPY a.txt /root/.m2/\nRUN cat /root/.m2/a.txt > /x\n",
        "COPY a.txt /root/.m2/\nRUN --mount=type=cache,target=/root/.m2 cat /root/.m2/a.txt > /x\n",
        ("buildkit", "buildah"),
    ),
    Pair(
        "the second step does not see what lay below a volume",
        "VOLUME /data\nRUN echo a > /data/a && cp /data/a /x\n",
        "VOLUME /data\nRUN echo a > /data/a\nRUN cp /data/a /x\n",
        ("classic",),
    ),
    Pair(
        "a mount in memory does not carry what is written",
        "RUN --mount=type=tmpfs,target=/t echo a > /t/a && cp /t/a /x\n",
        "RUN --mount=type=tmpfs,target=/t echo a > /t/a\n"
        "RUN --mount=type=tmpfs,target=/t cp /t/a /x\n",
        ("buildkit",),
    ),
    Pair(
        "two escape tokens at the end continue the line",
        "ENV B C:\\\\\nENV C=3\n",
        "ENV B=C:\\\\ \\\n    C=3\n",
        ("buildah",),
    ),
]


def pairs() -> list[object]:
    return [
        pytest.param(engine, pair, id=f"{engine.name}-{pair.name.replace(' ', '-')}")
        for pair in PAIRS
        for engine in ENGINES
        if engine.name in pair.engines
    ]


@pytest.mark.parametrize(("engine", "pair"), pairs(), indirect=["engine"])
def test_a_wrong_rewrite_shows_and_is_not_made(engine: Engine, pair: Pair, tmp_path: Path) -> None:
    context = tmp_path / "context"
    (context / "bin").mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (context / name).write_text(f"{name}\n")
    (context / "bin" / "tool").write_text("#!/bin/sh\necho tool\n")
    (context / "bin" / "tool").chmod(0o755)
    before, after = HEAD + pair.before, HEAD + pair.after
    one, other = (built(engine, text, context, tmp_path) for text in (before, after))
    assert one is not None
    assert other is None or differences(one, other, before, after)
    verdict = dfopt.equivalent(
        before,
        after,
        safety="known-commands",
        engine=engine.target,
        context=context_of(str(context)),
    )
    assert not verdict
    config = dfopt.Config(engine=engine.target)
    assert dfopt.optimize(before, config=config, context=context).text != after
