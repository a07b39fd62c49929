"""Gemfile and Gemfile.lock: whether they name nothing but gems of a remote index.

A Gemfile is a program in Ruby. It is read here only if it is written in a small part of the
language that can neither calculate nor read anything. Sources: Bundler's manual page gemfile(5);
"Literals" and "Comments" of the syntax documentation of Ruby.
"""

from __future__ import annotations

import re

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: The tokens of that part of the language, with the kind of each; all else is refused.
_TOKEN: Final = regex(
    r"""(?P<blank>[ \t]+|\\\n)
    |(?P<comment>\#[^\n]*)
    |(?P<end>\n)
    |(?P<words>%[wi](?:\[[^\[\]\\]*\]|\([^()\\]*\)))
    |(?P<key>[a-z_]\w*:(?![:\w])|"[\w-]+":(?!:)|'[\w-]+':(?!:))
    |(?P<text>"[^"\\\#\n]*"|'[^'\\\n]*')
    |(?P<symbol>:[a-z_]\w*(?![\w?!=])|:"[\w.-]+"|:'[\w.-]+')
    |(?P<arrow>=>)
    |(?P<name>[A-Za-z_]\w*(?![\w?!]))
    |(?P<sign>[()\[\],])""",
    re.VERBOSE | re.ASCII,
)
_URL: Final = regex(r"https?://[^\s/]\S*")
_CALLS: Final = frozenset(("source", "gem", "ruby", "group", "platforms", "platform"))
_BLOCKS: Final = frozenset(("group", "platforms", "platform", "source"))
_OPTIONS: Final = {
    "gem": frozenset(("require", "group", "groups", "platform", "platforms", "source",
                      "force_ruby_platform")),
    "source": frozenset[str](),
    "ruby": frozenset(("engine", "engine_version", "patchlevel", "file")),
    "group": frozenset(("optional",)),
    "platforms": frozenset[str](),
    "platform": frozenset[str](),
}  # fmt: skip
#: Files that ``ruby file:`` may name.
_VERSIONS: Final = frozenset((".ruby-version", ".tool-versions"))
_SECTIONS: Final = frozenset(
    ("GEM", "PLATFORMS", "DEPENDENCIES", "RUBY VERSION", "BUNDLED WITH", "CHECKSUMS")
)
_MOST: Final = 100_000

Value = str | bool | list[str]


class _UnsafeError(Exception):
    """A text that does more than name gems."""


def files_of(text: str) -> frozenset[str] | str:
    """Return the other files that a Gemfile reads, by their names; or why it cannot be told."""
    text = text.replace("\r\n", "\n")
    if len(text) > _MOST or re.search(r"[\0\x04\x1a\r\ufeff]", text):
        return "the Gemfile is not a plain text"
    reader = _Reader(list(_tokens(text)))
    try:
        reader.file()
    except _UnsafeError as error:
        return str(error)
    return frozenset(reader.files)


def unsafe_lock(text: str) -> str:
    """Say why a Gemfile.lock needs more than a remote index; nothing if it does not."""
    sections = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line[:1] not in ("", " "):
            sections.append(line)
            if line == "PATH":
                return "Gemfile.lock names gems of the project itself"
            if line == "GIT":
                return "Gemfile.lock names gems of a Git repository, which Bundler builds"
            if line not in _SECTIONS:
                return f"Gemfile.lock has a section {line[:40]!r}, which is not known"
        key, _, value = line.strip().partition(":")
        if key == "remote" and not _URL.fullmatch(value.strip()):
            return "Gemfile.lock names an index that may be a directory"
    return "" if "GEM" in sections else "Gemfile.lock names no index of gems"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            line = text[text.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip()
            yield "unknown", line
            return
        position = match.end()
        kind = match.lastgroup or ""
        if kind not in ("blank", "comment"):
            yield kind, match[0]
    yield "end", "\n"


class _Reader:
    """A recursive reader of the tokens of a Gemfile."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.index = 0
        self.files: set[str] = set()

    @property
    def kind(self) -> str:
        return self.tokens[self.index][0] if self.index < len(self.tokens) else "nothing"

    @property
    def text(self) -> str:
        return self.tokens[self.index][1] if self.index < len(self.tokens) else ""

    def unsafe(self) -> _UnsafeError:
        what = self.text.strip() or "the end of a line"
        return _UnsafeError(
            f"the Gemfile is a program, and more than a list of gems: {what[:40]!r} is not known"
        )

    def take(self, text: str) -> bool:
        """Go on behind a sign, a word or an end of line, if it comes next."""
        if self.text == text and self.kind in ("sign", "arrow", "name", "end"):
            self.index += 1
            return True
        return False

    def lines(self) -> None:
        while self.take("\n"):
            pass

    def file(self) -> None:
        depth = 0
        self.lines()
        while self.kind != "nothing":
            if self.take("end"):
                depth -= 1
                if depth < 0:
                    raise self.unsafe()
            else:
                depth += self.statement()
            if not self.take("\n"):
                raise self.unsafe()
            self.lines()
        if depth:
            raise self.unsafe()

    def statement(self) -> bool:
        """Read a call; return whether it opens a block."""
        name = self.text
        if self.kind != "name" or name not in _CALLS:
            raise self.unsafe()
        self.index += 1
        bracket = self.take("(")
        if bracket:
            self.lines()
        values, options = self.arguments(")" if bracket else "")
        if bracket and not self.take(")"):
            raise self.unsafe()
        self.call(name, values, options)
        if name in _BLOCKS and self.take("do"):
            return True
        if name in _BLOCKS and name != "source":
            raise self.unsafe()
        return False

    def arguments(self, closing: str) -> tuple[list[Value], dict[str, Value]]:
        values: list[Value] = []
        options: dict[str, Value] = {}
        while True:
            if self.kind == "key":
                key = self.text[:-1].strip("\"'")
                self.index += 1
                self.lines()
                options[key] = self.value()
            else:
                value = self.value()
                if self.take("=>"):
                    self.lines()
                    if not isinstance(value, str) or value in options:
                        raise self.unsafe()
                    options[value] = self.value()
                elif options:
                    raise self.unsafe()
                else:
                    values.append(value)
            if closing:
                self.lines()
            if not self.take(","):
                return values, options
            self.lines()
            if closing and self.text == closing:
                return values, options

    def value(self) -> Value:
        kind, text = self.kind, self.text
        if kind == "sign" and text == "[":
            return self.array()
        if kind == "name" and text in ("true", "false", "nil"):
            self.index += 1
            return text == "true"
        if kind == "words":
            self.index += 1
            return text[3:-1].split()
        if kind not in ("text", "symbol"):
            raise self.unsafe()
        self.index += 1
        return text.lstrip(":")[1:-1] if text[-1] in "\"'" else text[1:]

    def array(self) -> list[str]:
        self.index += 1
        found: list[str] = []
        self.lines()
        while not self.take("]"):
            value = self.value()
            if not isinstance(value, str):
                raise self.unsafe()
            found.append(value)
            self.lines()
            if not self.take(",") and self.text != "]":
                raise self.unsafe()
            self.lines()
        return found

    def call(self, name: str, values: list[Value], options: dict[str, Value]) -> None:
        """Judge what a call is given."""
        for option in options:
            if option not in _OPTIONS[name]:
                raise _UnsafeError(
                    f"the Gemfile says {option[:40]!r} of a {name}: that may be of the project"
                    if name in ("gem", "source")
                    else f"the option {option[:40]!r} of `{name}` in the Gemfile is not known"
                )
        if name in ("gem", "source") and not (values and isinstance(values[0], str)):
            raise _UnsafeError(f"a {name} in the Gemfile has no plain name")
        sources = [options["source"]] if "source" in options else []
        if name == "source":
            sources += values
        for source in sources:
            if not isinstance(source, str) or not _URL.fullmatch(source):
                raise _UnsafeError("the Gemfile names an index that may be a directory")
        if "file" in options:
            file = options["file"]
            if not isinstance(file, str) or file not in _VERSIONS:
                raise _UnsafeError("the Gemfile takes the version of Ruby from a file")
            self.files.add(file)
