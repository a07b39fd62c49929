"""``--output-format``: what programs read is whole, stable and harmless."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import unquote

import pytest

from dfopt.report.findings import FileReport, render
from tests.cli.conftest import dfopt, project  # noqa: F401
from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG
from tests.report.hostile import HOSTILE_TEXT, HOSTILE_WORDS, make_hostile_files

FORMATS = ("json", "github", "sarif")


@pytest.fixture
def sample(project):  # noqa: F811
    (project / "a").mkdir()
    (project / "a" / "Dockerfile").write_text(CHANGES)
    (project / "b.Dockerfile").write_text(STAYS)
    (project / "c.Dockerfile").write_text(WRONG)
    return project


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--check"], 1),
        (["--diff"], 1),
        (["--check", "--exit-zero"], 0),
        ([], 0),
        (["c.Dockerfile"], 2),
        (["--check", "b.Dockerfile"], 0),
        (["missing"], 2),
    ],
)
def test_the_format_does_not_change_the_exit_code(sample, dfopt, form, arguments, code):  # noqa: F811
    run = dfopt(*arguments, "--output-format", form)
    assert run.code == code
    assert "::" not in run.err
    if form != "github":
        json.loads(run.out)
    assert (sample / "a" / "Dockerfile").read_text() == CHANGES


@pytest.mark.parametrize("form", FORMATS)
def test_write_writes(sample, dfopt, form):  # noqa: F811
    run = dfopt("--write", "a", "--output-format", form)
    assert run.code == 0
    assert (sample / "a" / "Dockerfile").read_text() == CHANGED
    assert "coalesce-env" in run.out


def test_text_is_the_default(sample, dfopt):  # noqa: F811
    assert dfopt("--check", "a").raw == dfopt("--check", "a", "--output-format", "text").raw


def test_an_unknown_format_is_an_error(sample, dfopt):  # noqa: F811
    run = dfopt("--output-format", "xml")
    assert run.code == 2
    assert "json" in run.err


def test_json(sample, dfopt):  # noqa: F811
    document = json.loads(dfopt("--output-format", "json", ".", "missing").out)
    assert (document["version"], set(document)) == (1, {"version", "dfopt", "files"})
    files = {entry["path"]: entry for entry in document["files"]}
    assert {path: entry["status"] for path, entry in files.items()} == {
        "a/Dockerfile": "changed",
        "b.Dockerfile": "unchanged",
        "c.Dockerfile": "skipped",
        "missing": "failed",
    }
    (change,) = files["a/Dockerfile"]["changes"]
    assert change["before"] == {"line": 3, "column": 1, "end_line": 4, "end_column": 18}
    assert set(change) == {
        "rule",
        "title",
        "reason",
        "safety",
        "assumptions",
        "gain_seconds",
        "gain_share",
        "gain_basis",
        "before",
        "after",
    }
    (wrong,) = files["c.Dockerfile"]["diagnostics"]
    assert (wrong["code"], wrong["severity"], wrong["span"]["line"]) == (
        "instruction-error",
        "error",
        3,
    )
    assert files["c.Dockerfile"]["edits"] == []
    assert "No such file" in files["missing"]["error"]


def test_the_edits_of_the_json_make_the_new_text(sample, dfopt):  # noqa: F811
    (entry,) = json.loads(dfopt("--output-format", "json", "a").out)["files"]
    lines = CHANGES.splitlines(keepends=True)
    for edit in reversed(entry["edits"]):
        span = edit["span"]
        assert (span["column"], span["end_column"]) == (1, 1)
        lines[span["line"] - 1 : span["end_line"] - 1] = [edit["text"]]
    assert "".join(lines) == CHANGED


def test_bytes_that_are_not_utf_8_get_lost_in_no_format(project, dfopt):  # noqa: F811
    text = b'FROM a\nENV A="\xff\xc3\xa9"\nENV B="x"\nRUN echo \xff $\xff && exit 1\n'
    (project / "Dockerfile").write_bytes(text)
    wanted = dfopt("-", "--quiet", stdin=text).raw
    assert wanted != text

    def applied(edits: list[tuple[int, int, bytes]]) -> bytes:
        lines = text.splitlines(keepends=True)
        for first, last, new in reversed(edits):
            lines[first - 1 : last - 1] = [new]
        return b"".join(lines)

    def put(parts: dict[str, str], name: str) -> bytes:
        return base64.b64decode(parts[name]) if name in parts else parts["text"].encode()

    for form in ("json", "sarif"):
        out = dfopt("--output-format", form, "--explain").out
        # A strict reader takes no lone surrogate, however it is written.
        assert not re.search(r"\\ud[89a-f]", out), form
        if form == "json":
            (entry,) = json.loads(out)["files"]
            edits = [
                (e["span"]["line"], e["span"]["end_line"], put(e, "base64")) for e in entry["edits"]
            ]
        else:
            (fix, *_) = json.loads(out)["runs"][0]["results"][0]["fixes"]
            edits = [
                (
                    r["deletedRegion"]["startLine"],
                    r["deletedRegion"]["endLine"],
                    put(r["insertedContent"], "binary"),
                )
                for r in fix["artifactChanges"][0]["replacements"]
            ]
        assert applied(edits) == wanted, form


def test_a_name_that_is_not_utf_8_is_shown(project, dfopt):  # noqa: F811
    document = json.loads(dfopt("--output-format", "json", "a\udcff").out)
    (entry,) = document["files"]
    assert (entry["path"], entry["status"]) == ("a\\xff", "failed")
    assert set(entry) == {"path", "status", "error"}


def test_standard_input_gives_the_report_and_not_the_text(project, dfopt):  # noqa: F811
    run = dfopt("-", "--output-format", "json", stdin=CHANGES.encode())
    assert json.loads(run.out)["files"][0]["status"] == "changed"
    run = dfopt("-", "--output-format", "json", stdin=WRONG.encode())
    assert run.code == 2
    assert json.loads(run.out)["files"][0]["status"] == "refused"


def test_github(sample, dfopt):  # noqa: F811
    run = dfopt("--output-format", "github", "a", "c.Dockerfile", "missing")
    notice, wrong, missing = run.out.splitlines()
    assert notice.startswith("::notice file=a/Dockerfile,line=3,endLine=4,title=dfopt coalesce-env")
    assert wrong.startswith(
        "::error file=c.Dockerfile,line=3,endLine=3,col=1,endColumn=5,title=dfopt instruction-error"
    )
    assert missing.startswith("::error file=missing,title=dfopt::missing: No such file")


def test_github_is_silent_where_nothing_is_found(sample, dfopt):  # noqa: F811
    run = dfopt("--output-format", "github", "b.Dockerfile")
    assert (run.code, run.out) == (0, "")


BLOCKED = "FROM alpine\nENV A=1\nENV A=2\n"


def test_refusals_are_annotated_on_request_only(project, dfopt):  # noqa: F811
    (project / "Dockerfile").write_text(BLOCKED)
    assert dfopt("--output-format", "github").out == ""
    assert "not changed" in dfopt("--output-format", "github", "--explain").out
    (run,) = json.loads(dfopt("--output-format", "sarif").out)["runs"]
    assert run["results"] == []
    (run,) = json.loads(dfopt("--output-format", "sarif", "--explain").out)["runs"]
    (result,) = run["results"]
    assert (result["kind"], result["level"]) == ("informational", "none")


def test_sarif(sample, dfopt):  # noqa: F811
    out = dfopt("--output-format", "sarif", "a", "c.Dockerfile", "missing").out
    log = json.loads(out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["coalesce-env", "instruction-error"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    change, wrong = run["results"]
    assert rules[change["ruleIndex"]]["id"] == change["ruleId"] == "coalesce-env"
    assert (change["level"], wrong["level"]) == ("note", "error")
    assert "fixes" not in wrong
    (fix,) = change["fixes"]
    (artifact,) = fix["artifactChanges"]
    lines = CHANGES.splitlines(keepends=True)
    for replacement in reversed(artifact["replacements"]):
        region = replacement["deletedRegion"]
        text = replacement["insertedContent"]["text"]
        lines[region["startLine"] - 1 : region["endLine"] - 1] = [text]
    assert "".join(lines) == CHANGED
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert "No such file" in notification["message"]["text"]


def fingerprints(dfopt):  # noqa: F811
    (run,) = json.loads(dfopt("--output-format", "sarif", "--explain").out)["runs"]
    return [result["partialFingerprints"]["dfoptFinding/v1"] for result in run["results"]]


def test_fingerprints_outlive_edits_elsewhere(project, dfopt):  # noqa: F811
    path = project / "Dockerfile"
    path.write_text(CHANGES)
    before = fingerprints(dfopt)
    path.write_text(CHANGES.replace("FROM", "# a comment\n\nFROM") + "# the end\n")
    assert fingerprints(dfopt) == before
    path.write_text(CHANGES.replace("METHOD", "OTHER"))
    assert fingerprints(dfopt) != before


def test_findings_that_are_alike_have_fingerprints_of_their_own(project, dfopt):  # noqa: F811
    (project / "Dockerfile").write_text(CHANGES + CHANGES)
    found = fingerprints(dfopt)
    assert len(set(found)) == len(found) == 2


def test_equal_runs_give_equal_bytes(sample, dfopt):  # noqa: F811
    for form in FORMATS:
        assert dfopt("--output-format", form).raw == dfopt("--output-format", form).raw


@pytest.fixture
def hostile(project):  # noqa: F811
    return make_hostile_files(project)


@pytest.mark.parametrize("form", ["text", *FORMATS])
@pytest.mark.parametrize("mode", [[], ["--check"], ["--explain"]])
def test_hostile_names_and_contents_are_escaped(hostile, dfopt, form, mode):  # noqa: F811
    run = dfopt(*mode, "--output-format", form, *hostile)
    talk = run.err
    # The patch is data, byte for byte; everything else may be looked at.
    if form != "text" or "--check" in mode:
        talk += run.out
    for line in talk.splitlines():
        assert not re.match(r"\s*::(?!notice file=|error file=|warning file=)", line), line
        assert "##[" not in line
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]", talk)
    if form in ("json", "sarif"):
        assert "<" not in run.out
        json.loads(run.out)
    if form == "github":
        known = ("::notice file=", "::warning file=", "::error file=")
        assert all(line.startswith(known) for line in run.out.splitlines())


def test_hostile_names_can_be_read_back(hostile, dfopt):  # noqa: F811
    document = json.loads(dfopt("--output-format", "json", *hostile).out)
    assert sorted(entry["path"] for entry in document["files"]) == sorted(hostile)
    (run,) = json.loads(dfopt("--output-format", "sarif", *hostile).out)["runs"]
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
    }
    assert {unquote(uri) for uri in uris} == set(hostile)


def test_the_samples_are_hostile(hostile):
    for word in HOSTILE_WORDS:
        assert any(word in name for name in hostile) or word in HOSTILE_TEXT


def test_messages_of_sarif_hold_no_links_and_no_placeholders(project, dfopt):  # noqa: F811
    (project / "Dockerfile").write_text("FROM a\n[link](http://x) {0}\n")
    (run,) = json.loads(dfopt("--output-format", "sarif", "Dockerfile").out)["runs"]
    for result in run["results"]:
        text = result["message"]["text"]
        assert not re.search(r"(?<!\\)[\[\]]", text)
        assert not re.search(r"(?<!\{)\{(?!\{)", text)


def test_a_failure_without_a_result_is_reported():
    for form in FORMATS:
        assert "boom" in render(form, [FileReport("x", None, "boom")], explain=False)


def test_a_file_outside_of_everything_keeps_its_whole_name(sample, dfopt):  # noqa: F811
    run = dfopt("/nonexistent/Dockerfile", "--output-format", "json")
    (found,) = json.loads(run.out)["files"]
    assert found["path"] == "/nonexistent/Dockerfile"
    run = dfopt("/nonexistent/Dockerfile", "--output-format", "github")
    assert "file=/nonexistent/Dockerfile" in run.out


def test_names_of_one_run_are_from_one_directory(sample, dfopt, monkeypatch):  # noqa: F811
    (sample / ".git").mkdir()
    (sample / "Dockerfile").write_text(CHANGES)
    (sample / "c.Dockerfile").unlink()

    def paths(*arguments):
        files = json.loads(dfopt(*arguments, "--output-format", "json").out)["files"]
        return sorted(entry["path"] for entry in files)

    assert paths() == ["Dockerfile", "a/Dockerfile", "b.Dockerfile"]
    monkeypatch.chdir(sample / "a")
    assert paths() == ["Dockerfile"]
    assert paths("..") == ["Dockerfile", "a/Dockerfile", "b.Dockerfile"]
    assert paths(".", "../Dockerfile") == ["Dockerfile", "a/Dockerfile"]
    diff = dfopt("--diff", "..").out
    assert "+++ b/Dockerfile\n" in diff
    assert "+++ b/a/Dockerfile\n" in diff
