"""Cut one logical line into the terminals of the grammar.

The keyword decides how the rest of the line is read, as BuildKit's ``dispatch`` table does
(frontend/dockerfile/parser, ``line_parsers.go``). Along with the terminals the lexer gives what
BuildKit's parser layer hands on: flags with their quotes removed, and arguments. Both are given for
wrong instructions too.
"""

from __future__ import annotations

import re

from dfopt.record import Record
from dfopt.syntax.instructions import canonical_name
from dfopt.syntax.jsonform import decode, is_json_array, string_spans
from dfopt.syntax.lines import utf8
from dfopt.syntax.words import UNICODE_SPACES, parse_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final

    Terminal = tuple[str, int, int]

#: White space between an instruction's words, where no Unicode space counts (``reWhitespace``).
_GAP: Final = r"[\t\v\f\r ]+"
_SPACES: Final = re.compile(f"[{UNICODE_SPACES}]++")
#: White space where BuildKit walks bytes: in front of and between flags, and in HEALTHCHECK.
_BYTE_SPACES: Final = re.compile(r"[\t\n\v\f\r ]++")
_NO_BYTE_SPACES: Final = r"[^\t\n\v\f\r ]++"
_PLAIN_WORD: Final = re.compile(r"[^\t\v\f\r ]+")

#: How deep ONBUILD may stand in ONBUILD before the rest is taken as opaque (it is an error anyway).
_MAX_TRIGGER_DEPTH: Final = 16


class LexError(Exception):
    """What BuildKit's parser layer refuses: a message and the span in the joined line."""

    def __init__(self, message: str, start: int, end: int) -> None:
        """Remember what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class LexedLine(Record):
    """A logical line as BuildKit's parser layer sees it, with the grammar's terminals.

    ``kind`` is the canonical keyword, ``terminals`` are ``(type, start, end)`` in the joined line.
    ``flags`` and ``arguments`` are BuildKit's: for ENV and LABEL triples of key, value and ``=``
    (empty in the legacy form), for a shell form one string, for an exec form its strings.
    ``trigger`` is ONBUILD's inner instruction.
    """

    keyword: str
    kind: str
    terminals: tuple[Terminal, ...]
    flags: tuple[str, ...]
    arguments: tuple[str, ...]
    json: bool = False
    trigger: LexedLine | None = None
    original: str = ""


class _Reader:
    """Collects the terminals and arguments of one instruction."""

    def __init__(self, text: str, start: int, escape: str, heredocs: frozenset[int]) -> None:
        self.text = text
        self.end = len(text.rstrip(UNICODE_SPACES))
        self.position = start
        self.escape = escape
        self.heredocs = heredocs
        self.terminals: list[Terminal] = []
        self.flags: list[str] = []
        self.arguments: list[str] = []
        self.json = False
        self.trigger: LexedLine | None = None

    def skip_spaces(self, spaces: re.Pattern[str] = _SPACES) -> None:
        """Move on to the next character that is no space."""
        match = spaces.match(self.text, self.position, self.end)
        self.position = match.end() if match else self.position

    def add(self, kind: str, start: int, end: int) -> None:
        """Add a terminal."""
        self.terminals.append((kind, start, end))

    def take_rest(self, kind: str) -> None:
        """Add the rest of the line as one terminal and one argument, if there is a rest."""
        if self.position < self.end:
            self.add(kind, self.position, self.end)
            self.arguments.append(self.text[self.position : self.end])

    def plain_words(self) -> list[tuple[int, int]]:
        """Return the spans of the words between plain white space."""
        return [m.span() for m in _PLAIN_WORD.finditer(self.text, self.position, self.end)]


def lex(
    text: str, escape: str = "\\", heredocs: frozenset[int] = frozenset(), start: int = 0
) -> LexedLine:
    """Cut the joined line ``text``, from ``start``, into terminals.

    ``heredocs`` are the offsets at which heredoc words begin.

    Raises:
        LexError: the line is one that BuildKit's parser layer refuses.
    """
    return _lex(text, escape, heredocs, start, 0)


def _lex(text: str, escape: str, heredocs: frozenset[int], start: int, depth: int) -> LexedLine:
    reader = _Reader(text, start, escape, heredocs)
    reader.skip_spaces()
    begin = reader.position
    match = _PLAIN_WORD.match(text, begin, reader.end)
    end = match.end() if match else begin
    keyword = text[begin:end]
    canonical = canonical_name(keyword)
    known = canonical in _READERS or canonical == "ONBUILD"
    reader.add(canonical if known else "UNKNOWN", begin, end)
    reader.position = end
    reader.skip_spaces(_BYTE_SPACES)
    _read_flags(reader)
    reader.skip_spaces()
    if canonical == "ONBUILD":
        _read_trigger(reader, depth)
    elif known:
        _READERS[canonical](reader)
    else:
        reader.take_rest("TEXT")
        reader.arguments = [""]
    return LexedLine(
        keyword,
        canonical,
        tuple(reader.terminals),
        tuple(reader.flags),
        tuple(reader.arguments),
        reader.json,
        reader.trigger,
        text[start:],
    )


def lex_refused(text: str) -> LexedLine:
    """Return a line that :func:`lex` refuses as a keyword and a text."""
    reader = _Reader(text, 0, "\\", frozenset())
    reader.skip_spaces()
    match = _PLAIN_WORD.match(text, reader.position, reader.end)
    keyword = match.group() if match else ""
    reader.add("UNKNOWN", reader.position, reader.position + len(keyword))
    reader.position += len(keyword)
    reader.skip_spaces()
    reader.take_rest("TEXT")
    kind = canonical_name(keyword)
    return LexedLine(keyword, kind, tuple(reader.terminals), (), (), False, None, text)


def _flag_pattern(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    space = r"\t\n\v\f\r "
    return re.compile(
        rf"--(?:[^{space}'\"{e}]++|{e}.?|'(?:[^'{e}]++|{e}.)*+(?:'|{e}?\Z)"
        rf"|\"(?:[^\"{e}]++|{e}.)*+(?:\"|{e}?\Z))*+",
        re.DOTALL,
    )


def _flag_piece(escape: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(escape)}(.?)|['\"]", re.DOTALL)


def _read_flags(reader: _Reader) -> None:
    """Take the leading words that begin with two dashes (``extractBuilderFlags``)."""
    text = reader.text
    if not text.startswith("--", reader.position):
        return
    pattern = _flag_pattern(reader.escape)
    while text.startswith("--", reader.position) and reader.position < reader.end:
        match = pattern.match(text, reader.position, reader.end)
        assert match
        value = _flag_value(match.group(), reader.escape)
        ends_flags = value == "--"
        reader.add("FLAGS_END" if ends_flags else "FLAG", *match.span())
        reader.position = match.end()
        reader.skip_spaces(_BYTE_SPACES)
        if ends_flags:
            break
        reader.flags.append(value)


def _flag_value(raw: str, escape: str) -> str:
    """Remove a flag's quotes and escapes; BuildKit walks bytes, which mangles other letters."""
    if not raw.isascii():
        raw = utf8(raw).decode("latin-1")
    if escape not in raw and "'" not in raw and '"' not in raw:
        return raw
    quote = ""
    pieces = []
    last = 0
    for match in _flag_piece(escape).finditer(raw):
        token = match.group()
        if token in "'\"":
            if quote and token != quote:
                continue
            quote = "" if quote else token
        pieces += [raw[last : match.start()], match.group(1) or ""]
        last = match.end()
    return "".join(pieces) + raw[last:]


def _read_from(reader: _Reader) -> None:
    for index, (start, end) in enumerate(reader.plain_words()):
        word = reader.text[start:end]
        reader.add("AS" if index == 1 and word.lower() == "as" else "WORD", start, end)
        reader.arguments.append(word)


def _read_declarations(reader: _Reader) -> None:
    for start, end in _quoted_words(reader):
        word = reader.text[start:end]
        _add_assignment(reader, start, end, word.find("="))
        reader.arguments.append(word)


def _quoted_words(reader: _Reader) -> Iterator[tuple[int, int]]:
    offset = reader.position
    for start, end in parse_words(reader.text[offset : reader.end], reader.escape):
        yield offset + start, offset + end


def _add_assignment(reader: _Reader, start: int, end: int, equals: int) -> None:
    """Add KEY, or KEY EQUALS VALUE where the word has an equals sign at ``equals``."""
    if equals < 0:
        reader.add("KEY", start, end)
        return
    middle = start + equals
    reader.add("KEY", start, middle)
    reader.add("EQUALS", middle, middle + 1)
    reader.add("VALUE", middle + 1, end)


def _read_pairs(reader: _Reader) -> None:
    """ENV and LABEL: ``k=v`` words, or the legacy form, a key and the rest (``parseNameVal``)."""
    words = list(_quoted_words(reader))
    if not words:
        return
    if "=" not in reader.text[slice(*words[0])]:
        _read_legacy_pair(reader)
        return
    for start, end in words:
        word = reader.text[start:end]
        equals = word.find("=")
        if equals < 0:
            raise LexError("expected NAME=VALUE, found no '=' in this word", start, end)
        _add_assignment(reader, start, end, equals)
        reader.arguments += [word[:equals], word[equals + 1 :], "="]


def _read_legacy_pair(reader: _Reader) -> None:
    gap = re.compile(_GAP).search(reader.text, reader.position, reader.end)
    if gap is None:
        keyword = reader.terminals[0][0]
        message = f"expected {keyword} NAME=VALUE, found a name with no value"
        raise LexError(message, reader.position, reader.end)
    reader.add("KEY", reader.position, gap.start())
    reader.add("LEGACY_VALUE", gap.end(), reader.end)
    key, value = reader.text[reader.position : gap.start()], reader.text[gap.end() : reader.end]
    reader.arguments += [key, value, ""]


def _read_json(reader: _Reader) -> bool:
    """Take the rest as an exec form; False where it is none (``parseJSON``)."""
    text, start, end = reader.text, reader.position, reader.end
    if not text.startswith("[", start):
        return False
    spans = string_spans(text, start, end)
    if spans is None:
        if is_json_array(text[start:end]):
            message = "expected only strings in the JSON array of an exec form"
            raise LexError(message, start, end)
        return False
    reader.json = True
    reader.add("LBRACKET", start, start + 1)
    for index, (first, last) in enumerate(spans):
        if index:
            comma = text.index(",", spans[index - 1][1])
            reader.add("COMMA", comma, comma + 1)
        reader.add("STRING", first, last)
        reader.arguments.append(decode(text[first:last]))
    reader.add("RBRACKET", end - 1, end)
    return True


def _read_command(reader: _Reader) -> None:
    if not _read_json(reader):
        reader.take_rest("SHELL_TEXT")


def _read_transfer(reader: _Reader) -> None:
    """COPY and ADD: a JSON array, or plain words, some of which begin heredocs."""
    if _read_json(reader):
        return
    for start, end in reader.plain_words():
        reader.add("HEREDOC" if start in reader.heredocs else "WORD", start, end)
        reader.arguments.append(reader.text[start:end])


def _read_paths(reader: _Reader) -> None:
    if not _read_json(reader):
        _read_words(reader)


def _read_words(reader: _Reader) -> None:
    for start, end in reader.plain_words():
        reader.add("WORD", start, end)
        reader.arguments.append(reader.text[start:end])


def _read_text(reader: _Reader) -> None:
    reader.take_rest("TEXT")


def _read_healthcheck(reader: _Reader) -> None:
    """HEALTHCHECK: ``NONE``, or ``CMD`` and a command (``parseHealthConfig``)."""
    start = reader.position
    match = re.compile(_NO_BYTE_SPACES).match(reader.text, start, reader.end)
    if match is None:
        return
    reader.position = match.end()
    kind = match.group()
    terminal = {"NONE": "NONE", "CMD": "CHECK_CMD"}.get(kind.upper(), "WORD")
    reader.add(terminal, start, reader.position)
    reader.arguments.append(kind)
    reader.skip_spaces(_BYTE_SPACES)
    _read_command(reader)


def _read_trigger(reader: _Reader, depth: int) -> None:
    """ONBUILD: the rest is an instruction of its own (``parseSubCommand``)."""
    if reader.position >= reader.end:
        return
    if depth >= _MAX_TRIGGER_DEPTH:
        reader.add("TRIGGER", reader.position, reader.end)
        return
    text = reader.text[: reader.end]
    reader.trigger = _lex(text, reader.escape, reader.heredocs, reader.position, depth + 1)
    reader.terminals += reader.trigger.terminals


_READERS: Final[dict[str, Callable[[_Reader], None]]] = {
    "ADD": _read_transfer,
    "ARG": _read_declarations,
    "CMD": _read_command,
    "COPY": _read_transfer,
    "ENTRYPOINT": _read_command,
    "ENV": _read_pairs,
    "EXPOSE": _read_words,
    "FROM": _read_from,
    "HEALTHCHECK": _read_healthcheck,
    "LABEL": _read_pairs,
    "MAINTAINER": _read_text,
    "RUN": _read_command,
    "SHELL": _read_command,
    "STOPSIGNAL": _read_text,
    "USER": _read_text,
    "VOLUME": _read_paths,
    "WORKDIR": _read_text,
}
