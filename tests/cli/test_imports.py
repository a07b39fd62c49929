"""What ``dfopt --check FILE`` imports: the time to start is most of the time that it takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What os and re bring along, and what costs next to nothing. Nothing else of the standard library
#: is needed, argparse neither.
ALLOWED = {
    "__future__",
    "_abc",
    "_bisect",
    "_collections",
    "_collections_abc",
    "_functools",
    "_heapq",
    "_operator",
    "_sre",
    "_stat",
    "abc",
    "bisect",
    "collections",
    "copyreg",
    "enum",
    "errno",
    "functools",
    "gc",
    "genericpath",
    "heapq",
    "itertools",
    "keyword",
    "operator",
    "os",
    "os.path",
    "posixpath",
    "re",
    "reprlib",
    "stat",
    "types",
}

#: Rooms of dfopt that only other commands, or something to print, call for.
UNWANTED = (
    "dfopt.cli.parser",
    "dfopt.cli.rule",
    "dfopt.cli.tree",
    "dfopt.report.escape",
    "dfopt.report.text",
    "dfopt.syntax.diff",
    "dfopt.syntax.tree",
    "dfopt.workspace.globs",
)

# Modules are counted before dfopt is imported, so those of the interpreter itself do not count.
PROBE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
before = set(sys.modules)
from dfopt.cli import main
code = main(sys.argv[1:])
print(code, *sorted(set(sys.modules) - before))
"""

#: Fifty lines in which everything is in its place.
GOOD = "FROM node:22\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\n" + "".join(
    f"COPY src/{number} src/{number}\n" for number in range(46)
)


def imported(directory, *arguments):
    """Return the exit code of a run in a bare interpreter, and the modules that it imported."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE, str(ROOT), *arguments],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    code, *modules = run.stdout.splitlines()[-1].split()
    return int(code), {name for name in modules if not name.startswith("re.")}


@pytest.fixture
def good(tmp_path):
    (tmp_path / "Dockerfile").write_text(GOOD)
    return tmp_path


def test_check_imports_little(good):
    code, modules = imported(good, "--check", "Dockerfile")
    assert code == 0
    foreign = {name for name in modules if name.partition(".")[0] != "dfopt"}
    assert foreign <= ALLOWED
    assert modules.isdisjoint(UNWANTED)


def test_configuration_of_others_costs_nothing(good):
    (good / "pyproject.toml").write_text('[project]\nname = "x"\n')
    _, modules = imported(good, "--check", "Dockerfile")
    assert "tomllib" not in modules
    (good / "pyproject.toml").write_text("[tool.dfopt]\n")
    _, modules = imported(good, "--check", "Dockerfile")
    assert "tomllib" in modules


def test_commands_do_not_import_each_other(good):
    _, modules = imported(good, "tree", "Dockerfile")
    assert "dfopt.cli.tree" in modules
    assert modules.isdisjoint(("dfopt.cli.optimize", "dfopt.optimizer", "dfopt.passes"))
