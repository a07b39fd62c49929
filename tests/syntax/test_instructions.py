"""The instruction layer against BuildKit's recorded verdicts, and tables of single lines."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dockerfile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.syntax.instructions import (
    INSTRUCTIONS,
    InstructionError,
    ParsedLine,
    canonical_name,
    instruction_error,
    is_heredoc,
)

DATA = Path(__file__).resolve().parent.parent / "conformance" / "data"
BEFORE_FROM = "before the first FROM"


def rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def first_error(
    lines: Iterable[tuple[int, ParsedLine]],
) -> tuple[int, InstructionError] | None:
    """Return the first refused line of a file: its number and the error."""
    in_stage = False
    for number, line in lines:
        error = instruction_error(line, first_stage_seen=in_stage)
        if error:
            return number, error
        in_stage = in_stage or canonical_name(line.keyword) == "FROM"
    return None


def verdict(found: tuple[int, InstructionError] | None) -> str | int | None:
    """Return the line of an error, or the text where BuildKit gives no line."""
    if found is None:
        return None
    return "no build stage" if BEFORE_FROM in found[1].message else found[0]


def recorded_verdict(message: str | None) -> str | int | None:
    if not message:
        return None
    if message == "no build stage in current context":
        return "no build stage"
    place = re.match(r"dockerfile parse error on line (\d+): ", message)
    assert place is not None, message
    return int(place[1])


def golden_lines(nodes: list[dict[str, Any]]) -> Iterator[tuple[int, ParsedLine]]:
    for node in nodes:
        yield (
            node["Start"],
            ParsedLine(
                node["Value"],
                tuple(node.get("Flags", ())),
                tuple(node.get("Args", ())),
                node.get("Attrs", {}).get("json", False),
                node["Sub"]["Value"] if "Sub" in node else None,
            ),
        )


@pytest.mark.parametrize(
    ("name", "valid", "refused"),
    [("ast_cases", 121, 46), ("ast_fuzz", 178, 1151), ("ast_fuzz_valid", 1239, 0)],
)
def test_recorded_syntax_trees(name, valid, refused):
    different, counts = [], {True: 0, False: 0}
    for row in rows(name):
        result = row["result"]
        if "ParseErr" in result:
            continue
        expected = recorded_verdict(result.get("InstrErr"))
        counts[expected is None] += 1
        actual = verdict(first_error(golden_lines(result["Nodes"])))
        if actual != expected:
            different.append((row["dockerfile"], actual, expected))
    assert different == []
    assert counts == {True: valid, False: refused}


def oracle_lines(text: str) -> Iterator[tuple[int, ParsedLine]]:
    """Parse with BuildKit v0.12, whose ENV and LABEL lack the third string of each pair."""
    for command in dockerfile.parse_string(text):
        arguments: tuple[str, ...] = tuple(command.value)
        if command.cmd.upper() in ("ENV", "LABEL"):
            pairs = zip(arguments[::2], arguments[1::2])
            arguments = tuple(part for pair in pairs for part in (*pair, "="))
        trigger = command.sub_cmd or None
        yield (
            command.start_line,
            ParsedLine(command.cmd, tuple(command.flags), arguments, command.json, trigger),
        )


def test_recorded_builds():
    """Instruction errors are told here, and none of the errors that only a build finds."""
    different, counts = [], {True: 0, False: 0}
    for row in rows("llb_more"):
        if row["error_layer"] == "parse":
            continue
        try:
            lines = list(oracle_lines(row["dockerfile"]))
        except dockerfile.GoParseError:
            continue
        expected = recorded_verdict(row["error"] if row["error_layer"] == "instruction" else None)
        counts[expected is None] += 1
        actual = verdict(first_error(lines))
        if actual != expected:
            different.append((row["dockerfile"], actual, expected))
    assert different == []
    assert counts[False] == 111
    assert counts[True] > 1_600


def error_of(
    keyword: str,
    *arguments: str,
    flags: str = "",
    as_json: bool = False,
    trigger: str | None = None,
    in_stage: bool = True,
) -> InstructionError | None:
    line = ParsedLine(keyword, tuple(flags.split()), arguments, as_json, trigger)
    return instruction_error(line, first_stage_seen=in_stage)


@pytest.mark.parametrize(
    ("keyword", "arguments"),
    [
        ("FROM", ("a",)),
        ("FROM", ("a", "AS", "b")),
        ("FROM", ("a", "as", "B-1_c.d")),
        ("FROM", ("a", "aS", "b")),
        ("FROM", ("a", "A\u017f", "b")),  # Go's EqualFold takes the long s
        ("FROM", ("a", "AS", "from")),
        ("FROM", ("a:1@sha256:0", "AS", "x--")),
        ("ARG", ("a",)),
        ("ARG", ("a=",)),
        ("ARG", ("a", "b=c", "d==")),
        ("ENV", ("a", "b", "=")),
        ("ENV", ("a", "", "=", "b", "=", "=")),
        ("ENV", ("a", "= b", "")),
        ("ENV", ("''", "b", "=")),
        ("LABEL", ("a", "b", "")),
        ("RUN", ()),
        ("RUN", ("",)),
        ("RUN", ("a b",)),
        ("CMD", ()),
        ("CMD", ("a",)),
        ("ENTRYPOINT", ()),
        ("ENTRYPOINT", ("a b",)),
        ("COPY", ("a", "b")),
        ("COPY", ("<<E", "b")),
        ("COPY", ("a", "b", "c/")),
        ("COPY", ("a", "<<")),
        ("COPY", ("a", "<<<E")),
        ("COPY", ("a", "b<<E")),
        ("ADD", ("a", "b")),
        ("ADD", ("<<E", "<<F", "/d/")),
        ("EXPOSE", ("80", "x/y")),
        ("MAINTAINER", ("a b",)),
        ("STOPSIGNAL", ("no-signal",)),
        ("USER", ("a b",)),
        ("WORKDIR", ("/a b",)),
        ("VOLUME", ("/a", "/b")),
        ("VOLUME", ("\x1f",)),  # no space for Go
        ("HEALTHCHECK", ("NONE",)),
        ("HEALTHCHECK", ("none",)),
        ("HEALTHCHECK", ("cmd", "curl x")),
    ],
)
def test_accepted_arguments(keyword, arguments):
    assert error_of(keyword, *arguments) is None
    assert error_of(keyword.lower(), *arguments) is None


@pytest.mark.parametrize("keyword", ["RUN", "CMD", "ENTRYPOINT"])
@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "")])
def test_accepted_exec_form(keyword, arguments):
    assert error_of(keyword, *arguments, as_json=True) is None


def test_accepted_json_arguments():
    assert error_of("SHELL", "/bin/sh", as_json=True) is None
    assert error_of("COPY", "a b", "c d", as_json=True) is None
    assert error_of("COPY", "a", "<<X Y", as_json=True) is None  # two words are no heredoc
    assert error_of("COPY", "a", "<<'X", as_json=True) is None
    assert error_of("HEALTHCHECK", "CMD", "a", as_json=True) is None


@pytest.mark.parametrize(
    ("keyword", "arguments", "part", "index", "says"),
    [
        ("FROM", (), "keyword", 0, "an image"),
        ("FROM", ("a", "b"), "argument", 1, "AS"),
        ("FROM", ("a", "AS"), "argument", 1, "stage name"),
        ("FROM", ("a", "#", "c"), "argument", 1, "line of its own"),
        ("FROM", ("a", "IS", "b"), "argument", 1, "AS"),
        ("FROM", ("a", "AS", "b", "c"), "argument", 3, "stage name"),
        ("FROM", ("a", "AS", "b", "#c"), "argument", 3, "line of its own"),
        ("FROM", ("a", "AS", "1b"), "argument", 2, "letter first"),
        ("FROM", ("a", "AS", "-"), "argument", 2, "letter first"),
        ("FROM", ("a", "AS", "a/b"), "argument", 2, "'a/b'"),
        ("FROM", ("a", "AS", "$b"), "argument", 2, "'$b'"),
        ("FROM", ("a", "AS", "\u00e9"), "argument", 2, "letter first"),
        ("FROM", ("a", "AS", "b\x1b"), "argument", 2, r"'b\x1b'"),
        ("ARG", (), "keyword", 0, "at least one"),
        ("ARG", ("=",), "argument", 0, "name"),
        ("ARG", ("a", "=b"), "argument", 1, "name"),
        ("ENV", (), "keyword", 0, "at least one"),
        ("ENV", ("", "b", "="), "argument", 0, "name"),
        ("ENV", ("a", "b", "=", "", "c", "="), "argument", 3, "name"),
        ("LABEL", (), "keyword", 0, "at least one"),
        ("LABEL", ("", "", "="), "argument", 0, "name"),
        ("COPY", (), "keyword", 0, "destination"),
        ("COPY", ("a",), "keyword", 0, "destination"),
        ("COPY", ("<<E",), "keyword", 0, "destination"),
        ("COPY", ("a", "<<E"), "argument", 1, "heredoc"),
        ("COPY", ("a", "b", "3<<-'E F'"), "argument", 2, "heredoc"),
        ("ADD", (), "keyword", 0, "destination"),
        ("ADD", ("a",), "keyword", 0, "destination"),
        ("ADD", ("a", "<<E"), "argument", 1, "heredoc"),
        ("EXPOSE", (), "keyword", 0, "at least one"),
        ("MAINTAINER", (), "keyword", 0, "exactly one"),
        ("STOPSIGNAL", (), "keyword", 0, "exactly one"),
        ("USER", (), "keyword", 0, "exactly one"),
        ("WORKDIR", (), "keyword", 0, "exactly one"),
        ("VOLUME", (), "keyword", 0, "at least one"),
        ("VOLUME", ("",), "argument", 0, "blank"),
        ("VOLUME", ("/a", " \t\xa0\u3000"), "argument", 1, "blank"),
        ("SHELL", (), "keyword", 0, "at least one"),
        ("SHELL", ("bash -c",), "argument", 0, "JSON"),
        ("HEALTHCHECK", (), "keyword", 0, "NONE"),
        ("HEALTHCHECK", ("NONE", "a"), "argument", 1, "NONE"),
        ("HEALTHCHECK", ("curl", "a"), "argument", 0, "'curl'"),
        ("HEALTHCHECK", ("CMD",), "argument", 0, "command"),
        ("ONBUILD", (), "keyword", 0, "instruction"),
    ],
)
def test_refused_arguments(keyword, arguments, part, index, says):
    error = error_of(keyword, *arguments)
    assert error is not None
    assert (error.part, error.index) == (part, index)
    assert says in error.message
    assert error == error_of(keyword.lower(), *arguments)


@pytest.mark.parametrize("keyword", ["SHELL", "VOLUME", "COPY", "ADD"])
def test_refused_empty_array(keyword):
    assert error_of(keyword, as_json=True) is not None


def test_refused_json_arguments():
    assert error_of("HEALTHCHECK", "CMD", as_json=True) is not None
    assert error_of("COPY", "a", as_json=True) is not None
    assert error_of("COPY", "a", "<<X", as_json=True) is not None
    assert error_of("VOLUME", "/a", " ", as_json=True) is not None


@pytest.mark.parametrize("trigger", ["FROM", "from", "Maintainer", "ONBUILD", "onbu\u0131ld"])
def test_refused_triggers(trigger):
    error = error_of("ONBUILD", trigger=trigger)
    assert error is not None
    assert (error.part, error.index) == ("argument", 0)


@pytest.mark.parametrize("trigger", ["RUN", "run", "COPY", "FOO", "#"])
def test_accepted_triggers(trigger):
    """Even one that does not exist: only the build of the child image finds out."""
    assert error_of("ONBUILD", trigger=trigger) is None


@pytest.mark.parametrize(
    ("keyword", "suggestion"),
    [
        ("FRMO", "FROM"),
        ("cpoy", "COPY"),
        ("RUNN", "RUN"),
        ("ENTRYPIONT", "ENTRYPOINT"),
        ("maintaner", "MAINTAINER"),
        ("LABLE", "LABEL"),
        ("EXPOSED", "EXPOSE"),
        ("HEALTHCEHCK", "HEALTHCHECK"),
    ],
)
def test_unknown_instruction_with_suggestion(keyword, suggestion):
    error = error_of(keyword, "")
    assert error is not None
    assert error.part == "keyword"
    assert error.message.endswith(f"did you mean {suggestion}?")


@pytest.mark.parametrize(
    "keyword",
    ["", "&&", "x", "#", "INSTALL", "apt-get", "RUN\xa0", "U\u017fER", "workd\u0131r", "\x00"],
)
def test_unknown_instruction_without_suggestion(keyword):
    error = error_of(keyword, "")
    assert error is not None
    assert error.part == "keyword"
    assert error.message.isprintable()


def test_unknown_instruction_may_be_very_long():
    error = error_of("x" * 10_000_000, "")
    assert error is not None
    assert len(error.message) < 200


def test_unknown_instruction_is_told_before_the_missing_stage():
    error = error_of("FOO", "", in_stage=False)
    assert error is not None
    assert BEFORE_FROM not in error.message


@pytest.mark.parametrize("keyword", [*INSTRUCTIONS, "Copy", "wor\u212adir", "entrypo\u0130nt"])
def test_keywords_go_takes(keyword):
    assert canonical_name(keyword) in INSTRUCTIONS


@pytest.mark.parametrize("keyword", ["", "U\u017fER", "workd\u0131r", "run ", "e\u00f1v"])
def test_keywords_go_refuses(keyword):
    assert canonical_name(keyword) not in INSTRUCTIONS


VALID: dict[str, tuple[str, ...]] = {
    "ADD": ("a", "b"),
    "ARG": ("a",),
    "COPY": ("a", "b"),
    "ENV": ("a", "b", "="),
    "HEALTHCHECK": ("CMD", "x"),
    "LABEL": ("a", "b", "="),
}


def valid_error(name: str, *, flags: str = "", in_stage: bool = True) -> InstructionError | None:
    return error_of(
        name,
        *VALID.get(name, ("x",)),
        flags=flags,
        as_json=name == "SHELL",
        trigger="RUN" if name == "ONBUILD" else None,
        in_stage=in_stage,
    )


@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_only_arg_and_from_stand_before_the_first_stage(name):
    assert valid_error(name) is None
    error = valid_error(name, in_stage=False)
    if name in ("ARG", "FROM"):
        assert error is None
    else:
        assert error is not None
        assert (error.part, error.index) == ("keyword", 0)
        assert BEFORE_FROM in error.message


@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_unknown_flags(name):
    error = valid_error(name, flags="--foo --bar=1")
    if name in ("ARG", "STOPSIGNAL"):
        assert error is None
    else:
        assert error is not None
        assert (error.part, error.index) == ("flag", 0)
        assert "'--foo'" in error.message


def test_flags_of_healthcheck_none_are_not_read():
    assert error_of("HEALTHCHECK", "none", flags="--foo --interval=x --interval=y") is None
    assert error_of("HEALTHCHECK", "FOO", flags="--interval=1s") is not None


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("FROM", "--platform=linux/amd64"),
        ("FROM", "--platform="),
        ("RUN", "--network=none --security=insecure --mount=type=cache,target=/c"),
        ("RUN", "--network=host"),
        ("RUN", "--network=default --security=sandbox"),
        ("RUN", "--mount=type=nonsense,foo=bar"),  # found when the step is built
        ("RUN", "--mount=foo"),
        ("RUN", "--mount=from"),
        ("RUN", "--mount=from=$"),
        ("RUN", "--mount=target=$A --mount=target=/b"),
        ("RUN", "--device=vendor.com/class=dev --device=foo,required"),
        ("COPY", "--from=$A --chown=a --chmod=x --link --parents=FALSE"),
        ("COPY", "--exclude=a --exclude=b --exclude="),
        ("ADD", "--checksum=x --keep-git-dir --unpack=true --link=False"),
        (
            "HEALTHCHECK",
            "--interval=1ms --timeout=0 --start-period= --start-interval=1h --retries=",
        ),
        ("HEALTHCHECK", "--retries=0"),
        ("COPY", "-- --foo"),
        ("HEALTHCHECK", "--retries=+2147483647"),
    ],
)
def test_accepted_flags(name, flags):
    assert valid_error(name, flags=flags) is None


@pytest.mark.parametrize(
    ("name", "flags", "index", "says"),
    [
        ("FROM", "--platform", 0, "value"),
        ("FROM", "--platform=a --platform=b", 1, "twice"),
        ("RUN", "--network", 0, "value"),
        ("RUN", "--network=", 0, "none"),
        ("RUN", "--network=NONE", 0, "'NONE'"),
        ("RUN", "--network=$A", 0, "'$A'"),
        ("RUN", "--security=", 0, "sandbox"),
        ("RUN", "--security=Sandbox", 0, "sandbox"),
        ("RUN", "--mount=target=/a --security=x", 1, "insecure"),
        ("RUN", "--mount", 0, "value"),
        ("RUN", "--mount=", 0, "key=value"),
        ("RUN", "--mount=target=/a --mount=from=$A", 1, "variable"),
        ("RUN", "--mount=FROM=a${b}", 0, "variable"),
        ("RUN", '--mount=target=/"a"', 0, "quote"),
        ("RUN", '--mount="target=/a', 0, "closed"),
        ("RUN", "--device=", 0, "key=value"),
        ("RUN", "--device=a,required=maybe", 0, "'maybe'"),
        ("RUN", "--device=a,b", 0, "'b'"),
        ("RUN", "--device=name=a,name=b", 0, "'name=b'"),
        ("RUN", "--from=a", 0, "'--from'"),
        ("COPY", "--link --from", 1, "value"),
        ("COPY", "--link=", 0, "true or false"),
        ("COPY", "--link=1", 0, "true or false"),
        ("COPY", "--parents=yes", 0, "'yes'"),
        ("COPY", "--link --link=false", 1, "twice"),
        ("COPY", "--exclude", 0, "value"),
        ("COPY", "--chwon=a", 0, "did you mean --chown?"),
        ("COPY", "--From=a", 0, "did you mean --from?"),
        ("COPY", "--checksum=a", 0, "'--checksum'"),
        ("ADD", "--from=a", 0, "'--from'"),
        ("ADD", "--parents", 0, "'--parents'"),
        ("ADD", "--unpack=maybe", 0, "'maybe'"),
        ("HEALTHCHECK", "--interval", 0, "value"),
        ("HEALTHCHECK", "--interval=5", 0, "30s"),
        ("HEALTHCHECK", "--interval=1us", 0, "1ms"),
        ("HEALTHCHECK", "--interval=-5s", 0, "1ms"),
        ("HEALTHCHECK", "--retries=1 --timeout=x", 1, "30s"),
        ("HEALTHCHECK", "--start-period=1ns", 0, "1ms"),
        ("HEALTHCHECK", "--start-interval=999us", 0, "1ms"),
        ("HEALTHCHECK", "--retries=-1", 0, "'-1'"),
        ("HEALTHCHECK", "--retries=1.5", 0, "'1.5'"),
        ("HEALTHCHECK", "--retries=2147483648", 0, "2147483647"),
    ],
)
def test_refused_flags(name, flags, index, says):
    error = valid_error(name, flags=flags)
    assert error is not None
    assert (error.part, error.index) == ("flag", index)
    assert says in error.message


def test_flags_are_told_before_arguments():
    error = error_of("COPY", "a", flags="--foo")
    assert error is not None
    assert error.part == "flag"


WORDS = st.lists(st.sampled_from(["a", "AS", "=", "", "<<E", "<<${", "NONE", "CMD"]) | st.text())
FLAG_WORDS = st.lists(st.sampled_from(["link", "mount", "mount=", "retries=", "x"]) | st.text())


@given(st.sampled_from(INSTRUCTIONS), FLAG_WORDS, WORDS, st.booleans())
def test_errors_point_at_what_is_there(keyword, flags, arguments, as_json):
    words = tuple("--" + flag for flag in flags)
    line = ParsedLine(keyword, words, tuple(arguments), as_json, "RUN")
    error = instruction_error(line, first_stage_seen=True)
    if error is not None:
        parts = {"keyword": 1, "flag": len(flags), "argument": len(arguments)}
        assert 0 <= error.index < parts[error.part]
        assert error.message.isprintable()


def test_deep_nesting_in_a_destination():
    assert error_of("COPY", "a", "<<" + "${a:-" * 100_000) is None


@pytest.mark.parametrize(
    "word", ["<<E", "<<-E", "3<<E", "<< E", "<<'E F'", '<<"E"', "<<$E", "<<\\E"]
)
def test_heredoc_words(word):
    assert is_heredoc(word)


@pytest.mark.parametrize(
    "word",
    ["", "<<", "<<-", "<E", "<<<E", "a<<E", "<<a<b", "<<''", "<<E F", "<<'E", '<<"', "\\<<E"],
)
def test_words_that_are_no_heredocs(word):
    assert not is_heredoc(word)
