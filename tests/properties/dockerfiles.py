"""Strategies that make Dockerfiles.

:func:`dockerfiles` follows the language and makes files that BuildKit takes; :func:`soups` throws
tokens together and makes anything. Both are there to be reused.

The generator draws an instruction as a list of words and then writes it down in one of the many
ways that mean the same: letter case, gaps, continuations, comments and blank lines inside them.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from dfopt.syntax.instructions import INSTRUCTIONS

KEYS = ("A", "B", "PATH", "NODE_ENV", "APP_HOME", "a.b", "HTTP_PROXY")
LABEL_KEYS = ("maintainer", "org.x.title", '"quoted.key"', "version", "stage", "a")
NAMES = ("build", "base", "test", "final-1", "x_2")
IMAGES = ("alpine", "node:22-slim", "scratch", "golang:1.24@sha256:" + "0" * 64, "registry:5000/a")
PATHS = (".", "./", "src", "a.txt", "/app", "/app/", "*.json", "dir/", "sub/file.go", "/etc/x.conf")
COMMANDS = (
    "make",
    "apt-get update && apt-get install -y curl",
    "npm ci",
    "echo $A ${B:-x} > /x",
    "echo 'single quotes' \"double\"",
    "cd /app; ./configure --prefix=/usr",
    "echo a # no comment",
    "test -f /x || exit 1",
)
COMMENTS = (
    "a word about it",
    "Note: this matters",
    "renovate: datasource=docker",
    "hadolint ignore=DL3008",
    "check=skip=JSONArgsRecommended",
    "syntax=docker/dockerfile:1",
    "dfopt: pin",
    "dfopt: ignore=reorder",
    "dfopt: off",
    "dfopt: on",
    "",
    "ünïcode 🐳",
    "ends in \\",
)
VALUES = (
    "1", "production", '"two words"', "'single $A'", "$A", "${B}", "${PATH}:/bin", "${A:-b}",
    '"a # b"', "", '"q\'q"', "x=y", "http://a/b?c=d", '"$A and ${B:+c}"', "ü",
)  # fmt: skip
LEGACY_VALUES = ("one", "two words", "a = b", '"quoted" word', "$A x", "it/is/$B", "x  y")


class Style(NamedTuple):
    """How one file is written."""

    newline: str
    escape: str
    noisy: bool


#: What the caller may leave out of :func:`dockerfiles`.
FEATURES = frozenset({"heredocs", "onbuild", "directives", "stages", "crlf", "noise", "pragmas"})


def _weighted(*choices: tuple[int, SearchStrategy[list[str]]]) -> SearchStrategy[list[str]]:
    return st.one_of([strategy for weight, strategy in choices for _ in range(weight)])


def _word(*words: str) -> SearchStrategy[str]:
    return st.sampled_from(words)


def _json_array(words: SearchStrategy[str], least: int = 1) -> SearchStrategy[str]:
    return st.lists(words, min_size=least, max_size=4).map(
        lambda items: json.dumps(items, ensure_ascii=False)
    )


def _flags(*flags: str) -> SearchStrategy[list[str]]:
    """Draw flags of different names."""
    return st.lists(
        st.sampled_from(flags), max_size=2, unique_by=lambda flag: flag.partition("=")[0]
    )


@st.composite
def env_words(draw: DrawFn, keyword: str = "ENV", keys: tuple[str, ...] = KEYS) -> list[str]:
    """Draw an ENV or LABEL: the legacy form now and then, else one pair or several."""
    if draw(st.integers(0, 5)) == 0:
        return [keyword, draw(_word(*keys)), draw(_word(*LEGACY_VALUES))]
    count = draw(st.sampled_from([1, 1, 1, 2, 3]))
    pairs = [f"{draw(_word(*keys))}={draw(_word(*VALUES))}" for _ in range(count)]
    return [keyword, *pairs]


@st.composite
def _arg(draw: DrawFn) -> list[str]:
    names = draw(st.lists(_word("A", "VERSION", "TARGETARCH", "B"), min_size=1, max_size=2))
    defaults = ("", "=1", '="a b"', "=$A", "=")
    return ["ARG", *(name + draw(st.sampled_from(defaults)) for name in names)]


@st.composite
def _command(draw: DrawFn, keyword: str) -> list[str]:
    exec_form = draw(st.booleans())
    text = draw(_json_array(_word("/bin/sh", "-c", "node", 'ü " \\ $A'))) if exec_form else None
    return [keyword, text or draw(_word(*COMMANDS))]


@st.composite
def _run(draw: DrawFn) -> list[str]:
    flags = draw(
        _flags(
            "--mount=type=cache,target=/root/.cache", "--network=none", "--mount=type=secret,id=x"
        )
    )
    keyword, command = draw(_command("RUN"))
    return [keyword, *flags, command]


@st.composite
def _transfer(draw: DrawFn, keyword: str, stages: tuple[str, ...]) -> list[str]:
    names = ["--chown=1000:1000", "--chmod=755", "--link", "--exclude=*.md"]
    if keyword == "COPY":
        names += ["--parents", *(f"--from={stage}" for stage in (*stages, "alpine"))]
    else:
        names += ["--checksum=sha256:" + "a" * 64, "--keep-git-dir=false", "--unpack=true"]
    flags = draw(_flags(*names))
    paths = draw(st.lists(_word(*PATHS), min_size=2, max_size=3))
    if draw(st.integers(0, 5)) == 0:
        return [keyword, *flags, json.dumps(paths)]
    return [keyword, *flags, *paths]


@st.composite
def _healthcheck(draw: DrawFn) -> list[str]:
    if draw(st.booleans()):
        return ["HEALTHCHECK", draw(_word("NONE", "none"))]
    flags = draw(_flags("--interval=5s", "--timeout=1m30s", "--retries=3", "--start-period=0s"))
    return ["HEALTHCHECK", *flags, *draw(_command("CMD"))]


def _text(keyword: str, *texts: str) -> SearchStrategy[list[str]]:
    return _word(*texts).map(lambda text: [keyword, text])


@st.composite
def _heredoc(draw: DrawFn) -> tuple[list[str], list[str]]:
    """Draw an instruction with heredocs, and the lines of their bodies."""
    names = draw(st.sampled_from([("EOF",), ("A", "B"), ("EOF", "EOF")]))
    openings = [draw(st.sampled_from(["<<", "<<-"])) for _ in names]
    words = [
        o + draw(st.sampled_from([name, f"'{name}'", f'"{name}"']))
        for o, name in zip(openings, names)
    ]
    lines = []
    for opening, name in zip(openings, names):
        body = st.sampled_from(
            ["echo $A", "# no comment", "", "RUN x", "  indented \\", "FROM a", "it's", f"{name} "]
        )
        lines += draw(st.lists(body, max_size=3))
        lines.append(("\t" if opening == "<<-" and draw(st.booleans()) else "") + name)
    keyword = draw(_word("RUN", "COPY", "ADD"))
    if keyword == "RUN":
        first = draw(_word("", "bash", "cat"))
        return [keyword, *([first] if first else []), *words], lines
    return [keyword, *words, "/app/"], lines


def _instructions(stages: tuple[str, ...]) -> SearchStrategy[list[str]]:
    """Return the instructions of a stage, the more frequent ones more often."""
    return _weighted(
        (6, env_words()),
        (3, env_words("LABEL", LABEL_KEYS)),
        (4, _run()),
        (5, _transfer("COPY", stages)),
        (1, _transfer("ADD", stages)),
        (2, _arg()),
        (2, _command("CMD")),
        (2, _command("ENTRYPOINT")),
        (2, _text("WORKDIR", "/app", "src", "$A/x", "/a b")),
        (2, _text("USER", "root", "1000:1000", "$A")),
        (2, st.lists(_word("80", "8080/tcp", "53/udp", "$A"), min_size=1, max_size=2).map(
            lambda ports: ["EXPOSE", *ports])),
        (1, st.one_of(_text("VOLUME", "/data", "/a /b"), _json_array(_word("/data")).map(
            lambda text: ["VOLUME", text]))),
        (1, _text("STOPSIGNAL", "SIGTERM", "9")),
        (1, _text("MAINTAINER", "Some One <a@b.c>")),
        (1, _text("SHELL", '["/bin/bash", "-c"]', '["cmd"]')),
        (1, _healthcheck()),
    )  # fmt: skip


@st.composite
def _written(draw: DrawFn, words: list[str], style: Style) -> str:
    """Write an instruction down."""
    keyword = words[0]
    case = draw(st.sampled_from([str.upper, str.upper, str.upper, str.lower, str.title]))
    # In a legacy form, and where a text is one argument, gaps inside it are part of it; this
    # generator only ever puts gaps between its own words.
    text = draw(_word("", "", "", "", "  ", "\t")) if style.noisy else ""
    text += case(keyword)
    for word in words[1:]:
        text += draw(_gap(style)) + word
    if style.noisy and draw(st.integers(0, 7)) == 0:
        text += draw(_word(" ", "\t", "  "))
    return text + style.newline


@st.composite
def _gap(draw: DrawFn, style: Style) -> str:
    if not style.noisy or draw(st.integers(0, 4)):
        return draw(_word(" ", " ", " ", "  ", "\t"))
    # Blanks may follow the escape token.
    gap = " " + style.escape + draw(_word("", "", " ", "\t")) + style.newline
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        gap += draw(st.sampled_from(["# inside", "   # inside " + style.escape, "#", "  "]))
        gap += style.newline
    return gap + draw(_word("    ", "\t", "  "))


@st.composite
def _lines_between(draw: DrawFn, style: Style, comments: SearchStrategy[str]) -> str:
    """Draw what stands above an instruction: mostly nothing."""
    shape = draw(st.sampled_from(["", "", "", "", "b", "b", "c", "cb", "bc", "bcb", "cc", "bb"]))
    text = ""
    for kind in shape:
        if kind == "c":
            indent = draw(_word("", "", "", "  ")) if style.noisy else ""
            text += f"{indent}# {draw(comments)}"
        elif style.noisy and draw(st.integers(0, 5)) == 0:
            text += " "
        text += style.newline
    return text


@st.composite
def _directives(draw: DrawFn, style: Style) -> str:
    lines = []
    if style.escape == "`" or draw(st.integers(0, 9)) == 0:
        lines.append(f"# escape={style.escape}")
    if draw(st.integers(0, 5)) == 0:
        lines.append("# syntax=docker/dockerfile:1")
    if draw(st.integers(0, 9)) == 0:
        lines.append("#check=skip=all")
    return "".join(line + style.newline for line in draw(st.permutations(lines)))


@st.composite
def _stage_body(
    draw: DrawFn, style: Style, stages: tuple[str, ...], features: frozenset[str], size: int
) -> str:
    kept = [c for c in COMMENTS if "pragmas" in features or not c.startswith("dfopt")]
    comments = st.sampled_from(kept)
    instructions = _instructions(stages)
    # A run of ENVs, and metadata behind a COPY, are what the rewrites look for.
    patterns = st.sampled_from(["", "", "", "envs", "labels", "metadata"])
    text = ""
    for _ in range(draw(st.integers(0, size))):
        pattern = draw(patterns)
        if pattern == "envs":
            drawn = draw(st.lists(env_words(), min_size=2, max_size=4))
        elif pattern == "labels":
            drawn = draw(st.lists(env_words("LABEL", LABEL_KEYS), min_size=2, max_size=3))
        elif pattern == "metadata":
            metadata = st.one_of(_command("CMD"), _text("EXPOSE", "80"), env_words("LABEL"))
            drawn = [draw(_transfer("COPY", stages)), draw(metadata)]
        else:
            drawn = [draw(instructions)]
        for words in drawn:
            text += draw(_lines_between(style, comments))
            roll = draw(st.integers(0, 24))
            if roll == 0 and "heredocs" in features:
                heredoc_words, lines = draw(_heredoc())
                text += draw(_written(heredoc_words, style))
                text += "".join(line + style.newline for line in lines)
            elif roll == 1 and "onbuild" in features and words[0] != "MAINTAINER":
                text += draw(_written(["ONBUILD", *words], style))
            else:
                text += draw(_written(words, style))
    return text


@st.composite
def dockerfiles(
    draw: DrawFn,
    *,
    max_stages: int = 3,
    max_size: int = 8,
    without: frozenset[str] = frozenset(),
) -> str:
    """Draw the text of a Dockerfile that BuildKit takes.

    ``max_size`` bounds what stands in a stage, ``without`` names members of :data:`FEATURES` that
    the file must not have.
    """
    assert without <= FEATURES, without - FEATURES
    features = FEATURES - without
    style = Style(
        "\r\n" if "crlf" in features and draw(st.integers(0, 9)) == 0 else "\n",
        "`" if "directives" in features and draw(st.integers(0, 7)) == 0 else "\\",
        "noise" in features and draw(st.booleans()),
    )
    text = ""
    if "noise" in features and draw(st.integers(0, 19)) == 0:
        text += "\ufeff"
    if "directives" in features:
        text += draw(_directives(style))
    text += draw(_lines_between(style, _word("a header", "")))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        text += draw(_written(draw(_arg()), style))
    count = draw(st.sampled_from([1, 1, 1, 2, max_stages])) if "stages" in features else 1
    stages: tuple[str, ...] = ()
    for number in range(count):
        words = ["FROM", draw(_word(*IMAGES, *stages))]
        if draw(st.integers(0, 5)) == 0:
            words.insert(1, "--platform=$BUILDPLATFORM")
        if number < count - 1 or draw(st.booleans()):
            free = [name for name in NAMES if name not in stages]
            stages_after = (*stages, draw(_word(*free)))
            words += [draw(_word("AS", "as")), stages_after[-1]]
        else:
            stages_after = stages
        text += draw(_lines_between(style, _word("a stage", "")))
        text += draw(_written(words, style))
        text += draw(_stage_body(style, stages, features, max_size))
        stages = stages_after
    text += draw(st.sampled_from(["", "", "", style.newline, "# the end" + style.newline]))
    if draw(st.integers(0, 7)) == 0:
        text = text.removesuffix(style.newline)
    return text


_SOUP = (
    *INSTRUCTIONS, *(word.lower() for word in INSTRUCTIONS), " ", "  ", "\t", "\n", "\n", "\n",
    "\r\n", "\r", "\\\n", "\\ \n", "`\n", "\\", "\\\\\n", "#", "# ", "# escape=`\n", "# syntax=x\n",
    "# check=skip=all\n", "\ufeff", "=", "A=1", "$A", "${A", "${A:-", "}", "'", '"', "[", "]",
    '["a"]', '["a", 1]', ",", "--", "--from=a", "--mount=type=cache,target=/x", "<<EOF", "<<-'E'",
    "\nEOF\n", "EOF", "a", ".", "/x", "AS", "NONE", "\x00", "\x1b[31m", "\ud800", "\udcff", "🐳",
    "\u00a0", "\u2028", "\x85", "\x0c", "# dfopt: pin\n", "# dfopt: skip-file\n",
)  # fmt: skip


def soups() -> SearchStrategy[str]:
    """Return texts of Dockerfile tokens in any order, and of any characters."""
    tokens = st.one_of(st.sampled_from(_SOUP), st.text(max_size=4))
    return st.lists(tokens, max_size=40).map("".join)
