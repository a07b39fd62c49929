"""``dfopt prove``: what it says, in which form, with which exit code."""

from __future__ import annotations

import json

import pytest

from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG

OTHER = "FROM alpine:3.20\nRUN apk add wget\n"
#: The same image, in another order.
COPIES = "FROM alpine\nCOPY a /x/\nCOPY b /y/\n"
COPIES_SWAPPED = "FROM alpine\nCOPY b /y/\nCOPY a /x/\n"


@pytest.fixture
def prove(project, dfopt):
    """Write two files and compare them."""

    def run(before: str, after: str, *options: str):
        (project / "before").write_text(before)
        (project / "after").write_text(after)
        return dfopt("prove", *options, "before", "after")

    return run


def test_equivalent_files(prove):
    run = prove(CHANGES, CHANGED)
    assert (run.code, run.out, run.err) == (0, "equivalent: exact\n", "")


def test_other_files(prove):
    run = prove(STAYS, OTHER)
    assert (run.code, run.err) == (1, "")
    assert run.out.startswith(
        "not shown to be equivalent at known-commands\n  stage 0: RUN at line 2"
    )


def test_a_level_that_is_not_reached(prove):
    assert prove(COPIES, COPIES_SWAPPED, "--engine", "buildkit").code == 0
    run = prove(COPIES, COPIES_SWAPPED, "--engine=buildkit", "--safety", "exact")
    assert run.code == 1
    assert run.out == (
        "equivalent: same-image (not exact)\n  stage 0: steps or variables are in another order\n"
    )


def test_the_engine_counts(prove):
    before = "FROM a\nVOLUME /v\nRUN x\n"
    after = "FROM a\nRUN x\nVOLUME /v\n"
    assert prove(before, after, "--engine", "buildkit").code == 0
    assert "the place of VOLUME" in prove(before, after).out


def test_build_arguments_count(prove):
    before = "FROM a\nARG A=1\nENV B=$A\n"
    after = "FROM a\nARG A=2\nENV B=$A\n"
    assert prove(before, after).code == 1
    assert prove(before, after, "--build-arg", "A=1", "--build-arg", "A=x=y").code == 0
    assert prove(before, after, "--build-arg=A=").code == 0
    assert prove(before, after, "--build-arg", "B=1").code == 1


@pytest.mark.parametrize("stdin", ["before", "after"])
def test_one_file_may_be_standard_input(project, dfopt, stdin):
    (project / "file").write_text(CHANGES)
    paths = ("-", "file") if stdin == "before" else ("file", "-")
    run = dfopt("prove", *paths, stdin=CHANGED.encode())
    assert (run.code, run.out) == (0, "equivalent: exact\n")


def test_json(prove):
    run = prove(STAYS, OTHER, "--output-format", "json", "--safety", "exact")
    assert run.code == 1
    found = json.loads(run.out)
    differences = found.pop("differences")
    assert found == {
        "equivalent": False,
        "level": None,
        "safety": "exact",
        "engine": "any",
        "assumptions": [],
    }
    assert {tuple(sorted(difference)) for difference in differences} == {("message", "stage")}
    assert json.loads(prove(STAYS, STAYS, "--output-format=json").out)["level"] == "exact"


def test_hostile_text_is_escaped(prove):
    run = prove("FROM a\nLABEL a=\x1b[31m\n", "FROM a\nLABEL a=\u202eb\n")
    assert run.code == 1
    assert "\\x1b[31m" in run.out
    assert "\\u202eb" in run.out
    assert run.out.isprintable() or set(run.out) - set("\n") <= set(map(chr, range(32, 127)))


#: A split of COPY, which rests on the context and on what npm does.
NPM = """FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
CMD ["node", "app.js"]
"""
NPM_PACKAGE = '{"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}}'
NPM_LOCK = """{"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {
"": {"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}},
"node_modules/a": {"version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
"integrity": "sha512-AAAA"}}}"""


@pytest.fixture
def rewritten(project, dfopt):
    """A project of which dfopt splits the COPY; what it has been is in Dockerfile.orig."""
    for name, text in (
        ("Dockerfile", NPM),
        ("Dockerfile.orig", NPM),
        ("package.json", NPM_PACKAGE),
        ("package-lock.json", NPM_LOCK),
        ("app.js", ""),
        (".dockerignore", "Dockerfile*\nnode_modules\n"),
    ):
        (project / name).write_text(text)
    assert dfopt("--write", "Dockerfile").code == 0
    assert "COPY package" in (project / "Dockerfile").read_text()
    return project


def test_what_dfopt_writes_is_accepted(rewritten, dfopt):
    run = dfopt("prove", "Dockerfile.orig", "Dockerfile")
    assert run.code == 0
    assert run.out.startswith("equivalent: known-commands\n  assumes ")
    assert "  assumes context.guessed\n" in run.out
    (rewritten / "dfopt.toml").write_text('context = "."\n')
    run = dfopt("prove", "Dockerfile.orig", "Dockerfile")
    assert run.code == 0
    assert "context.guessed" not in run.out


def test_the_context_may_be_named(rewritten, dfopt):
    (rewritten / "elsewhere").mkdir()
    (rewritten / "elsewhere" / "after").write_bytes((rewritten / "Dockerfile").read_bytes())
    (rewritten / "elsewhere" / "before").write_text(NPM)
    paths = ("elsewhere/before", "elsewhere/after")
    assert dfopt("prove", "--context", ".", *paths).code == 0
    run = dfopt("prove", "--context", "elsewhere", *paths)
    assert (run.code, run.out.splitlines()[0]) == (
        1, "not shown to be equivalent at known-commands"
    )  # fmt: skip
    assert dfopt("prove", "--context", "nope", *paths).code == 2


@pytest.mark.parametrize("options", [("--safety", "same-image"), ("--safety=exact",)])
def test_a_lower_level_looks_for_no_context(rewritten, dfopt, options):
    assert dfopt("prove", *options, "Dockerfile.orig", "Dockerfile").code == 1


def test_the_configuration_counts(rewritten, dfopt):
    (rewritten / "dfopt.toml").write_text('deny-assumptions = ["context.guessed"]\n')
    assert dfopt("prove", "Dockerfile.orig", "Dockerfile").code == 1
    assert dfopt("prove", "--context", ".", "Dockerfile.orig", "Dockerfile").code == 0
    (rewritten / "dfopt.toml").write_text('safety = "same-image"\n')
    run = dfopt("prove", "Dockerfile.orig", "Dockerfile")
    assert (run.code, run.out.splitlines()[0]) == (1, "not shown to be equivalent at same-image")
    assert dfopt("prove", "--safety=known-commands", "Dockerfile.orig", "Dockerfile").code == 0


def test_two_contexts_are_none(rewritten, dfopt):
    other = rewritten / "other"
    other.mkdir()
    for name in ("Dockerfile", "package.json", "package-lock.json", "app.js"):
        (other / name).write_bytes((rewritten / name).read_bytes())
    run = dfopt("prove", "Dockerfile.orig", "other/Dockerfile")
    assert run.code == 1
    assert "no context: one file has " in run.err


@pytest.mark.parametrize("which", ["before", "after"])
def test_a_file_that_buildkit_refuses(prove, which):
    texts = (WRONG, STAYS) if which == "before" else (STAYS, WRONG)
    run = prove(*texts)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"{which}:3:1: error[instruction-error]")


def test_a_file_that_cannot_be_built_is_compared(prove):
    run = prove("FROM a\nSTOPSIGNAL 9\n", "FROM a\nSTOPSIGNAL NOPE\n")
    assert run.code == 1
    assert "now it cannot be built" in run.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["before"], "the following arguments are required: AFTER"),
        (["before", "nope"], "nope: No such file or directory"),
        (["before", "binary"], "binary: "),
        (["-", "-"], "only one of the two files can be standard input"),
        (["before", "before", "--safety", "exakt"], "safety: unknown value 'exakt'"),
        (["before", "before", "--engine", "x"], "engine: unknown value 'x'"),
        (["before", "before", "--build-arg", "A"], "--build-arg: 'A' is not NAME=VALUE"),
        (["before", "before", "--build-arg", "=1"], "--build-arg: '=1' is not NAME=VALUE"),
        (["before", "before", "--output-format", "xml"], "argument --output-format: invalid"),
        (["before", "before", "--wrong"], "unrecognized arguments: --wrong"),
    ],
)
def test_usage_errors(project, dfopt, arguments, message):
    (project / "before").write_text(STAYS)
    (project / "binary").write_bytes(b"FROM a\x00\n")
    run = dfopt("prove", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"dfopt: error: {message}")


def test_help(dfopt):
    run = dfopt("prove", "--help")
    assert run.code == 0
    assert "dfopt prove [OPTIONS] BEFORE AFTER" in run.out
