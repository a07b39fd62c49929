"""Wrong rewrites that only a package manager shows: built, the images differ, dfopt makes none.

They need the larger images, and the registries of Debian, PyPI and npm: with ``DFOPT_IMAGES=all``,
under which ``make-base.sh`` makes those images. All of them are built by BuildKit. Each pair holds
to the plain conditions of some rewrite; its number is that of the counterexample that it shows, as
in the comments of the cases (B n). What busybox shows is in ``test_counterexamples_built``.

What is not built anywhere:

* 16 with Ruby, Node's browsers and the like: one sdist and one script stand for all of them.
* 22 with Maven, Gradle, NuGet: their registries are not used by these tests; what is hidden is a
  file, and busybox shows that.
* 23 with Maven's own repository, for the same reason; pip shows it.
* 28 with ``x.rpm``: there is no image with dnf or rpm, and no registry for one.
* 32: ``# check=`` is obeyed by newer frontends than those of the builders here, which ignore it.
* apk, yum and dnf: there are no base images of theirs; where they share a counterexample with apt,
  apt shows it.
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import io
import json
import subprocess
import tarfile
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import dfopt
from dfopt.builds.comparison import compare
from dfopt.builds.errors import BuildsError
from dfopt.builds.volatile import named_paths
from dfopt.context.context import context_of
from tests.engines.conftest import require
from tests.engines.engine import CLASSIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dfopt.terms import Engine as Target
    from tests.engines.engine import Engine

pytestmark = pytest.mark.engine

#: Images that stand for official ones: the name in the Dockerfiles, and how they are made.
TOOLS = {
    "composer:2": "FROM debian:bookworm\n"
    "RUN apt-get update && apt-get install -y --no-install-recommends composer git && "
    "git config --system user.email a@example.org && git config --system user.name a\n",
    "ruby:3.1": "FROM debian:bookworm\n"
    "RUN apt-get update && apt-get install -y --no-install-recommends ruby ruby-bundler\n",
    "node:18-yarn": "FROM node:18\nRUN npm install -g yarn@1.22.22\n",
    "python:3.11-uv": "FROM python:3.11\nRUN pip install --no-cache-dir uv==0.13.9\n",
}


class Pair(NamedTuple):
    """A Dockerfile, a wrong rewrite of it, and the path at which, or below which, that shows.

    ``fails`` is a part of what the builder prints where the rewrite does not build at all. ``made``
    are files of the context that a RUN makes in an image: its name, the commands, the files.
    """

    number: int
    name: str
    before: str
    after: str
    files: Mapping[str, str] = {}
    shows: str = ""
    fails: str = ""
    made: tuple[str, str, tuple[str, ...]] | None = None
    links: Mapping[str, str] = {}


def package(**fields: object) -> str:
    return json.dumps({"name": "app", "version": "1.0.0", **fields}) + "\n"


IS_NUMBER = {"is-number": "7.0.0"}
NODE_FILES = {"package.json": package(dependencies=IS_NUMBER), "app.js": "1\n"}
NODE_LOCK = ("node:18", "npm install --package-lock-only", ("package-lock.json",))
NPM = "RUN npm ci --no-audit --no-fund\n"
SPLIT = "COPY package.json package-lock.json ./\n"
NODE = "FROM node:18\nWORKDIR /app\n"
PYTHON = "FROM python:3.11\n"
SIX = "RUN pip install --no-cache-dir six==1.16.0\n"
PACKAGES = "/usr/local/lib/python3.11/dist-packages"
DEBIAN = "FROM debian:bookworm\n"

PAIRS = [
    Pair(
        2,
        "modules of the host come over those installed",
        f"{NODE}COPY . .\n{NPM}",
        f"{NODE}{SPLIT}{NPM}COPY . .\n",
        {
            **NODE_FILES,
            "node_modules/is-number/package.json": '{"name": "is-number", "version": "6.0.0"}\n',
        },
        "/app/node_modules/is-number/package.json",
        made=NODE_LOCK,
    ),
    Pair(
        2,
        "a setting of the project is not there yet",
        f"{NODE}COPY . .\n{NPM}",
        f"{NODE}{SPLIT}{NPM}COPY . .\n",
        {"package.json": package(devDependencies=IS_NUMBER), ".npmrc": "omit=dev\n"},
        "/app/node_modules/is-number",
        made=NODE_LOCK,
    ),
    Pair(
        4,
        "npm install writes an old lock file anew",
        f"{NODE}COPY . .\nRUN npm install --no-audit --no-fund\n",
        f"{NODE}{SPLIT}RUN npm install --no-audit --no-fund\nCOPY . .\n",
        NODE_FILES,
        "/app/package-lock.json",
        made=(
            "node:18",
            "npm install --package-lock-only --lockfile-version=1",
            ("package-lock.json",),
        ),
    ),
    Pair(
        4,
        "bundler adds its platform to the lock file",
        "FROM ruby:3.1\nWORKDIR /app\nCOPY . .\nRUN bundle install\n",
        "FROM ruby:3.1\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\n",
        {
            "Gemfile": 'source "https://rubygems.org"\n',
            "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n\nPLATFORMS\n"
            "  arm64-darwin-22\n\nDEPENDENCIES\n\nBUNDLED WITH\n   2.3.15\n",
        },
        "/app/Gemfile.lock",
    ),
    Pair(
        5,
        "the copy lies above a directory of PATH",
        f"{PYTHON[:-1]} AS b\nRUN python -m venv /opt/venv\n{PYTHON}"
        f"ENV PATH=/opt/venv/bin:$PATH\nCOPY --from=b /opt/venv /opt/venv\n{SIX}",
        f"{PYTHON[:-1]} AS b\nRUN python -m venv /opt/venv\n{PYTHON}"
        f"ENV PATH=/opt/venv/bin:$PATH\n{SIX}COPY --from=b /opt/venv /opt/venv\n",
        shows="/opt/venv/lib/python3.11/site-packages/six.py",
    ),
    Pair(
        6,
        "a home that was copied gets no skeleton",
        f"{DEBIAN}COPY . /home/app\nRUN useradd -m app\n",
        f"{DEBIAN}RUN useradd -m app\nCOPY . /home/app\n",
        {"app.py": "1\n"},
        "/home/app/.bashrc",
    ),
    Pair(
        7,
        "what lies in PYTHONPATH counts as installed",
        f"{PYTHON}ENV PYTHONPATH=/app\nCOPY . /app\n{SIX}",
        f"{PYTHON}ENV PYTHONPATH=/app\n{SIX}COPY . /app\n",
        {
            "six.py": "1\n",
            "six-1.16.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n",
        },
        f"{PACKAGES}/six.py",
    ),
    Pair(
        7,
        "a variable names a file of constraints",
        f"{PYTHON}ENV PIP_CONSTRAINT=/app/c.txt\nCOPY . /app\nRUN pip install six\n",
        f"{PYTHON}ENV PIP_CONSTRAINT=/app/c.txt\nRUN pip install six\nCOPY . /app\n",
        {"c.txt": "six==1.15.0\n"},
        fails="c.txt",
    ),
    Pair(
        7,
        "the home is among what is copied",
        f"{PYTHON}ENV HOME=/app\nCOPY . /app\n{SIX}",
        f"{PYTHON}ENV HOME=/app\n{SIX}COPY . /app\n",
        {".config/pip/pip.conf": "[install]\ntarget = /opt/here\n"},
        "/opt/here/six.py",
    ),
    Pair(
        7,
        "npm has settings in the home",
        "FROM node:18\nCOPY .npmrc /root/.npmrc\nRUN npm install -g is-number@7.0.0\n",
        "FROM node:18\nRUN npm install -g is-number@7.0.0\nCOPY .npmrc /root/.npmrc\n",
        {".npmrc": "prefix=/opt/tools\n"},
        "/opt/tools/lib/node_modules/is-number/package.json",
    ),
    Pair(
        7,
        "apt has settings where a variable says",
        f"{DEBIAN}ENV APT_CONFIG=/app/apt.conf\nCOPY . /app\n"
        "RUN apt-get update && apt-get install -y sl\n",
        f"{DEBIAN}ENV APT_CONFIG=/app/apt.conf\nRUN apt-get update && apt-get install -y sl\n"
        "COPY . /app\n",
        {"apt.conf": 'APT::Get::Download-Only "true";\n'},
        "/usr/games/sl",
    ),
    Pair(
        12,
        "a link of the context leads to the manifest",
        f"{PYTHON}WORKDIR /app\nCOPY . .\nRUN pip install -r requirements/base.txt\n",
        f"{PYTHON}WORKDIR /app\nCOPY requirements/base.txt requirements/\n"
        "RUN pip install -r requirements/base.txt\nCOPY . .\n",
        {"deps/requirements/base.txt": "six==1.16.0\n"},
        fails="cannot copy to non-directory|cannot replace|not a directory|file exists",
        links={"requirements": "deps/requirements"},
    ),
    Pair(
        13,
        "npm finds the workspace above",
        f"FROM node:18\nCOPY . /app\nWORKDIR /app/packages/a\n{NPM}",
        "FROM node:18\nWORKDIR /app/packages/a\n"
        "COPY packages/a/package.json packages/a/package-lock.json ./\n"
        f"{NPM}COPY . /app\n",
        {
            "package.json": '{"name": "root", "workspaces": ["packages/*"]}\n',
            "packages/a/package.json": package(dependencies=IS_NUMBER),
        },
        "/app/node_modules/is-number/package.json",
        made=(
            "node:18",
            "npm install --package-lock-only && cd packages/a && "
            "npm install --package-lock-only --workspaces=false --prefix .",
            ("package-lock.json", "packages/a/package-lock.json"),
        ),
    ),
    Pair(
        14,
        "composer writes down the commit",
        "FROM composer:2\nWORKDIR /app\nCOPY . .\nRUN composer install --no-interaction\n",
        "FROM composer:2\nWORKDIR /app\nCOPY composer.json composer.lock ./\n"
        "RUN composer install --no-interaction\nCOPY . .\n",
        {"composer.json": '{"name": "a/b", "require": {}}\n'},
        "/app/vendor/composer/installed.php",
        made=(
            "composer:2",
            "composer update && rm -r vendor && git init -q . && git add . && git commit -qm x",
            ("composer.lock", ".git"),
        ),
    ),
    Pair(
        14,
        "yarn cleans what it installs",
        "FROM node:18-yarn\nWORKDIR /app\nCOPY . .\nRUN yarn install --frozen-lockfile\n",
        "FROM node:18-yarn\nWORKDIR /app\nCOPY package.json yarn.lock ./\n"
        "RUN yarn install --frozen-lockfile\nCOPY . .\n",
        {**NODE_FILES, ".yarnclean": "README.md\n"},
        "/app/node_modules/is-number/README.md",
        made=("node:18-yarn", "yarn install --ignore-scripts", ("yarn.lock",)),
    ),
    Pair(
        15,
        "what the project needs stands in another file",
        "FROM python:3.11-uv\nWORKDIR /app\nCOPY . .\nRUN uv sync --locked --no-install-project\n",
        "FROM python:3.11-uv\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"
        "RUN uv sync --locked --no-install-project\nCOPY . .\n",
        {
            "pyproject.toml": '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.11"\n'
            'dynamic = ["dependencies"]\n[build-system]\nrequires = ["setuptools"]\n'
            'build-backend = "setuptools.build_meta"\n[tool.setuptools]\npy-modules = []\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\n',
            "requirements.txt": "six==1.16.0\n",
        },
        fails="needs to be updated|requirements.txt",
        made=("python:3.11-uv", "uv lock", ("uv.lock",)),
    ),
    Pair(
        16,
        "a package that is compiled reads a variable",
        f"{PYTHON}ENV MULTIDICT_NO_EXTENSIONS=1\n"
        "RUN pip install --no-binary multidict multidict==6.0.5\n",
        f"{PYTHON}RUN pip install --no-binary multidict multidict==6.0.5\n"
        "ENV MULTIDICT_NO_EXTENSIONS=1\n",
        fails="gcc",
    ),
    Pair(
        16,
        "a script of the project reads a build argument",
        f"{PYTHON}COPY . /src\nARG BUILD_VERSION=1.5\n"
        "RUN pip install --no-build-isolation --no-index /src\n",
        f"{PYTHON}COPY . /src\nRUN pip install --no-build-isolation --no-index /src\n"
        "ARG BUILD_VERSION=1.5\n",
        {
            "setup.py": "import os, setuptools\n"
            'setuptools.setup(name="app", version=os.environ.get("BUILD_VERSION", "0"))\n'
        },
        f"{PACKAGES}/app-1.5.dist-info",
    ),
    Pair(
        21,
        "a package makes its directory unless it is there",
        f"{DEBIAN}COPY . /srv/ftp/\nRUN apt-get update && apt-get install -y vsftpd\n",
        f"{DEBIAN}RUN apt-get update && apt-get install -y vsftpd\nCOPY . /srv/ftp/\n",
        {"a.txt": "a\n"},
        "/srv/ftp",
    ),
    Pair(
        26,
        "a link leads the copy to the skeleton of homes",
        f"{DEBIAN}RUN ln -s /etc/skel /srv/skel\nCOPY skel /srv/skel/\nRUN useradd -m app\n",
        f"{DEBIAN}RUN ln -s /etc/skel /srv/skel\nRUN useradd -m app\nCOPY skel /srv/skel/\n",
        {"skel/x": "x\n"},
        "/home/app/x",
    ),
    Pair(
        26,
        "a link that is given away leads the copy to the skeleton of homes",
        f"{DEBIAN}RUN ln -s /etc/skel /srv/skel; chown root /srv/skel\n"
        "COPY skel /srv/skel/\nRUN useradd -m app\n",
        f"{DEBIAN}RUN ln -s /etc/skel /srv/skel; chown root /srv/skel\n"
        "RUN useradd -m app\nCOPY skel /srv/skel/\n",
        {"skel/x": "x\n"},
        "/home/app/x",
    ),
    Pair(
        27,
        "a program of a package has two names",
        f"{DEBIAN}RUN apt-get update && apt-get install -y unzip && chmod 700 /usr/bin/unzip\n",
        f"{DEBIAN}RUN apt-get update && apt-get install -y unzip\nRUN chmod 700 /usr/bin/unzip\n",
        shows="/usr/bin/zipinfo",
    ),
    Pair(
        28,
        "a pattern stands for files of the working directory",
        f"{DEBIAN}WORKDIR /app\nCOPY . .\nRUN apt-get update && apt-get install -y hell*\n",
        f"{DEBIAN}WORKDIR /app\nRUN apt-get update && apt-get install -y hell*\nCOPY . .\n",
        {"hello": ""},
        fails="hello-traditional|Conflicts|unmet|held broken",
    ),
    Pair(
        28,
        "python finds a module of that name in the working directory",
        f"{PYTHON}WORKDIR /app\nCOPY . .\nRUN python -m pip install six\n",
        f"{PYTHON}WORKDIR /app\nRUN python -m pip install six\nCOPY . .\n",
        {"pip/__init__.py": "", "pip/__main__.py": "open('/marker', 'w')\n"},
        "/marker",
    ),
    Pair(
        28,
        "gem prefers a file of the working directory",
        "FROM ruby:3.1\nWORKDIR /app\nCOPY . .\nRUN gem install dfopt-example\n",
        "FROM ruby:3.1\nWORKDIR /app\nRUN gem install dfopt-example\nCOPY . .\n",
        {
            "a.gemspec": "Gem::Specification.new do |s|\n"
            '  s.name, s.version, s.summary, s.author = "dfopt-example", "1.0", "a", "a"\nend\n'
        },
        fails="dfopt-example",
        made=("ruby:3.1", "gem build a.gemspec", ("dfopt-example-1.0.gem",)),
    ),
]


def run(engine: Engine, *arguments: str) -> None:
    """Run docker, with what it prints in the failure."""
    environment = dict(engine.builder.environment)
    done = subprocess.run(
        [engine.program, *arguments], env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


@functools.cache
def name_of(engine: Engine, image: str) -> str:
    """Return the name of an image here, which is made if it is a tool's."""
    if image not in TOOLS:
        return image
    name = f"dfopt-{image}"
    directory = Path(__file__).parent / "data"
    arguments = ["build", "--quiet", "--network=host", "--tag", name, "--file", "-"]
    done = subprocess.run(
        [engine.program, *arguments, str(directory)], input=TOOLS[image], text=True,
        env={"PATH": "/usr/bin:/bin", **engine.builder.environment},
        capture_output=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return name


def here(engine: Engine, text: str) -> str:
    """Put the images that are here in the place of those that a Dockerfile names."""
    for image in TOOLS:
        if f"FROM {image}\n" in text:
            text = text.replace(f"FROM {image}\n", f"FROM {name_of(engine, image)}\n")
    return text


def write(pair: Pair, engine: Engine, context: Path, directory: Path) -> None:
    """Write the build context of a pair."""
    context.mkdir()
    for name, content in pair.files.items():
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for name, target in pair.links.items():
        (context / name).symlink_to(target)
    if pair.made is None:
        return
    image, commands, files = pair.made
    dockerfile = directory / "Dockerfile.made"
    dockerfile.write_text(
        f"FROM {name_of(engine, image)} AS made\nWORKDIR /work\nCOPY . .\nRUN {commands}\n"
        "FROM scratch\n" + "".join(f"COPY --from=made /work/{name} /{name}\n" for name in files)
    )
    out = f"type=local,dest={context}"
    run(engine, "build", "--network=host", "--output", out, "--file", str(dockerfile), str(context))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.number}-{pair.name}")
def test_a_wrong_rewrite_shows_and_is_not_made(
    buildkit: Engine, pair: Pair, tmp_path: Path
) -> None:
    context = tmp_path / "context"
    write(pair, buildkit, context, tmp_path)
    before = buildkit.build(here(buildkit, pair.before), context, tmp_path)
    if pair.fails:
        with pytest.raises(BuildsError) as caught:
            buildkit.build(here(buildkit, pair.after), context, tmp_path)
        said = "\n".join([str(caught.value), *caught.value.__notes__])
        assert any(part in said for part in pair.fails.split("|")), said
    else:
        after = buildkit.build(here(buildkit, pair.after), context, tmp_path)
        found = compare(before, after, named=named_paths((pair.before, pair.after)))
        places = [d.place for d in found.differences if not d.is_config]
        assert any(p == pair.shows or p.startswith(f"{pair.shows}/") for p in places), places
    is_not_made(pair.before, pair.after, context)


def is_not_made(before: str, after: str, context: Path) -> None:
    """Check that dfopt does not find a rewrite equivalent, and does not make it."""
    engines: tuple[Target, ...] = ("buildkit", "any")
    for engine in engines:
        verdict = dfopt.equivalent(
            before, after, safety="known-commands", engine=engine, context=context_of(str(context))
        )
        assert not verdict
        result = dfopt.optimize(before, config=dfopt.Config(engine=engine), context=context)
        assert result.text != after
        # Another rewrite would have to be built as well.
        assert result.text == before


def test_3_a_mount_is_empty_where_the_layer_is_not(buildkit: Engine, tmp_path: Path) -> None:
    context = tmp_path / "context"
    # No builder has seen it: its steps run.
    name = f"app-{uuid.uuid4().hex}"
    files = {"package.json": package(name=name, dependencies=IS_NUMBER), "app.js": "1\n"}
    write(Pair(3, "", "", "", files, made=NODE_LOCK), buildkit, context, tmp_path)
    again = "rm -rf node_modules && npm ci --offline --no-audit --no-fund"
    before = (
        f"FROM node:18 AS build\nWORKDIR /app\n{SPLIT}{NPM}COPY . .\nRUN {again}\n"
        "FROM busybox:latest\nCOPY --from=build /app /app\n"
    )
    after = before.replace("RUN ", "RUN --mount=type=cache,target=/root/.npm/_cacache ")
    for text in (before, after):
        buildkit.build(text, context, tmp_path, use_cache=True)
    (context / "app.js").write_text("2\n")
    run(buildkit, "builder", "prune", "--force", "--filter", "type=exec.cachemount")
    buildkit.build(before, context, tmp_path, use_cache=True)
    with pytest.raises(BuildsError) as caught:
        buildkit.build(after, context, tmp_path, use_cache=True)
    assert "ENOTCACHED" in "\n".join(caught.value.__notes__)
    is_not_made(before, after, context)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A directory, and the address at which its files are served."""
    directory = tmp_path / "served"
    directory.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield directory, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def publish(directory: Path, version: str) -> None:
    """Make a directory a repository for apt with one version of one package."""
    for old in directory.glob("*.deb"):
        old.unlink()
    tree = directory.parent / f"package-{version}"
    (tree / "DEBIAN").mkdir(parents=True)
    control = (
        f"Package: dfopt-example\nVersion: {version}\nArchitecture: all\n"
        "Maintainer: a <a@example.org>\nDescription: example\n"
    )
    (tree / "DEBIAN" / "control").write_text(control)
    name = f"dfopt-example_{version}_all.deb"
    command = [
        "/usr/bin/dpkg-deb",
        "--root-owner-group",
        "--build",
        str(tree),
        str(directory / name),
    ]
    subprocess.run(command, check=True, capture_output=True)
    content = (directory / name).read_bytes()
    (directory / "Packages").write_text(
        f"{control}Filename: ./{name}\nSize: {len(content)}\n"
        f"SHA256: {hashlib.sha256(content).hexdigest()}\n"
    )


def test_9_an_index_that_stays_behind_grows_old(
    buildkit: Engine, served: tuple[Path, str], tmp_path: Path
) -> None:
    directory, address = served
    context = tmp_path / "context"
    context.mkdir()
    (context / "check").write_text("true\n")
    publish(directory, "1.0")
    source = f"deb [trusted=yes] {address} ./"
    head = (
        f"{DEBIAN}RUN rm -f /etc/apt/sources.list.d/debian.sources && "
        f'echo "{source}" > /etc/apt/sources.list\n'
    )
    copy, refresh = "COPY . /app\n", "RUN apt-get update\n"
    install = "RUN sh /app/check && apt-get install -y dfopt-example\n"
    before, after = f"{head}{copy}{refresh}{install}", f"{head}{refresh}{copy}{install}"
    for text in (before, after):
        buildkit.build(text, context, tmp_path, use_cache=True)
    publish(directory, "2.0")
    (context / "check").write_text("true 2\n")
    buildkit.build(before, context, tmp_path, use_cache=True)
    with pytest.raises(BuildsError) as caught:
        buildkit.build(after, context, tmp_path, use_cache=True)
    assert "404" in "\n".join(caught.value.__notes__)
    is_not_made(before, after, context)


def test_23_a_wheel_of_another_stage_is_taken(
    buildkit: Engine, served: tuple[Path, str], tmp_path: Path
) -> None:
    directory, address = served
    setup = (
        b"import os, setuptools\n"
        b"open('dfopt_tag.py', 'w').write(os.environ['TAG'])\n"
        b"setuptools.setup(name='dfopt-example', version='1.0', py_modules=['dfopt_tag'])\n"
    )
    with tarfile.open(directory / "dfopt-example-1.0.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("dfopt-example-1.0/setup.py")
        member.size = len(setup)
        archive.addfile(member, io.BytesIO(setup))
    context = tmp_path / "context"
    context.mkdir()
    named = f"dfopt-example @ {address}/dfopt-example-1.0.tar.gz"
    install = f"RUN pip install --no-build-isolation '{named}'\n"
    before = (
        f"{PYTHON[:-1]} AS a\nENV TAG=A\n{install}{PYTHON[:-1]} AS b\nENV TAG=B\n"
        f"COPY --from=a {PACKAGES}/dfopt_tag.py /\n{install}"
        f"FROM busybox:latest\nCOPY --from=b {PACKAGES}/dfopt_tag.py /\n"
    )
    after = before.replace("RUN ", "RUN --mount=type=cache,target=/root/.cache/pip ")
    one, other = (
        buildkit.build(text, context, tmp_path, use_cache=True) for text in (before, after)
    )
    assert "/dfopt_tag.py" in [d.place for d in compare(one, other).differences]
    is_not_made(before, after, context)


def test_33_one_layer_more_than_the_classic_builder_makes(tmp_path: Path) -> None:
    require(CLASSIC)
    context = tmp_path / "context"
    context.mkdir()
    (context / "a").write_text("a\n")
    head = "FROM busybox\n" + "".join(f"COPY a /{number}\n" for number in range(123))
    before = f"{head}RUN echo a > /a && echo b > /b\n"
    after = f"{head}RUN echo a > /a\nRUN echo b > /b\n"
    CLASSIC.build(before, context, tmp_path)
    with pytest.raises(BuildsError) as caught:
        CLASSIC.build(after, context, tmp_path)
    assert "max depth exceeded" in "\n".join(caught.value.__notes__)
    engines: tuple[Target, ...] = ("classic", "any")
    for engine in engines:
        assert not dfopt.equivalent(before, after, safety="known-commands", engine=engine)
