"""Virtual environments, built with a real Python: right rewrites show nothing, wrong ones do.

They need the larger images, and PyPI: with ``DFOPT_IMAGES=all``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dfopt
from dfopt.builds.comparison import compare
from dfopt.builds.volatile import named_paths
from tests.engines.test_counterexamples_installed import Pair, here, is_not_made, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

BASE = "FROM python:3.11\nWORKDIR /app\n"
COPY = "COPY . .\n"
VENV = "RUN python -m venv /opt/venv\n"
SOURCES = {"app.py": "1\n", "requirements.txt": "six==1.16.0\n", ".dockerignore": "**/.venv\n"}
OPTIONS = "--copies --clear --system-site-packages --prompt app"

RIGHT = {
    "by path": f"{BASE}{COPY}RUN python -m venv /opt/venv && "
    "/opt/venv/bin/pip install --no-cache-dir -r requirements.txt\n",
    "in PATH": f"{BASE}{VENV}ENV PATH=/opt/venv/bin:$PATH\n{COPY}"
    "RUN pip install --no-cache-dir -r requirements.txt\n",
    "among the sources": f"{BASE}{COPY}RUN python -m venv .venv && "
    ".venv/bin/pip install --no-cache-dir -r requirements.txt\n",
    "with options": f"{BASE}{COPY}RUN python3 -m venv {OPTIONS} /srv/a/venv && "
    "/srv/a/venv/bin/pip install --no-cache-dir -r requirements.txt\n",
    "virtualenv": f"{BASE}RUN pip install --no-cache-dir virtualenv==20.29.1\n{COPY}"
    "RUN virtualenv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt\n",
}

#: The module that says how Python was built.
BUILD = "_sysconfigdata__x86_64-linux-gnu.py"
#: A module that ends Python as soon as it is imported, and leaves a trace.
TRACE = "import os\nopen('/trace', 'w').close()\nos._exit(0)\n"

WRONG = [
    Pair(
        1,
        "a module of the project is found before one that venv imports",
        f"{BASE}{COPY}{VENV}",
        f"{BASE}{VENV}{COPY}",
        {"argparse.py": TRACE},
        "/trace",
    ),
    Pair(
        2,
        "PYTHONPATH leads to the sources",
        f"{BASE}ENV PYTHONPATH=/app/src\n{COPY}{VENV}",
        f"{BASE}ENV PYTHONPATH=/app/src\n{VENV}{COPY}",
        {"src/sitecustomize.py": TRACE},
        "/trace",
    ),
    Pair(
        3,
        "an environment of the host comes over the one that is made",
        f"{BASE}{COPY}RUN python -m venv .venv\n",
        f"{BASE}RUN python -m venv .venv\n{COPY}",
        {".venv/pyvenv.cfg": "home = /nowhere\n"},
        "/app/.venv/pyvenv.cfg",
    ),
    Pair(
        4,
        "the directory lies behind a link to the sources",
        f"{BASE}RUN ln -s /app/env /opt/env\n{COPY}RUN python -m venv /opt/env/venv\n",
        f"{BASE}RUN ln -s /app/env /opt/env && mkdir env\nRUN python -m venv /opt/env/venv\n{COPY}",
        {"env/venv/pyvenv.cfg": "home = /nowhere\n"},
        "/app/env/venv/pyvenv.cfg",
    ),
    Pair(
        5,
        "python is a program of the project, which looks at the sources",
        f"{BASE}COPY --chmod=755 tools/ /usr/local/bin/\n{COPY}{VENV}",
        f"{BASE}COPY --chmod=755 tools/ /usr/local/bin/\n{VENV}{COPY}",
        {"tools/python": "#!/bin/sh\ncp /app/tools/python /trace\ntrue\n"},
        "/trace",
    ),
    Pair(
        6,
        "each Python starts with a module of the project",
        f"{BASE}COPY more/ /usr/local/lib/python3.11/dist-packages/\n{COPY}{VENV}",
        f"{BASE}COPY more/ /usr/local/lib/python3.11/dist-packages/\n{VENV}{COPY}",
        {
            "more/more.pth": "import os; os.path.exists('/app/app.py') and open('/trace', 'w')\n",
            "app.py": "1\n",
        },
        "/trace",
    ),
    Pair(
        7,
        "one file is copied to a directory that is there",
        f"{BASE}COPY argparse.py /app\n{VENV}",
        f"{BASE}{VENV}COPY argparse.py /app\n",
        {"argparse.py": TRACE},
        "/trace",
    ),
    Pair(
        8,
        "at the top lies what says how Python was built",
        f"FROM python:3.11\nCOPY {BUILD} /\n{VENV}",
        f"FROM python:3.11\n{VENV}COPY {BUILD} /\n",
        {BUILD: TRACE},
        "/trace",
    ),
]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_rewrite_shows_nothing(buildkit: Engine, name: str, tmp_path: Path) -> None:
    context = tmp_path / "context"
    pair = Pair(0, name, RIGHT[name], "", SOURCES)
    write(pair, buildkit, context, tmp_path)
    config = dfopt.Config(engine="buildkit")
    rewrite = dfopt.optimize(pair.before, config=config, context=context).text
    assert rewrite != pair.before
    before, again, after = (
        buildkit.build(here(buildkit, text), context, tmp_path)
        for text in (pair.before, pair.before, rewrite)
    )
    noise = compare(before, again).all
    found = compare(before, after, named=named_paths((pair.before, rewrite)), noise=noise)
    assert found.equal, found.differences


@pytest.mark.parametrize("pair", WRONG, ids=lambda pair: pair.name)
def test_a_wrong_rewrite_shows_and_is_not_made(
    buildkit: Engine, pair: Pair, tmp_path: Path
) -> None:
    context = tmp_path / "context"
    write(pair, buildkit, context, tmp_path)
    before, after = (
        buildkit.build(here(buildkit, text), context, tmp_path)
        for text in (pair.before, pair.after)
    )
    found = compare(before, after, named=named_paths((pair.before, pair.after)))
    places = [each.place for each in found.differences if not each.is_config]
    assert any(place == pair.shows for place in places), places
    is_not_made(pair.before, pair.after, context)
