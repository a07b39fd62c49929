"""The before and after of every case are built, and the images are equal."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest

import dfopt
from dfopt.syntax.nodes import Transfer
from dfopt.syntax.stages import stages_of
from tests.cases_reader import Case, read_cases
from tests.engines.differences import differences
from tests.engines.engine import ENGINES
from tests.engines.prediction import mispredictions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

CASES = [case for case in read_cases() if case.after is not None]
#: The rules of which a case is built by BuildKit and by one of the others.
IN_TURNS = frozenset(("hoist-run", "split-copy", "split-run"))
OTHERS = ("classic", "buildah")

#: Programs that the cases run: each notes how it was called, and the environment it saw.
PROGRAMS = ("make", "node", "start", "x", "y", "z")
_PROGRAM = """#!/bin/sh
{ echo "$0 $* in $(pwd) as $(id -u)"; env | grep -v '^HOSTNAME=' | sort; } >> /calls
"""

#: Makes a virtual environment where the last argument says.
_ENVIRONMENT = 'for place; do :; done; mkdir -p "$place/bin"; cp /bin/pip /bin/python "$place/bin/"'
_PYTHON = f'if [ "$1 $2" = "-m venv" ]; then {_ENVIRONMENT}; else cat requirements.txt; fi'

#: Programs that dfopt knows, in the place of the real ones: each notes how it was called and what
#: it found where it looks; the environment is none of that.
KNOWN_PROGRAMS = {
    "apt-get": "stat -c '%A %u %g %n' /etc",
    "apk": "stat -c '%A %u %g %n' /etc",
    "curl": "dd if=/dev/zero of=a.tgz bs=512 count=2",
    "npm": "cat package.json package-lock.json .npmrc; mkdir -p node_modules ~/.npm/_cacache dist; "
    "echo fetched >> ~/.npm/_cacache/index; cp package.json dist",
    "go": "cat go.mod; mkdir -p /go/pkg/mod ~/.cache/go-build; touch /server; cp go.mod /server; "
    "echo fetched >> /go/pkg/mod/index; echo compiled >> ~/.cache/go-build/index",
    "cargo": "mkdir -p target/release /usr/local/cargo/registry; cp Cargo.lock target/release/app; "
    "echo fetched >> /usr/local/cargo/registry/index",
    "pip": "cat *requirements*.txt base.txt pyproject.toml sub/pyproject.toml",
    "python": _PYTHON,
    "python3": _PYTHON,
    "virtualenv": _ENVIRONMENT,
    "uv": "cat requirements.txt",
    "poetry": "cat some/file",
    "bundle": "cat Gemfile Gemfile.lock",
    "gem": "true",
    "useradd": "true",
    "yarn": "cat package.json yarn.lock .yarnclean; mkdir -p node_modules",
}
_KNOWN_PROGRAM = """#!/bin/sh
{ echo "$0 $* as $(id -u)"; %s; } >> /calls 2>/dev/null
exit 0
"""


def built_on_busybox(text: str) -> str:
    """Put a base image that is here below a Dockerfile, with the programs that it runs."""
    dockerfile = dfopt.parse(text)
    stages = stages_of(dockerfile)
    images = {stage.base for stage in stages if stage.parent is None} - {"scratch"}
    newline = "\r\n" if "\r\n" in text else "\n"
    for image in images:
        text = re.sub(rf"(?im)^(from\s+){re.escape(image)}(?=\s|$)", r"\1dfopt-programs", text)
    # The programs come into a stage in front: the stage itself, and its numbers, do not matter.
    base = f"FROM busybox:latest AS dfopt-programs{newline}COPY .programs /bin/{newline}"
    lines = text.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if re.match(r"(?i)\s*(from|arg)\s", line))
    return "".join([*lines[:at], base, *lines[at:]])


def fill(context: Path, text: str, files: dict[str, str] | None = None) -> None:
    """Make the files of the build context that a Dockerfile copies, or those that are given."""
    programs = context / ".programs"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).write_text(_PROGRAM)
        (programs / name).chmod(0o755)
    for name, reads in KNOWN_PROGRAMS.items():
        (programs / name).write_text(_KNOWN_PROGRAM % reads)
        (programs / name).chmod(0o755)
    (programs / "bash").symlink_to("busybox")
    (context / "some").mkdir()
    (context / "some" / "file").write_text("some file\n")
    for name, content in (files or {}).items():
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == ".dockerignore":
            # The classic builder's client changes the file on its way.
            content += f"{name}\n"
        path.write_text(content)
    for statement in () if files is not None else dfopt.parse(text).statements:
        if isinstance(statement, Transfer) and statement.flag("from") is None:
            for source in statement.arguments[:-1]:
                if "$" not in source and "://" not in source and source.strip("./"):
                    path = context / source.lstrip("/").replace("*", "s")
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(f"this is {source}\n")


def builds_of_cases() -> Iterator[Any]:
    """Yield every case with every engine that it is for.

    Of the rules that know commands the builders without BuildKit take turns, by the case's name,
    unless all is asked for: it takes them minutes, and they run the same stand-ins of the commands.
    """
    is_all = os.environ.get("DFOPT_IMAGES") == "all"
    for case in CASES:
        name = f"{case.rule}/{case.name}"
        target = case.options.get("engine", "any")
        is_shared = target == "any" and case.rule in IN_TURNS and not is_all
        idle = OTHERS[crc32(name.encode()) % 2] if is_shared else ""
        for engine in ENGINES:
            if engine.name != idle and target in ("any", engine.target):
                yield pytest.param(engine, case, id=f"{engine.name}-{name}")


@pytest.mark.parametrize(("engine", "case"), list(builds_of_cases()), indirect=["engine"])
def test_images_of_a_case(engine: Engine, case: Case, tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    assert case.after is not None
    texts = [built_on_busybox(text) for text in (case.before, case.after)]
    fill(context, case.before, case.context)
    for path, target in case.links.items():
        (context / path).symlink_to(target)
    before, after = (engine.build(text, context, tmp_path) for text in texts)
    assert differences(before, after, *texts) == []
    if engine.name == "buildkit":
        for text, image in zip(texts, (before, after)):
            assert mispredictions(engine, text, image) == []
