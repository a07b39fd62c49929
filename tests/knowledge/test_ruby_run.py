"""The truth about splitting a COPY in front of ``bundle install``, and moving ``gem install``.

Bundler and RubyGems really run, against an index of three small gems that is made here. What dfopt
splits or moves comes to the same tree; what it refuses because it would fail in silence differs.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import dfopt
from dfopt.context.tree import Tree
from tests.knowledge.test_installs_run import copy_manifests, early_sources, listing

PROGRAMS = ("ruby", "gem", "bundle")
SPECIFICATION = """Gem::Specification.new do |s|
  s.name = "{name}"
  s.version = "{version}"
  s.summary = "a gem"
  s.authors = ["nobody"]
  s.files = ["lib/{name}.rb"]
end
"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def run(command: tuple[str, ...], place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program of Ruby with all that it keeps below ``place``; the project is in app."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("GEM", "BUNDLE", "RUBY"))}
    own = {
        "HOME": str(place / "home"),
        "GEM_HOME": str(place / "gems"),
        "BUNDLE_APP_CONFIG": str(place / "gems"),
        "BUNDLE_SILENCE_ROOT_WARNING": "1",
        "SOURCE_DATE_EPOCH": "1700000000",
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        command, cwd=place / "app", env=kept | own | more, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def make_gem(place: Path, name: str, version: str) -> Path:
    source = place / f"{name}-{version}"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / f"{name}.rb").write_text(f"VERSION = '{version}'\n")
    (source / "it.gemspec").write_text(SPECIFICATION.format(name=name, version=version))
    built = source / f"{name}-{version}.gem"
    command = ("gem", "build", "-q", "it.gemspec", "-o", str(built))
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=60)
    return built


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An index of gems, by its address."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    place = tmp_path_factory.mktemp("index")
    (place / "served" / "gems").mkdir(parents=True)
    for name, version in (("tiny", "1.0.0"), ("tiny", "1.1.0"), ("other", "1.0.0")):
        shutil.copy(make_gem(place, name, version), place / "served" / "gems")
    made = subprocess.run(
        ("gem", "generate_index", "-d", str(place / "served")), capture_output=True, timeout=60
    )
    if made.returncode:
        pytest.skip("this RubyGems cannot make an index of gems")
    handler = functools.partial(Handler, directory=str(place / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class Case(NamedTuple):
    """A project; whether a split is the same, and whether a wrong one would differ in silence."""

    name: str
    gemfile: str = 'gem "tiny", "1.0.0"\n'
    files: dict[str, str] = {}  # noqa: RUF012
    environment: dict[str, str] = {"BUNDLE_FROZEN": "1"}  # noqa: RUF012
    later: str = ""
    is_new: bool = False
    splits: bool = False
    differs: bool = False


IGNORED = {".dockerignore": "vendor\n.bundle\n"}
DEPLOYMENT = {"BUNDLE_DEPLOYMENT": "1"}
CASES = (
    Case("plain", files=IGNORED, splits=True),
    Case("deployment", files=IGNORED, environment=DEPLOYMENT, splits=True),
    Case(
        "groups",
        'group :test, optional: true do\n  gem "other", require: false\nend\ngem "tiny"\n',
        IGNORED,
        splits=True,
    ),
    Case(
        "a version of Ruby in a file",
        'ruby file: ".ruby-version"\ngem "tiny"\n',
        {**IGNORED, ".ruby-version": "RUBY\n"},
        is_new=True,
        splits=True,
    ),
    Case(
        "a Gemfile that looks for the sources",
        'group :x, optional: !File.exist?("app.rb") do\n  gem "other"\nend\ngem "tiny"\n',
        IGNORED,
        differs=True,
    ),
    Case(
        "a lock file that is not frozen",
        files=IGNORED,
        environment={},
        later='gem "other"\n',
        differs=True,
    ),
    Case(
        "gems of the host",
        files={
            ".dockerignore": ".bundle\n",
            "vendor/bundle/ruby/RUBY/gems/tiny-1.0.0/lib/tiny.rb": "",
        },
        environment=DEPLOYMENT,
        differs=True,
    ),
)


def copy_all(source: Path, target: Path) -> None:
    """Copy what a build would see: here a whole vendor can be ignored."""
    is_ignored = "vendor\n" in (source / ".dockerignore").read_text()
    skip = shutil.ignore_patterns("vendor") if is_ignored else None
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=skip)


def output_of(code: str) -> str:
    command = ("ruby", "-e", f"print({code})")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def tree_of(place: Path) -> dict[str, str]:
    """Return the project and the gems; times of building and downloads do not count."""
    found = listing(place)
    noise = ("/cache/", "home/", "/gems/gems/cache", "gem_make.out")
    return {n: v for n, v in found.items() if not any(part in f"{n}/" for part in noise)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bundle_install(index: str, case: Case, tmp_path: Path) -> None:
    abi, version = output_of('RbConfig::CONFIG["ruby_version"]'), output_of("RUBY_VERSION")
    if case.is_new and output_of('(require "bundler"; Bundler::VERSION)') < "2.5":
        pytest.skip("this Bundler does not know `ruby file:`")
    place = tmp_path / "place"
    project = place / "app"
    project.mkdir(parents=True)
    files = {"app.rb": "1\n", "Gemfile": f'source "{index}"\n{case.gemfile}', **case.files}
    for name, text in files.items():
        path = project / name.replace("RUBY", abi)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("RUBY", version))
    locked = run(("bundle", "lock"), place)
    assert locked.returncode == 0, locked.stderr
    (project / "Gemfile").write_text(files["Gemfile"] + case.later)
    source = tmp_path / "source"
    shutil.move(project, source)
    shutil.rmtree(place)

    variables = "".join(f"ENV {name}={value}\n" for name, value in case.environment.items())
    text = f"FROM ruby:3.3\n{variables}WORKDIR /app\nCOPY . .\nRUN bundle install\n"
    result = dfopt.optimize(text, context=Tree.from_directory(source))
    assert result.changed == case.splits, result.explain()
    manifests = early_sources(result.text) if case.splits else ["Gemfile", "Gemfile.lock"]

    trees = []
    for is_split in (False, True):
        project.mkdir(parents=True)
        if is_split:
            copy_manifests(source, project, manifests)
        else:
            copy_all(source, project)
        installed = run(("bundle", "install"), place, **case.environment)
        assert installed.returncode == 0, installed.stdout + installed.stderr
        if is_split:
            copy_all(source, project)
        trees.append(tree_of(place))
        shutil.rmtree(place)
    assert any("tiny-1." in name for name in trees[0])
    assert (trees[0] == trees[1]) == case.splits
    assert case.splits or case.differs


@pytest.mark.parametrize(("option", "moves"), [("", False), ("--remote ", True)])
def test_gem_install(index: str, option: str, moves: bool, tmp_path: Path) -> None:
    source, place = tmp_path / "source", tmp_path / "place"
    source.mkdir()
    shutil.copy(make_gem(tmp_path, "tiny", "9.9.9"), source / "tiny-9.9.9.gem")
    command = f"gem install {option}--clear-sources --source {index} -N tiny"
    text = f"FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN {command}\n"
    result = dfopt.optimize(text, context=Tree.from_directory(source))
    assert result.changed == moves, result.explain()
    trees = []
    for is_early in (False, True):
        (place / "app").mkdir(parents=True)
        if not is_early:
            shutil.copytree(source, place / "app", dirs_exist_ok=True)
        installed = run(tuple(command.split()), place)
        assert installed.returncode == 0, installed.stdout + installed.stderr
        if is_early:
            shutil.copytree(source, place / "app", dirs_exist_ok=True)
        trees.append(tree_of(place))
        shutil.rmtree(place)
    assert (trees[0] == trees[1]) == moves
