"""Imports follow the data: a module knows its own room and the rooms before it, no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: The rooms of the package in the order in which data flows through them.
ROOMS = (
    "version",
    "record",
    "lazy",
    "errors",
    "terms",
    "config",
    "syntax",
    "lineage",
    "result",
    "context",
    "shell",
    "knowledge",
    "builder",
    "effects",
    "cost",
    "passes",
    "proof",
    "optimizer",
    "evidence",
    "workspace",
    "builds",
    "report",
    "server",
    "cli",
    "__main__",
)


class Rule(NamedTuple):
    """An import between two modules or rooms, and why it is allowed or forbidden."""

    importer: str
    imported: str
    reason: str


#: Imports against the flow that are allowed all the same. One that no module needs is an error.
EXCEPTIONS: tuple[Rule, ...] = ()

#: Imports along the flow that are forbidden all the same.
FORBIDDEN = (
    Rule("proof", "passes", "a rewrite is judged by what does not know how it was made"),
    Rule("proof", "cost", "what is safe does not depend on what pays"),
    Rule("proof", "effects.commutes", "a bug in commutes must not be able to prove itself right"),
)

#: Rooms that no module may import both of, except in the one room named.
APART = ("passes", "proof")
JUNCTION = "optimizer"


class Import(NamedTuple):
    """``importer`` and ``imported`` are dotted names inside the package (``syntax.lines``)."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def room(module: str) -> str:
    return module.partition(".")[0]


def within(module: str, name: str) -> bool:
    """Tell whether ``module`` is ``name`` or something inside it."""
    return f"{module}.".startswith(f"{name}.")


def modules_of(package: Path) -> dict[str, ast.Module]:
    """Parse the modules of a package, by dotted name; the package itself is ``""``."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_bytes(), str(path))
    return found


def is_package(package: Path, module: str) -> bool:
    return package.joinpath(*module.split("."), "__init__.py").is_file()


def dotted_imports(package: Path, module: str, tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the absolute names that a module imports anywhere, lazily and for types too."""
    here = [package.name, *filter(None, module.split("."))]
    if not is_package(package, module):
        here = here[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno
        elif isinstance(node, ast.Call) and node.args:
            function = ast.unparse(node.func).rpartition(".")[2]
            name = node.args[0]
            if function in {"import_module", "__import__"} and isinstance(name, ast.Constant):
                yield str(name.value), node.lineno


def internal_imports(package: Path) -> Iterator[Import]:
    """Yield the imports between modules of the package; names in ``from`` lists count as part."""
    for module, tree in modules_of(package).items():
        if module:  # the package itself is the public API, which has a rule of its own
            for name, line in dotted_imports(package, module, tree):
                if within(name, package.name):
                    yield Import(module, name[len(package.name) + 1 :], line)


def matches(found: Import, rule: Rule) -> bool:
    return within(found.importer, rule.importer) and within(found.imported, rule.imported)


def against_the_flow(found: Import, exceptions: tuple[Rule, ...] = EXCEPTIONS) -> bool:
    importer, imported = room(found.importer), room(found.imported)
    if importer not in ROOMS or imported not in ROOMS:
        return True
    if any(matches(found, rule) for rule in exceptions):
        return False
    return ROOMS.index(imported) > ROOMS.index(importer)


def violations(package: Path) -> list[str]:
    """Say what is wrong with the imports of a package; an empty list is a clean house."""
    imports = list(internal_imports(package))
    problems = [f"{found}: against the flow" for found in imports if against_the_flow(found)]
    problems += [
        f"{found}: {rule.reason}" for found in imports for rule in FORBIDDEN if matches(found, rule)
    ]
    seen: dict[str, set[str]] = {}
    for found in imports:
        seen.setdefault(found.importer, set()).add(room(found.imported))
    problems += [
        f"{importer} sees both {' and '.join(APART)}"
        for importer, rooms in seen.items()
        if rooms.issuperset(APART) and room(importer) != JUNCTION
    ]
    return problems


def eager_imports(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the imports that run when the module is loaded, ``if TYPE_CHECKING`` left out."""
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.If):
            if ast.unparse(statement.test).rpartition(".")[2] != "TYPE_CHECKING":
                yield from eager_imports(statement.body)
            yield from eager_imports(statement.orelse)
        elif isinstance(statement, ast.Try | ast.With):
            yield from eager_imports(statement.body)


def eager_modules(package: Path) -> list[str]:
    """List what loading the package itself imports, beyond its version."""
    tree = ast.parse((package / "__init__.py").read_bytes())
    found = [ast.unparse(statement) for statement in eager_imports(tree.body)]
    harmless = ("from __future__ ", f"from {package.name}.version ")
    return [text for text in found if not text.startswith(harmless)]


@pytest.fixture(scope="module")
def package() -> Path:
    return ROOT / "dfopt"


def test_every_module_stands_in_a_room(package):
    strangers = {room(name) for name in modules_of(package) if name} - set(ROOMS)
    assert not strangers


def test_imports_follow_the_flow(package):
    assert violations(package) == []


def test_every_exception_is_needed(package):
    imports = list(internal_imports(package))
    unused = [
        rule
        for rule in EXCEPTIONS
        if not any(matches(found, rule) and against_the_flow(found, ()) for found in imports)
    ]
    assert unused == []


def test_the_public_api_is_lazy(package):
    assert eager_modules(package) == []


def test_lark_stays_at_build_time(package):
    users = {
        module
        for module, tree in modules_of(package).items()
        for name, _ in dotted_imports(package, module, tree)
        if within(name, "lark")
    }
    assert users == set()


def write_package(root: Path, **sources: str) -> Path:
    """Write a package named ``house``; ``a___b`` is module ``a.b``."""
    house = root / "house"
    for name, source in {"__init__": "", **sources}.items():
        path = house.joinpath(*name.split("___")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return house


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param("syntax___nodes", "from house.cli import main", id="absolute"),
        pytest.param("syntax___nodes", "import house.cli.main", id="plain import"),
        pytest.param("syntax___nodes", "from ..cli import main", id="relative"),
        pytest.param("syntax___nodes", "from house import cli", id="room from the package"),
        pytest.param("syntax___nodes", "from house import optimize", id="public API"),
        pytest.param("syntax___nodes", "def f():\n    import house.report", id="lazy"),
        pytest.param("terms", "if TYPE_CHECKING:\n    from house.config import C", id="for types"),
        pytest.param("cost", "importlib.import_module('house.passes')", id="by name"),
        pytest.param("proof___check", "from house.passes import ORDER", id="proof sees passes"),
        pytest.param("proof___check", "from house.cost import plan", id="proof sees cost"),
        pytest.param("proof___check", "from house.effects import commutes", id="a name"),
        pytest.param("proof___check", "from house.effects.commutes import f", id="a module"),
        pytest.param("cli___main", "import house.passes\nfrom house.proof import check", id="both"),
        pytest.param("attic", "import house.terms", id="room without a place"),
    ],
)
def test_a_wrong_import_is_found(tmp_path, module, source):
    assert len(violations(write_package(tmp_path, **{module: source}))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("syntax___nodes", "from house.terms import Span\nfrom house.syntax import lines"),
        ("syntax___nodes", "from . import lines\nfrom .lines import split\nimport re"),
        ("proof___check", "from house.effects import graph\nfrom house.builder import run"),
        ("optimizer", "import house.passes\nfrom house.proof import check"),
        ("cli___main", "from house.optimizer import optimize\nfrom house.passes import ORDER"),
        ("syntax___nodes", "import household.cli"),
    ],
)
def test_a_right_import_is_left_alone(tmp_path, module, source):
    assert violations(write_package(tmp_path, **{module: source})) == []


def test_an_exception_allows_one_import_only(tmp_path):
    house = write_package(tmp_path, config="from house.passes import ORDER, plan")
    named = (Rule("config", "passes.ORDER", "names of rules"),)
    wrong = [str(i) for i in internal_imports(house) if against_the_flow(i, named)]
    assert wrong == ["config:1 imports passes.plan"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from house.version import __version__", []),
        ("if TYPE_CHECKING:\n    from house.config import Config", []),
        ("def __getattr__(name):\n    from house import config", []),
        ("from house.config import Config", ["from house.config import Config"]),
        ("if True:\n    import json", ["import json"]),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import json", ["import json"]),
        ("try:\n    import json\nexcept ImportError:\n    pass", ["import json"]),
    ],
)
def test_eager_imports_of_the_api_are_found(tmp_path, source, expected):
    assert eager_modules(write_package(tmp_path, __init__=source)) == expected
