"""Virtual environments and what is called in them; what the checker says to wrong rewrites."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import pytest

import dfopt
from dfopt.context.context import context_of
from dfopt.context.tree import Tree
from dfopt.knowledge.manifests import python
from tests.knowledge.asking import PATH, known, reason, split

WRITTEN_BY_PYTHON = {"/root", "/tmp", "/usr/local", "/usr/lib"} | {"/bin", "/usr/local/bin"}


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("python -m venv /opt/venv", "/opt/venv"),
        ("python3 -m venv --copies --clear /opt/a/../venv/", "/opt/venv"),
        ("python -m venv .venv", "/app/.venv"),
        ("python -m venv ../venv --prompt app", "/venv"),
        ("cd /srv && python -m venv x", "/srv/x"),
        ('X=/opt/x && python -m venv "$X/y"', "/opt/x/y"),
        ("virtualenv --python=python3.12 -q /opt/venv", "/opt/venv"),
        ("virtualenv -p /usr/bin/python3 venv", "/app/venv"),
    ],
)
def test_it_writes_its_directory_and_what_python_writes(script: str, place: str) -> None:
    found = known(script)
    assert found.writes == WRITTEN_BY_PYTHON | {place}, found.writes
    assert place in found.reads
    assert not found.straight | found.linkless
    assert found.reads_variable("PYTHONPATH")


def test_only_pip_and_virtualenv_reach_for_the_network() -> None:
    assert not known("python -m venv /v").uses_network
    assert known("python -m venv --upgrade-deps /v").uses_network
    assert known("virtualenv /v").uses_network


def test_its_parents_are_made() -> None:
    assert known("python -m venv /srv/a/b").makes == {"/srv/a"}
    assert known("python -m venv /opt/venv").makes == frozenset()
    assert known("python -m venv .venv").makes == frozenset()


def test_its_python_may_lead_to_any_directory_of_the_search_path() -> None:
    variables = {"PATH": f"/app/tools/bin:/v/bin:{PATH}"}
    assert known("python -m venv /v", variables).mentions == {"/app/tools/bin"}


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("python -m venv", "does not make one environment"),
        ("python -m venv a b", "does not make one environment"),
        ("python -m venv ''", "does not make one environment"),
        ("python -m venv --upgrade v", "not known: --upgrade"),
        ("python -m venv --prompt . v", "no plain word"),
        ("python -m venv --prompt a/b v", "no plain word"),
        ("python -m venv .", "may hold the working directory"),
        ("python -m venv /", "may hold the working directory"),
        ("cd /srv/a && python -m venv /srv", "may hold the working directory"),
        ("python -m venv /usr:/opt", "unusual"),
        ("python -m venv /etc/v", "directory of the system"),
        ("python -m venv $X", "only known at build time"),
        ("python -m venv ~/v", "only known at build time"),
        ("python -m venv v*", "only known at build time"),
        ("python -I -m venv v", ""),
        ("python -m virtualenv v", ""),
        ("virtualenv -p ./python v", "may be a file"),
        ("virtualenv -p tool v", "may be a file"),
        ("virtualenv --app-data x v", "not known: --app-data"),
        ("virtualenv --download v", "not known: --download"),
        ("VIRTUALENV_CONFIG_FILE=x virtualenv v", "VIRTUALENV_CONFIG_FILE"),
    ],
)
def test_what_is_not_known(script: str, why: str) -> None:
    variables = {"X": None} if "$X" in script else None
    assert why in reason(script, variables)


def test_it_is_not_known_without_directory_user_or_base() -> None:
    assert reason("python -m venv /v", directory=None)
    assert reason("python -m venv /v", user="app")
    assert reason("python -m venv /v", known=False)
    assert reason("python -m venv /v", {"VIRTUAL_ENV": None})


@pytest.mark.parametrize(
    ("script", "prefix"),
    [
        ("/opt/venv/bin/pip install flask", "/opt/venv"),
        ("/opt/venv/bin/python -m pip install flask", "/opt/venv"),
        (".venv/bin/pip3 install flask", "/app/.venv"),
        ('V=/opt/v && "$V/bin/pip" install flask', "/opt/v"),
        ("$V/bin/pip install flask", "/srv/v"),
    ],
)
def test_a_program_by_its_path_installs_where_it_lies(script: str, prefix: str) -> None:
    found = known(script, {"V": "/srv/v"})
    assert prefix in found.writes
    assert python.ENVIRONMENTS in found.assumptions


@pytest.mark.parametrize(
    "script",
    [
        "/opt/venv/bin/flask run", "/opt/venv/pip install x", "/opt/venv/bin/activate",
        "/opt/venv/bin/gem install x", "./pip install x", "../bin/../pip install x",
        ". /opt/venv/bin/activate", "/opt/v:w/bin/pip install x", "/opt/*/bin/pip install x",
    ],
)  # fmt: skip
def test_other_programs_by_their_path_are_not_known(script: str) -> None:
    assert reason(script)


def test_a_program_by_its_path_needs_a_known_search_path() -> None:
    assert "not known" in reason("/opt/venv/bin/pip install x", {"PATH": None})


def test_a_call_of_pip_by_its_path_is_one_of_pip() -> None:
    assert [piece.is_pip for piece in split("/v/bin/pip install a && /v/bin/x")] == [True, False]
    assert split("/v/bin/python3 -m pip install a && make")[0].is_pip
    assert not split("/v/bin/python3 -m venv a && make")[0].is_pip


HEAD = "FROM python:3.12\nWORKDIR /app\n"
FILES = {"a.py": "1\n", "requirements.txt": "flask==3.0.0\n"}


@pytest.mark.parametrize(
    ("run", "files", "is_same"),
    [
        ("python -m venv /opt/venv", {}, True),
        ("python -m venv /opt/venv", {"logging/__init__.py": ""}, False),
        ("python -m venv .venv", {}, False),
        ("python -m venv .venv", {".dockerignore": ".venv"}, True),
        ("python -m venv a/.venv", {".dockerignore": "a/.venv"}, False),
        ("python -m venv /opt/venv && /opt/venv/bin/pip install flask", {}, True),
        ("python -m venv /opt/venv && /opt/venv/bin/pip install .", {}, False),
        ("PYTHONPATH=/app/x python -m venv /opt/venv", {}, False),
        (". /opt/venv/bin/activate && pip install flask", {}, False),
        ("virtualenv /opt/venv", {}, True),
        ("virtualenv -p ./python /opt/venv", {}, False),
        ("virtualenv -p python3.12 /opt/venv", {}, True),
        ("virtualenv -p python-3.12 /opt/venv", {}, False),
        ("virtualenv -p 3.12.0.1 /opt/venv", {}, False),
    ],
)
def test_the_checker_knows_what_may_stand_above_the_sources(
    run: str, files: dict[str, str], is_same: bool
) -> None:
    context = context_of(Tree.of_files(FILES | files))
    before = f"{HEAD}COPY . .\nRUN {run}\n"
    after = f"{HEAD}COPY requirements.txt ./\nRUN {run}\nCOPY . .\n"
    verdict = dfopt.equivalent(before, after, safety="known-commands", context=context)
    assert bool(verdict) is is_same


@pytest.mark.parametrize("name", ["venv.own-directory-only", python.ENVIRONMENTS])
def test_what_it_rests_on_can_be_denied(name: str) -> None:
    text = f"{HEAD}COPY . .\nRUN python -m venv /v && /v/bin/pip install -r requirements.txt\n"
    context = Tree.of_files(FILES)
    result = dfopt.optimize(text, context=context)
    assert name in result.changes[0].assumptions
    config = dfopt.Config(deny_assumptions=(name,))
    assert dfopt.optimize(text, context=context, config=config).text == text


#: Says what a module run as a program asks for, found or not.
_ASKED = """
import runpy, sys
asked = set()
sys.addaudithook(lambda event, given: event == "import" and asked.add(given[0].split(".")[0]))
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    print("asked", *asked)
"""


@pytest.mark.parametrize("options", [(), ("--copies", "--clear", "--system-site-packages")])
def test_every_module_is_known_that_venv_asks_for(options: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-E", "-c", _ASKED, "venv", "--without-pip", *options, "x"]
    done = run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    asked = set(done.stdout.rpartition("asked")[2].split())
    assert {"venv", "argparse", "subprocess"} <= asked
    asked = {name for name in asked if not name.startswith("_sysconfigdata_")}
    found = known("python -m venv /v", directory="/")
    assert {f"/{name}.py" for name in asked} - found.reads == set()


def test_nothing_else_of_the_directory_is_found(tmp_path: Path) -> None:
    reads = known("python -m venv /v", directory="/").reads
    names = {"flask", "wheel", *sys.stdlib_module_names, "pip", "setuptools"}
    others = [name for name in names if f"/{name}.py" not in reads]
    assert len(others) > 50
    for name in others:
        (tmp_path / f"{name}.py").write_text("import os\nos._exit(99)\n")
    command = [sys.executable, "-E", "-m", "venv", str(tmp_path / "x")]
    assert run(command, cwd=tmp_path, capture_output=True).returncode == 0


@pytest.mark.parametrize("module", ["pip install flask", "venv /opt/venv"])
@pytest.mark.parametrize("first", ["", "COPY requirements.txt ./\n"])
def test_the_checker_sees_what_a_later_copy_brings(module: str, first: str) -> None:
    run = f"RUN python -m {module}\n"
    before = f"{HEAD}COPY . .\n{run}"
    after = f"{HEAD}{first}{run}COPY . .\n"
    for files, is_same in ((FILES, True), (FILES | {"typing.py": "1\n"}, False)):
        context = context_of(Tree.of_files(files))
        for one, other in ((before, after), (after, before)):
            verdict = dfopt.equivalent(
                one, other, safety="known-commands", engine="buildkit", context=context
            )
            assert bool(verdict) is is_same


@pytest.mark.parametrize("module", ["pip install flask", "venv /opt/venv"])
@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("COPY --from=made /x/ ./", False),
        ("COPY --from=made /x/random.py /app/", False),
        ("COPY --from=made /x/ /srv/x/", True),
        ("RUN echo a > random.py", False),
        ("RUN echo a > /app/random/__init__.py", False),
        ("RUN echo a > /srv/random.py", True),
        ("COPY random.py /app", False),
        ("COPY requirements.txt /app", True),
    ],
)
def test_the_checker_sees_what_others_bring(module: str, other: str, is_same: bool) -> None:
    context = context_of(Tree.of_files(FILES | {"random.py": "1\n"}))
    head = f"FROM debian:12 AS made\nRUN mkdir /x && touch /x/random.py\n{HEAD}"
    texts = f"{head}{other}\nRUN python -m {module}\n", f"{head}RUN python -m {module}\n{other}\n"
    for one, two in (texts, texts[::-1]):
        verdict = dfopt.equivalent(
            one, two, safety="known-commands", engine="buildkit", context=context
        )
        assert bool(verdict) is is_same


@pytest.mark.parametrize("run", ["pip install flask", "cd . && pip install flask"])
@pytest.mark.parametrize("other", ["COPY setup.cfg ./", "RUN echo '[install]' > setup.cfg"])
def test_the_checker_sees_the_setup_that_an_old_python_reads(run: str, other: str) -> None:
    context = context_of(Tree.of_files(FILES | {"setup.cfg": "[install]\nprefix = /x\n"}))
    for version, is_same in (("3.8", False), ("3.12", True)):
        head = f"FROM python:{version}\nWORKDIR /app\n"
        texts = f"{head}{other}\nRUN {run}\n", f"{head}RUN {run}\n{other}\n"
        for one, two in (texts, texts[::-1]):
            verdict = dfopt.equivalent(
                one, two, safety="known-commands", engine="buildkit", context=context
            )
            assert bool(verdict) is is_same
