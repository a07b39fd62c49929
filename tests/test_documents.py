"""What the documents show is true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import dfopt
from dfopt.cli import COMMANDS, main
from dfopt.context.ignore import Ignore
from dfopt.context.tree import Tree
from dfopt.passes import ORDER
from dfopt.report.findings import FileReport, render
from tests.cases_reader import selected

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


#: What the build context of a rule's example holds.
NODE = Tree.of_files(
    {
        ".dockerignore": "**/node_modules\n.npmrc\n",
        "package.json": '{"name": "example", "version": "1.0.0"}',
        "package-lock.json": '{"name": "example", "lockfileVersion": 3, "packages": {"": {}}}',
        "server.js": "",
    }
)
CONTEXTS = {
    "ignore-file": Tree.of_files({".git/HEAD": ""}),
    "split-copy": NODE,
    "split-run": NODE,
}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_the_python_of_the_readme_runs(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_the_python_of_the_page_on_contexts_runs() -> None:
    (code,) = blocks((ROOT / "docs" / "context.md").read_text(), "python")
    exec(compile(code, "context.md", "exec"), {})


def test_the_table_of_ignore_rules_is_true() -> None:
    lines = "docs", "**/docs", "*.md", "docs/**", "!docs/api", "[!a]", "/", ".", "..", "../a"
    paths = "docs", "docs/api", "x/docs", "a.md", "docs/a.md", "!", "a", "b"
    page = (ROOT / "docs" / "context.md").read_text()
    assert [line for line in lines if f"`{line}`" not in page] == []
    excluded = {line: [p for p in paths if Ignore(line).excluded(p)] for line in lines}
    assert excluded == {
        "docs": ["docs", "docs/api", "docs/a.md"],
        "**/docs": ["docs", "docs/api", "x/docs", "docs/a.md"],
        "*.md": ["a.md"],
        "docs/**": ["docs/api", "docs/a.md"],
        "[!a]": ["!", "a"],
        **{line: [] for line in ("!docs/api", "/", ".", "..", "../a")},
    }


def test_the_diff_of_the_readme_is_the_real_one() -> None:
    name = "examples/web-ping/Dockerfile"
    result = dfopt.optimize((ROOT / name).read_text(), filename=name)
    assert blocks(README, "diff") == [result.diff()]


@pytest.mark.parametrize("rule", ORDER, ids=lambda rule: rule.name)
def test_the_example_of_a_rule_page_is_what_the_rule_does(rule) -> None:
    before, *after = blocks(rule.page, "dockerfile")
    config = dfopt.Config(select=selected(rule.name))
    result = dfopt.optimize(before, config=config, context=CONTEXTS.get(rule.name))
    assert result.text == (after[0] if after else before)
    assert after or result.blocked


@pytest.mark.parametrize("rule", ORDER, ids=lambda rule: rule.name)
def test_a_rule_page_has_its_sections(rule) -> None:
    headings = re.findall(r"^## (.*)", rule.page, re.MULTILINE)
    assert headings == ["What it does", "Why", "Safe because", "Not when", "Example"]


def test_the_rule_pages_in_the_documents_are_fresh(capsys) -> None:
    assert main(["rule", "--all"]) == 0
    assert (ROOT / "docs" / "rules.md").read_text() == capsys.readouterr().out, "make docs"


def test_the_list_of_assumptions_is_fresh(capsys) -> None:
    assert main(["rule", "--assumptions"]) == 0
    assert (ROOT / "docs" / "assumptions.md").read_text() == capsys.readouterr().out, "make docs"


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def rows(text: str, start: str = "") -> list[str]:
    """Return the first cells of the first table behind a line."""
    table = text.partition(start)[2].partition("\n|")[2].partition("\n\n")[0]
    return [line.strip("| ").split(" | ")[0].strip(" |") for line in table.split("\n")[2:]]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_option_is_documented(command, capsys) -> None:
    assert main([command, "--help"] if command else ["--help"]) == 0
    shown = set(re.findall(r"(?:^|[ ,])(--[a-z][a-z-]*)", capsys.readouterr().out, re.MULTILINE))
    pages = {"verify": "verify.md", "profile": "profile.md"}
    text = page("cli.md")
    if not command:
        text = "\n".join(rows(text, "\n| mode |") + rows(text, "\n| `-` | the rewritten"))
        shown -= {"--all", "--assumptions"}  # of `dfopt rule`, in the usage
    elif command in pages:
        text += page(pages[command])
    assert "--help" in shown
    named = set(re.findall(r"--[a-z][a-z-]*", text))
    assert sorted(shown - named) == []


def test_the_synopsis_names_every_command(capsys) -> None:
    assert main(["--help"]) == 0
    usage = capsys.readouterr().out
    (synopsis,) = blocks(page("cli.md"), "")[:1]
    for command in COMMANDS:
        assert f"dfopt {command}" in synopsis
        assert re.search(rf"dfopt (?:\w+\|)*{command}\b", usage)


def test_every_key_of_the_json_is_documented() -> None:
    group = "FROM a\nENV A=1\nENV B=%s\nENV C=3\n# dfopt: nothing\nENV C=1\n"
    text = group % 2 + group % "\udcff"
    reports = [
        FileReport("a", dfopt.optimize(text)),
        FileReport("b", dfopt.optimize("COPY\n")),
        FileReport("c", dfopt.optimize("COPY\n"), skipped=True),
        FileReport("d", dfopt.optimize("FROM a\n")),
        FileReport("e", None, "why"),
    ]
    document = json.loads(render("json", reports, explain=False))
    keys, seen = set(), {entry["status"] for entry in document["files"]}
    pending = [document]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            keys |= set(each)
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    assert {"base64", "text", "error", "assumptions", "severity", "end_line"} <= keys
    assert seen == {"changed", "unchanged", "refused", "skipped", "failed"}
    section = page("cli.md").partition("### Reports for programs")[2].partition("\n## ")[0]
    assert [word for word in sorted(keys | seen) if f"`{word}`" not in section] == []


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z][a-z0-9-]*):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    contributing = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"^\| `make ([a-z0-9-]+)", contributing, re.MULTILINE)
    assert sorted(named) == sorted(set(targets) - {"help"})


def test_every_rule_is_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert [rule.name for rule in ORDER if f"`{rule.name}`" not in text] == []


def test_the_extra_of_the_server_is_named_alike_everywhere() -> None:
    """The package is on no index: it is installed from a clone, with this extra."""
    for name in (
        "README.md",
        "dfopt/cli/server.py",
        "docs/editors.md",
        "docs/server.md",
        "editors/vscode/README.md",
        "editors/vscode/src/extension.ts",
    ):
        text = (ROOT / name).read_text()
        assert "pip install '.[lsp]'" in text, name
        assert "in a clone of dfopt" in text, name
        assert "dfopt[lsp]" not in text, name


def test_every_key_of_the_configuration_is_documented_once() -> None:
    keys = [
        row.strip("`") for row in rows(page("configuration.md"), "options on the command line win")
    ]
    assert sorted(keys) == sorted(name.replace("_", "-") for name in dfopt.Config._fields)


def test_the_defaults_of_the_configuration_are_the_real_ones() -> None:
    table = page("configuration.md").partition("options on the command line win")[2]
    for key, default in re.findall(r"^\| `([a-z-]+)` \| [^|]* \| `(.*?)` \|", table, re.MULTILINE):
        value = getattr(dfopt.Config(), key.replace("-", "_"))
        assert json.loads(default) == (list(value) if isinstance(value, tuple) else value)


RECORDS = ("Blocked", "Change", "Config", "Diagnostic", "Difference", "Edit", "Position", "Profile")


@pytest.mark.parametrize("name", [*RECORDS, "Span", "Result", "Equivalence"])
def test_every_field_of_a_record_is_documented(name) -> None:
    text = page("api.md")
    if name in ("Result", "Equivalence"):
        part = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    else:
        (part,) = re.findall(rf"^\| `{name}` \| (.*)", text, re.MULTILINE)
    fields = getattr(dfopt, name)._fields
    assert [field for field in fields if f"`{field}`" not in part] == []


def test_the_public_names_are_documented() -> None:
    api = (ROOT / "docs" / "api.md").read_text()
    assert [n for n in dfopt.__all__ if n not in api and n != "__version__"] == []


def test_every_public_name_can_be_loaded() -> None:
    for name in dfopt.__all__:
        assert getattr(dfopt, name) is not None
    with pytest.raises(AttributeError):
        dfopt.nothing  # noqa: B018
