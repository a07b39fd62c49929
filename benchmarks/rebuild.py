"""Measure rebuilds after edits: a naive Dockerfile, dfopt's rewrite of it, and an expert's.

Run with ``python -m benchmarks.rebuild [APP...]``; the images that the apps start from must be
there (``tests/engines/make-base.sh`` makes them without a registry). Each app in
``benchmarks/apps`` is built once to fill the cache; then each of its five edits is made and built.
The output is a Markdown table: the seconds and the steps that ran again, summed over the edits, and
the seconds after the first edit alone, which is one of a source file.

``--peer NAME=COMMAND`` adds the output of another program that rewrites Dockerfiles; ``{}`` in the
command is the file to rewrite in place. It is said where that no longer builds, or builds another
image.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import dfopt
from dfopt.builds.builders import BUILDERS, Builder, Request, choose
from dfopt.builds.comparison import compare
from dfopt.builds.errors import BuildsError
from dfopt.builds.images import Image, ImageReader
from dfopt.builds.verification import edit
from dfopt.builds.volatile import named_paths

_BROKEN = "does not build"

APPS = Path(__file__).parent / "apps"


class Measure(NamedTuple):
    """The sum over the edits of one app: seconds, steps that ran, and the seconds of the first."""

    seconds: float
    steps: int
    first: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.steps}; {self.first:.1f} s"


def variants(app: Path, peers: dict[str, str]) -> dict[str, str]:
    """Return the Dockerfiles to measure, by the names of the columns."""
    naive = (app / "Dockerfile").read_text()
    found = {"naive": naive, "dfopt": dfopt.optimize(naive, context=app).text}
    for name, command in peers.items():
        found[name] = rewritten_by(command, naive)
    found["expert"] = (app / "Dockerfile.expert").read_text()
    return found


def rewritten_by(command: str, text: str) -> str:
    """Return what another program makes of a Dockerfile."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "Dockerfile"
        path.write_text(text)
        words = [word.replace("{}", str(path)) for word in shlex.split(command)]
        subprocess.run(words, cwd=directory, capture_output=True, timeout=60, check=False)
        return path.read_text()


def measure(builder: Builder, app: Path, text: str, options: tuple[str, ...]) -> Measure:
    """Build, then edit and build again for each edit of the app."""
    edits = (app / "edits.txt").read_text().split()
    with tempfile.TemporaryDirectory(prefix="dfopt-rebuild-") as directory:
        context = os.path.join(directory, "context")
        shutil.copytree(app, context)
        dockerfile = os.path.join(directory, "Dockerfile")
        Path(dockerfile).write_text(text)
        request = Request(dockerfile, context, options=options, use_cache=True)
        taken: list[float] = []
        steps = 0
        with builder.built(request, _silent):
            for path in edits:
                edit(context, path)
                start = time.monotonic()
                with builder.built(request, _silent) as (_, ran):
                    taken.append(time.monotonic() - start)
                    steps += ran.total - ran.cached
        return Measure(sum(taken), steps, taken[0])


def cell(builder: Builder, app: Path, text: str, options: tuple[str, ...], found: str) -> str:
    """Return the text of a cell; ``found`` is the verdict on the image."""
    if found == _BROKEN:
        return found
    try:
        measured = str(measure(builder, app, text, options))
    except BuildsError:
        return _BROKEN
    return f"{measured} ({found})" if found else measured


class Judge:
    """Builds what others made of a Dockerfile and compares the images with that of the original."""

    def __init__(self, builder: Builder, app: Path, naive: str, options: tuple[str, ...]) -> None:
        self._builder = builder
        self._app = app
        self._naive = naive
        self._options = options
        self._reader = ImageReader()
        self._image = self._build(naive)
        self._noise = compare(self._image, self._build(naive)).all

    def verdict(self, text: str) -> str:
        """Return what became of the image: empty if it is the same."""
        try:
            image = self._build(text)
        except BuildsError:
            return _BROKEN
        named = named_paths((self._naive, text))
        same = compare(self._image, image, named=named, noise=self._noise).equal
        return "" if same else "another image"

    def _build(self, text: str) -> Image:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "Dockerfile"
            path.write_text(text)
            request = Request(str(path), str(self._app), options=self._options)
            return self._builder.build(request, self._reader, _silent)


def _silent(_: str) -> None:
    """Let the builder talk to nobody."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("apps", nargs="*")
    parser.add_argument("--builder", choices=BUILDERS, default="docker")
    parser.add_argument("--option", action="append", default=[], help="for the builder")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    peers = dict(peer.split("=", 1) for peer in options.peer)
    names = options.apps or sorted(path.name for path in APPS.iterdir() if path.is_dir())
    builder = choose(options.builder)
    extra = tuple(options.option)
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{datetime.date.today()}, {machine}, builder {builder.name}\n")
    columns = ["naive", "dfopt", *peers, "expert"]
    print(f"| app | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}", flush=True)
    for name in names:
        app = APPS / name
        texts = variants(app, peers)
        try:
            judge = Judge(builder, app, texts["naive"], extra)
        except BuildsError:
            print(f"| {name} | {_BROKEN} |", flush=True)
            continue
        cells = []
        known: dict[str, str] = {}
        for column in columns:
            text = texts[column]
            if text not in known:
                found = ""
                if column not in ("naive", "expert"):
                    found = judge.verdict(text)
                known[text] = cell(builder, app, text, extra, found)
            cells.append(known[text] if text != texts["naive"] or column == "naive" else "as naive")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
