"""Tools that a user describes: what is accepted, what is refused with which words, what they do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dfopt
from dfopt.config import Config
from dfopt.errors import ConfigError
from dfopt.knowledge.tables import check_tools
from grammar.tools import compile_tools
from tests.knowledge.asking import known, reason

ROOT = Path(__file__).resolve().parents[2]
FETCH: dict[str, Any] = {
    "names": ["fetch-all"],
    "reads": ["/etc"],
    "writes": ["/srv/all", "@cwd/out"],
    "environment": ["FETCH_*"],
    "flags": ["-q", "--level=*"],
    "values": {"-o": "write"},
    "operands": ["name", "read?"],
    "refuses": ["FETCH_CONFIG"],
}


def with_changes(**changes: Any) -> dict[str, Any]:
    return {**FETCH, **changes}


WRONG = [
    ([1], "tools: table 1 must be a table"),
    ([{}], "names is missing"),
    ([FETCH, FETCH], "fetch-all is described twice"),
    ([with_changes(name="x")], "unknown field 'name' (did you mean 'names'?)"),
    ([with_changes(names="x")], "names must be a list of strings"),
    ([with_changes(names=["/bin/x"])], "without a directory"),
    ([with_changes(names=["a b"])], "without a directory"),
    ([with_changes(writes=["out"])], "'out' is neither an absolute path nor one of"),
    ([with_changes(reads=["@sytem"])], "'@sytem' is neither"),
    ([with_changes(operands=["pakage"])], "unknown kind 'pakage' (did you mean 'package'?)"),
    ([with_changes(values={"-o": "file"})], "unknown kind 'file'"),
    ([with_changes(values={"-o": ["write"]})], "values must be a table of strings"),
    ([with_changes(flags=["q"])], "'q' is no option"),
    ([with_changes(flags=[1])], "flags must be a list of strings"),
    ([with_changes(network="yes")], "network must be true or false"),
    ([with_changes(network=1)], "network must be true or false"),
    ([with_changes(manifest="npm")], "manifest is for dfopt's own tables"),
    ([with_changes(assumptions=["x"])], "assumptions is for dfopt's own tables"),
    ([with_changes(operands=["read*", "write*"])], "only one kind of operands may have a *"),
    ([with_changes(subcommand={"x": {"flag": []}})], "subcommand x: unknown field 'flag'"),
    ([with_changes(subcommand={"x": []})], "subcommand must be a table of tables"),
    ([with_changes(subcommand={"x": {"names": ["y"]}})], "names belongs to the command"),
    ([with_changes(forms=[{"flags": ["-x"]}])], "must say with which options"),
    ([with_changes(forms=[{"with": ["-q"], "writes": ["x"]}])], "form -q: writes: 'x'"),
    ([with_changes(forms=[1])], "must say with which options"),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "message"), WRONG)
def test_a_table_that_is_wrong(tables: list[Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_tools(tables)
    assert message in str(error.value)


@pytest.mark.parametrize("value", ["x", 1, {"names": ["x"]}, ["x"], [[]]])
def test_a_list_that_is_none_of_tables(value: Any) -> None:
    with pytest.raises(ConfigError, match="tools must be a list of tables"):
        Config(tools=value)


def test_what_a_tool_does() -> None:
    check_tools([FETCH])
    found = known("fetch-all -q --level=3 -o /srv/o all", tools=[FETCH])
    assert {"/srv/all", "/app/out", "/srv/o"} == found.writes
    assert found.reads_variable("FETCH_URL")
    assert not found.reads_variable("HTTP_PROXY")
    assert "configuration.tools" in found.assumptions
    assert "/app/x" in known("fetch-all all x", tools=[FETCH]).reads


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("fetch-all", "lacks an operand"),
        ("fetch-all a b c", "more operands"),
        ("fetch-all -v a", "-v"),
        ("fetch-all a -o", "lacks the value"),
        ("fetch-all a*", "pattern"),
        ("FETCH_CONFIG=x fetch-all a", "FETCH_CONFIG"),
        ("/opt/fetch-all a", "not known"),
    ],
)
def test_what_is_not_known_of_a_tool(script: str, why: str) -> None:
    assert why in reason(script, tools=[FETCH])


def test_a_tool_goes_before_those_of_dfopt() -> None:
    table = {"names": ["make"], "writes": ["/srv"], "operands": ["text*"]}
    assert known("make all", tools=[table]).writes == {"/srv"}
    assert "not known" in reason("make all")


TEXT = "FROM debian:12\nCOPY . /app\nRUN fetch-all x && apt-get update && apt-get install -y curl\n"


def test_a_tool_lets_a_run_move(tmp_path: Path) -> None:
    (tmp_path / "dfopt.toml").write_text('[[tools]]\nnames = ["fetch-all"]\noperands = ["name"]\n')
    config = Config.load(tmp_path / "dfopt.toml")
    assert not dfopt.optimize(TEXT).changed
    result = dfopt.optimize(TEXT, config=config)
    assert result.text.splitlines()[1].startswith("RUN fetch-all")
    denied = config.with_changes(deny_assumptions=("configuration.tools",))
    assert not dfopt.optimize(TEXT, config=denied).changed


def test_a_wrong_tool_in_a_configuration_is_an_error() -> None:
    with pytest.raises(ConfigError, match="unknown field 'operand'"):
        dfopt.optimize(TEXT, config=Config(tools=[{"names": ["x"], "operand": []}]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[commands]]\n", "is no table"),
        ('[[command]]\nnames = ["a"]\n[[command]]\nnames = ["a"]\n', "described twice"),
        ('[[command]]\nnames = ["a"]\nassumptions = ["x"]\n', "is not described"),
        ('[assumption]\nx = "y"\n', "is not used"),
        ('[[command]]\nnames = ["a"]\nwrite = ["/"]\n', "unknown field 'write'"),
    ],
)
def test_the_compiler_refuses_wrong_tables(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(ValueError, match=message):
        compile_tools(tmp_path, tmp_path / "out.py")


def test_two_builds_of_the_tables_are_the_same(tmp_path: Path) -> None:
    source = ROOT / "dfopt" / "knowledge" / "tools"
    for name in ("one.py", "two.py"):
        compile_tools(source, tmp_path / name)
    assert (tmp_path / "one.py").read_bytes() == (tmp_path / "two.py").read_bytes()
    built = ROOT / "dfopt" / "knowledge" / "_tables.py"
    assert built.read_bytes() == (tmp_path / "one.py").read_bytes(), "pip install -e ."
