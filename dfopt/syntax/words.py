"""Words: how BuildKit splits, unquotes and expands them.

The rules are those of ``shell.Lex`` in BuildKit's Dockerfile frontend: quotes and escapes go away,
``$name`` and ``${name...}`` are replaced. The words of modifiers are themselves words and are
always expanded, whether or not their value is used; so the names that a word reads do not depend
on the environment (:func:`references`).

Callers that do not know every value take the tree of :func:`dfopt.syntax.wordtree.parse`, which
:func:`expand` evaluates; :func:`substitute` is one step of that evaluation.

:func:`heredoc_marks` finds heredocs the way BuildKit does, by splitting the whole line into words.
"""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.wordtree import (
    Literal,
    Substitution,
    is_unsupported,
    parse,
    substitutions,
    unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dfopt.syntax.wordtree import Piece

#: What Go's ``unicode.IsSpace`` accepts. Python's ``str.isspace`` accepts four characters more.
UNICODE_SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

#: Most words: nothing to expand, unquote or split, whatever the escape token.
_PLAIN = re.compile(r"[\w./:@=,+%#~-]*", re.ASCII)
_NOT_SPACE = re.compile(f"[^{UNICODE_SPACES}]+")
_HEREDOC = re.compile(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)")
_MAX_DESCRIPTOR = 2**64 - 1

#: The pattern of one word of an argument list, by escape token.
_arguments: dict[str, re.Pattern[str]] = {}


def is_unicode_space(char: str) -> bool:
    """Tell whether Go's ``unicode.IsSpace`` holds for the character."""
    return char in UNICODE_SPACES


class Expansion(Record, compare=True):
    """What a word expands to.

    ``text`` is the word as one (BuildKit's ``ProcessWord``), ``words`` the same split at the white
    space outside quotes (``ProcessWords``), ``unmatched`` the names looked up and not found.
    """

    text: str
    words: tuple[str, ...]
    unmatched: frozenset[str]


def expand(
    word: str,
    env: Mapping[str, str],
    escape: str = "\\",
    *,
    process_quotes: bool = True,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    skip_unset: bool = False,
) -> Expansion:
    """Expand a word in an environment, as BuildKit's ``shell.Lex`` does.

    Args:
        word: the source text of the word; it may contain white space.
        env: the values of the variables; a name that is missing is unset.
        escape: the escape token, a backslash or a backtick.
        process_quotes: False takes quotes as ordinary text (``SkipProcessQuotes``).
        raw_quotes: keep quotes in the result, while what they protect stays protected.
        raw_escapes: keep escape tokens in the result likewise.
        skip_unset: leave a substitution as it is if its variable is unset (``SkipUnsetEnv``).

    Raises:
        ExpansionError: BuildKit refuses the word in this environment, or substitutions nest
            deeper than :data:`dfopt.syntax.wordtree.MAX_NESTING`.
    """
    if _PLAIN.fullmatch(word):
        return Expansion(word, (word,) if word else (), frozenset())
    pieces = parse(
        word,
        escape,
        process_quotes=process_quotes,
        raw_quotes=raw_quotes,
        raw_escapes=raw_escapes,
    )
    evaluation = _Evaluation(env, skip_unset)
    texts = evaluation.texts(pieces)
    words = split_words(pieces, texts)
    return Expansion("".join(texts), words, frozenset(evaluation.unmatched))


def references(word: str, escape: str = "\\", *, process_quotes: bool = True) -> frozenset[str]:
    """Return every name that expanding the word looks up, whatever the environment.

    Raises:
        ExpansionError: the word cannot be expanded in any environment.
    """
    if _PLAIN.fullmatch(word):
        return frozenset()
    names = set()
    for piece in substitutions(parse(word, escape, process_quotes=process_quotes)):
        names.add(piece.name)
        _refuse_if_hopeless(piece)
    return frozenset(names)


def has_required(word: str, escape: str = "\\") -> bool:
    """Tell whether the word contains ``${name?...}`` or ``${name:?...}``, which may fail.

    Raises:
        ExpansionError: the word cannot be parsed.
    """
    return any(piece.modifier in ("?", ":?") for piece in substitutions(parse(word, escape)))


def parse_words(text: str, escape: str = "\\") -> list[tuple[int, int]]:
    """Return where the words of an argument list start and end (BuildKit's ``parseWords``).

    Words end at white space outside quotes. Quotes and escapes stay in the word; an escape token
    that ends the text belongs to no word; a quote may stay open.
    """
    return [match.span() for match in _argument(escape).finditer(text)]


def _argument(escape: str) -> re.Pattern[str]:
    """Return the pattern of one word of an argument list; possessive, hence linear."""
    if escape not in _arguments:
        token = re.escape(escape)
        double = rf'"(?:[^"{token}]++|{token}.)*+"?+'
        plain = rf"[^{UNICODE_SPACES}'\"{token}]++"
        word = rf"(?:{plain}|{token}.|'[^']*+'?+|{double})++"
        _arguments[escape] = re.compile(word, re.DOTALL)
    return _arguments[escape]


class _Evaluation:
    """One expansion: the environment, and what was not found in it."""

    def __init__(self, env: Mapping[str, str], skip_unset: bool) -> None:
        self.env = env
        self.skip_unset = skip_unset
        self.unmatched: set[str] = set()

    def texts(self, pieces: Iterable[Piece]) -> list[str]:
        """Return the value of each piece."""
        found = []
        for piece in pieces:
            if isinstance(piece, Literal):
                found.append(piece.text)
                continue
            operands = []
            for operand in piece.operands:
                operands.append("".join(self.texts(operand)))
            found.append(self._value(piece, operands))
        return found

    def _value(self, piece: Substitution, operands: list[str]) -> str:
        value = self.env.get(piece.name)
        if value is None:
            self.unmatched.add(piece.name)
            if self.skip_unset:
                return _source(piece, operands)
        return substitute(piece.name, piece.modifier, value, operands)


def _source(piece: Substitution, operands: list[str]) -> str:
    """Write a substitution again, with one slash for ``//`` as BuildKit does."""
    if not piece.braced:
        return f"${piece.name}"
    if piece.modifier == "//":
        return f"${{{piece.name}/{'/'.join(operands)}}}"
    return f"${{{piece.name}{piece.modifier}{'/'.join(operands)}}}"


def substitute(name: str, modifier: str, value: str | None, operands: Sequence[str]) -> str:
    """Return what ``${name<modifier><operands>}`` stands for.

    Args:
        name: the variable, for the error message.
        modifier: as in :class:`Substitution`.
        value: the variable's value, None if it is unset.
        operands: the expanded words of the modifier.

    Raises:
        ExpansionError: a required variable is unset or empty, a pattern is malformed, or BuildKit
            does not know the modifier.
    """
    missing = value is None or (not value and modifier.startswith(":"))
    text = value or ""
    if not modifier:
        return text
    if modifier in ("-", ":-"):
        return operands[0] if missing else text
    if modifier in ("+", ":+"):
        return "" if missing else operands[0]
    if modifier in ("?", ":?"):
        if missing:
            state = "unset" if value is None else "empty"
            raise ExpansionError(f"{name} is required but {state}: {operands[0]}".rstrip(": "))
        return text
    if is_unsupported(modifier):
        raise unsupported(name, modifier)
    from dfopt.syntax.patterns import Pattern

    if modifier in ("/", "//"):
        return Pattern(operands[0]).replace(text, operands[1], everywhere=modifier == "//")
    longest = operands[0].startswith(modifier)
    pattern = operands[0][1:] if longest else operands[0]
    if modifier == "#":
        return Pattern(pattern).without_prefix(text, longest=longest)
    return Pattern.reversed(pattern).without_prefix(text[::-1], longest=longest)[::-1]


def _refuse_if_hopeless(piece: Substitution) -> None:
    """Raise the error that expanding the substitution meets whatever the values are."""
    if is_unsupported(piece.modifier):
        raise unsupported(piece.name, piece.modifier)
    if piece.modifier in ("#", "%", "/", "//"):
        pattern = _constant(piece.operands[0])
        if pattern is not None:
            substitute(piece.name, piece.modifier, "", (pattern, ""))


def _constant(pieces: tuple[Piece, ...]) -> str | None:
    """Return the text of pieces that hold no substitution, else None."""
    texts = [piece.text for piece in pieces if isinstance(piece, Literal)]
    return "".join(texts) if len(texts) == len(pieces) else None


def split_words(pieces: Sequence[Piece], texts: Sequence[str]) -> tuple[str, ...]:
    """Return the words that pieces become, given the value of each (``ProcessWords``)."""
    return tuple([text for text, _, _ in _split(pieces, texts)])


def _split(pieces: Sequence[Piece], texts: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each word with its place, given the value of each piece."""
    word: list[str] = []
    start = end = 0
    for piece, text in zip(pieces, texts, strict=True):
        if piece.restarts:
            word = []
        if not piece.splits:
            if text:
                start = start if word else piece.start
                end = piece.end
                word.append(text)
            continue
        literal = isinstance(piece, Literal)
        done = 0
        for match in _NOT_SPACE.finditer(text):
            if word and match.start() > done:
                yield "".join(word), start, end
                word = []
            done = match.end()
            if not word:
                start = piece.start + match.start() if literal else piece.start
            end = piece.start + done if literal else piece.end
            word.append(match.group())
        if word and done < len(text):
            yield "".join(word), start, end
            word = []
    if word:
        yield "".join(word), start, end


class HeredocMark(Record, compare=True):
    """A heredoc announced in a logical line.

    ``name`` is the line that ends the body; variables in it stay as written. The body is subject
    to expansion if ``expand`` (no part of the name is quoted) and loses leading tabs if ``chomp``.
    ``word`` is the text at ``start`` up to ``end`` of the logical line; where the heredoc comes out
    of the middle of a ``${...}``, that is the whole substitution.
    """

    name: str
    file_descriptor: int
    expand: bool
    chomp: bool
    word: str
    start: int
    end: int


def heredoc_marks(line: str) -> tuple[HeredocMark, ...]:
    """Return the heredocs of a logical line, in the order of their bodies.

    The rules are those of ``heredocsFromLine`` and ``heredocFromMatch`` in BuildKit's parser, not a
    shell's: a word is a heredoc if all of it reads as one. So ``cat <<EOF|sh`` waits for
    ``EOF|sh``, ``cat<<EOF`` is no heredoc but ``$((1 << 2))`` is one, and an open quote anywhere in
    the line (``echo it's <<EOF``) hides every heredoc of the line.

    Args:
        line: the whole joined line, keyword and flags included. Whether its instruction takes
            heredocs at all is for the caller to know. The escape token does not matter:
            BuildKit always uses the backslash here.

    Raises:
        ExpansionError: the name of a heredoc cannot be read, an error for BuildKit too.
    """
    if "<<" not in line:
        return ()
    try:
        pieces = parse(line, raw_quotes=True, raw_escapes=True)
        words = list(_split(pieces, _Evaluation({}, skip_unset=True).texts(pieces)))
    except ExpansionError:
        return ()
    marks = [_mark(word, line, start, end) for word, start, end in words if "<<" in word]
    return tuple([mark for mark in marks if mark])


def _mark(word: str, line: str, start: int, end: int) -> HeredocMark | None:
    """Return the heredoc that a word announces, if it does."""
    match = _HEREDOC.fullmatch(word)
    if match is None or not match[3]:
        return None
    names = expand(match[3], {}, skip_unset=True).words
    if len(names) != 1:
        return None
    raw = expand(match[3], {}, raw_quotes=True, skip_unset=True).words
    if len(raw) != 1:
        raise ExpansionError("heredoc name that is one word without its quotes, but not with them")
    return HeredocMark(
        name=names[0],
        file_descriptor=_descriptor(match[1]),
        expand=_quotes(names[0]) == _quotes(raw[0]),
        chomp=match[2] == "-",
        word=line[start:end],
        start=start,
        end=end,
    )


def _descriptor(digits: str) -> int:
    """Return the number, at most what 64 bits hold."""
    if len(digits) > 100:
        return _MAX_DESCRIPTOR if digits.strip("0") else 0
    return min(int(digits or "0"), _MAX_DESCRIPTOR)


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
