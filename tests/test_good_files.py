"""Files as experts write them, after the official guides: dfopt has nothing to change in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dfopt
from dfopt.context.tree import Tree

FILES = sorted((Path(__file__).parent / "good").glob("*.dockerfile"))

#: What the projects hold: the files that the copies name, and some that they do not.
CONTEXT = Tree.of_files(
    {
        ".dockerignore": "**/node_modules\n.venv\nvendor\ntarget\nbin\nobj\n.git\n",
        "package.json": '{"name": "app", "version": "1.0.0"}\n',
        "package-lock.json": '{"name": "app", "lockfileVersion": 3, "packages": {"": {}}}\n',
        "yarn.lock": "# yarn lockfile v1\n",
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "requirements.txt": "flask==3.1.0\n",
        "pyproject.toml": '[project]\nname = "app"\nversion = "1"\n',
        "uv.lock": "version = 1\n",
        "poetry.lock": "\n",
        "go.mod": "module example.com/app\n",
        "go.sum": "",
        "pom.xml": "<project/>\n",
        "composer.json": "{}\n",
        "composer.lock": '{"packages": []}\n',
        "Gemfile": 'source "https://rubygems.org"\n',
        "Gemfile.lock": "GEM\n",
        "src/main.c": "int main(void) { return 0; }\n",
        "Makefile": "all:\n",
    }
)


def test_there_are_enough() -> None:
    assert len(FILES) >= 15


def runs() -> Iterator[Any]:
    """Yield each file with the builders that it is for."""
    for path in FILES:
        engines = ["auto", "buildkit"] if "# syntax=" in path.read_text() else ["auto", "any"]
        for engine in engines:
            yield pytest.param(path, engine, id=f"{path.stem}-{engine}")


@pytest.mark.parametrize("context", [None, CONTEXT], ids=["without", "with"])
@pytest.mark.parametrize(("path", "engine"), list(runs()))
def test_a_good_file_stays_as_it_is(path: Path, context: Tree | None, engine: str) -> None:
    text = path.read_text()
    config = dfopt.Config(engine=engine)  # type: ignore[arg-type]
    result = dfopt.optimize(text, config=config, context=context)
    assert result.text == text, result.explain()
    assert not result.diagnostics
