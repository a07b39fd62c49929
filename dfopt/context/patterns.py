r"""The two languages of patterns in builds: Go's ``filepath.Match`` and those of ``.dockerignore``.

The second is that of ``moby/patternmatcher``. A pattern is turned into a regular expression there,
with consequences that are kept: ``[!x]`` is no negation, ``c^d*`` matches nothing, ``\d`` is a
digit, ``[^a]`` matches a slash, and ``|`` beside a wildcard parts alternatives.
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.errors import ContextError
from dfopt.syntax.words import UNICODE_SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Matched = tuple[bool, ...]

_SYNTAX = "syntax error in pattern"


def clean(path: str) -> str:
    """Return the shortest equal path, as Go's ``path.Clean``."""
    cleaned = normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def has_wildcards(text: str) -> bool:
    """Tell whether a source of COPY is a pattern (``containsWildcards`` of fsutil)."""
    return re.match(r"(?:[^*?\[\\]|\\.?)*+[*?\[]", text, re.DOTALL) is not None


def name_matcher(pattern: str) -> Callable[[str], bool]:
    """Return a function that matches whole paths as Go's ``filepath.Match`` does.

    ``*`` and ``?`` stop at a slash, sets are ``[a-c]`` and ``[^a-c]``, a backslash escapes.

    Raises:
        ContextError: the pattern has a syntax error.
    """
    pieces = []
    rest = pattern
    while rest:
        star = rest.startswith("*")
        chunk, rest = _first_chunk(rest.lstrip("*"))
        piece = ("[^/]*?" if star else "") + _chunk_expression(chunk)
        # The next star takes up what the first fit leaves, so no other fit need be tried.
        pieces.append(f"(?>{piece})" if rest else piece)
    match = re.compile("".join(pieces), re.DOTALL).fullmatch
    return lambda path: match(path) is not None


def _chunk_expression(chunk: str) -> str:
    """Return the expression of a pattern, or a part of one, without stars."""
    pieces = []
    position = 0
    while position < len(chunk):
        character = chunk[position]
        position += 1
        if character == "?":
            pieces.append("[^/]")
        elif character == "[":
            piece, position = _match_set(chunk, position)
            pieces.append(piece)
        elif character == "\\":
            if position == len(chunk):
                raise ContextError(_SYNTAX)
            pieces.append(re.escape(chunk[position]))
            position += 1
        else:
            pieces.append(re.escape(character))
    return "".join(pieces)


def _check_syntax(pattern: str) -> None:
    """Look for syntax errors as far as ``filepath.Match(pattern, ".")`` does.

    Raises:
        ContextError: it finds one. It stops where the name is known not to match, so that an error
            behind a ``*`` may stay unseen, and the pattern goes on to become an expression.
    """
    name = "."
    rest = pattern
    while rest:
        star = rest.startswith("*")
        chunk, rest = _first_chunk(rest.lstrip("*"))
        if not chunk:
            return
        match = re.compile(_chunk_expression(chunk), re.DOTALL).match
        tails = [name, *(name[i + 1 :] for i in range(len(name)) if star)]
        ends = [tail[found.end() :] for tail in tails if (found := match(tail))]
        fitting = [end for end in ends if rest or not end]
        if not fitting:
            return
        name = fitting[0]


def _first_chunk(pattern: str) -> tuple[str, str]:
    """Part a pattern before its first star outside of a set (``scanChunk`` of Go)."""
    position = 0
    in_set = False
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            position += 1
        elif character in "[]":
            in_set = character == "["
        elif character == "*" and not in_set:
            break
        position += 1
    return pattern[:position], pattern[position:]


def _match_set(pattern: str, position: int) -> tuple[str, int]:
    """Return a set in Python's syntax, and where it ends (``matchChunk`` of Go)."""
    negated = pattern[position : position + 1] == "^"
    position += negated
    ranges: list[str] = []
    while not (ranges and pattern[position : position + 1] == "]"):
        low, position = _set_character(pattern, position)
        high = low
        if pattern[position : position + 1] == "-":
            high, position = _set_character(pattern, position + 1)
        # A range that is the wrong way round holds nothing, and is no error.
        ranges.append(_range(low, high) if low <= high else "")
    body = "".join(ranges)
    if not body:
        return ("." if negated else "(?!)"), position + 1
    return f"[{'^' if negated else ''}{body}]", position + 1


def _set_character(pattern: str, position: int) -> tuple[str, int]:
    character = pattern[position : position + 1]
    if character in ("", "-", "]"):
        raise ContextError(_SYNTAX)
    if character == "\\":
        position += 1
        character = pattern[position : position + 1]
    if not character or position + 1 >= len(pattern):
        raise ContextError(_SYNTAX)
    return character, position + 1


def _range(low: str, high: str) -> str:
    return _in_set(low) if low == high else f"{_in_set(low)}-{_in_set(high)}"


def _in_set(character: str) -> str:
    """Write a character so that it means itself in a set of Python's."""
    return character if character.isalnum() else f"\\U{ord(character):08x}"


class Pattern:
    """One pattern of a list such as a ``.dockerignore``.

    ``text`` is the pattern without its ``!``; ``negated`` says that it had one.
    """

    __slots__ = ("matches", "negated", "text")

    def __init__(self, text: str, negated: bool) -> None:
        self.text = text
        self.negated = negated
        #: Tells whether the pattern matches a path by itself, its directories left aside. Raises
        #: :class:`ContextError` if it is one that only shows here that it cannot be used.
        self.matches: Callable[[str], object] = self._first_match

    def _first_match(self, path: str) -> object:
        self.matches = self._compile()
        return self.matches(path)

    def _compile(self) -> Callable[[str], object]:
        """Choose the way to match (``Pattern.compile`` of patternmatcher)."""
        text = self.text
        expression, kind = _expression(text)
        if kind == "exact":
            return lambda path: path == text
        if kind == "prefix":
            start = text[:-2]
            return lambda path: path.startswith(start)
        if kind == "suffix":
            end = text[2:]
            if not end.startswith("/"):
                return lambda path: path.endswith(end)
            return lambda path: path.endswith(end) or path == end[1:]
        return _searcher(_pieces(expression))


def _expression(text: str) -> tuple[str, str]:
    """Return the expression in Go's syntax, and which kind of match will do."""
    pieces = ["^"]
    kind = "exact"
    position = 0
    # Broken UTF-8 is one unknown character to Go's scanner.
    text = _without_surrogates(text)
    while position < len(text):
        start = position
        character = text[position]
        position += 1
        if character == "*":
            if text[position : position + 1] != "*":
                pieces.append("[^/]*")
                kind = "expression"
                continue
            position += 1
            if text[position : position + 1] == "/":
                position += 1
            if position < len(text):
                pieces.append("(.*/)?")
                kind = "expression"
            elif kind == "exact":
                kind = "prefix"
            else:
                pieces.append(".*")
                kind = "expression"
            if start == 0:
                kind = "suffix"
        elif character == "?":
            pieces.append("[^/]")
            kind = "expression"
        elif character in ".+(){}$":
            pieces.append(f"\\{character}")
        elif character == "\\" and position < len(text):
            pieces.append(f"\\{text[position]}")
            position += 1
            kind = "expression"
        elif character in "[]":
            pieces.append(character)
            kind = "expression"
        else:
            pieces.append(character)
    return "".join([*pieces, "$"]), kind


def _without_surrogates(text: str) -> str:
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


_CLASSES = {
    "d": "0-9",
    "s": "\\t\\n\\f\\r ",
    "w": "0-9A-Za-z_",
}
_COMPLEMENTS = {
    "D": "\\x00-/:-\\U0010ffff",
    "S": "\\x00-\\x08\\x0b\\x0e-\\x1f!-\\U0010ffff",
    "W": "\\x00-/:-@\\[-\\^`{-\\U0010ffff",
}
_POSIX_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


#: What ``**/`` becomes: nothing, or anything up to a slash.
_DEEP = "(?:.*/)?"

#: With this many parts of any length Python's engine, which backtracks, may take for ever. Go's
#: does not, and neither does :func:`_simulation`.
_MANY = 3


def _pieces(expression: str) -> list[str]:
    r"""Translate what :func:`_expression` makes from Go's syntax into pieces of Python's.

    Raises:
        ContextError: Go refuses it, or it uses what the translation does not know (``\p``,
            ``\Q``, negated POSIX classes).
    """
    pieces: list[str] = []
    position = 0
    while position < len(expression):
        character = expression[position]
        if character == "[":
            piece, position = _python_set(expression, position + 1)
            pieces.append(piece)
        elif character == "\\":
            piece, position = _python_escape(expression, position + 1)
            pieces.append(piece)
        elif character == "(":
            # An operator, as it would be escaped if the pattern had it; so are those below but "|".
            pieces.append(_DEEP)
            position += len("(.*/)?")
        else:
            position += 1
            if character == "*":
                pieces[-1] += "*"
            elif character in ".|":
                pieces.append(character)
            else:
                pieces.append({"^": "\\A", "$": "\\Z"}.get(character) or re.escape(character))
    return pieces


def _searcher(pieces: list[str]) -> Callable[[str], object]:
    """Return a function that searches for the expression in a path."""
    if sum(piece == _DEEP or _is_repeated(piece) for piece in pieces) < _MANY:
        return re.compile("".join(pieces)).search
    alternatives: list[list[str]] = [[]]
    for piece in pieces:
        if piece == "|":
            alternatives.append([])
        else:
            alternatives[-1].append(piece)
    searches = [_simulation(alternative) for alternative in alternatives]
    return lambda path: any(search(path) for search in searches)


def _is_repeated(piece: str) -> bool:
    return piece[-1] == "*" and piece != r"\*"


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


_ASSERTIONS: dict[str, Callable[[str, str], bool]] = {
    "\\A": lambda before, _: not before,
    "\\Z": lambda _, after: not after,
    r"(?a:\b)": lambda before, after: _is_word(before) != _is_word(after),
    r"(?a:\B)": lambda before, after: _is_word(before) == _is_word(after),
}


def _simulation(pieces: list[str]) -> Callable[[str], bool]:
    """Search in time proportional to the length of the path, following all ways at once."""
    # What stands before and after the match.
    pieces = [r"[\s\S]*", *pieces, r"[\s\S]*"]
    tests: list[Callable[[str], object]] = []
    for piece in pieces:
        single = "." if piece == _DEEP else piece[:-1] if _is_repeated(piece) else piece
        tests.append(re.compile(single).fullmatch)
    end = 2 * len(pieces)

    # State 2i stands before piece i, state 2i + 1 inside it, where it is a deep one.
    def reach(states: set[int], before: str, after: str) -> set[int]:
        todo = list(states)
        while todo:
            state = todo.pop()
            if state == end or state % 2 or state + 2 in states:
                continue
            piece = pieces[state // 2]
            assertion = _ASSERTIONS.get(piece)
            if assertion(before, after) if assertion else piece == _DEEP or _is_repeated(piece):
                states.add(state + 2)
                todo.append(state + 2)
        return states

    def search(path: str) -> bool:
        before = ""
        states = {0}
        for character in path:
            following: set[int] = set()
            for state in reach(states, before, character):
                if state == end or pieces[state // 2] in _ASSERTIONS:
                    continue
                if not tests[state // 2](character):
                    continue
                if pieces[state // 2] == _DEEP:
                    following.add(state | 1)
                    if character == "/":
                        following.add((state | 1) + 1)
                else:
                    following.add(state if _is_repeated(pieces[state // 2]) else state + 2)
            states = following
            before = character
        return end in reach(states, before, "")

    return search


def _python_escape(expression: str, position: int) -> tuple[str, int]:
    letter = expression[position : position + 1]
    if letter in _CLASSES:
        return f"[{_CLASSES[letter]}]", position + 1
    if letter in _COMPLEMENTS:
        return f"[{_COMPLEMENTS[letter]}]", position + 1
    if letter in ("A", "z"):
        return ("\\A" if letter == "A" else "\\Z"), position + 1
    if letter in ("b", "B"):
        return f"(?a:\\{letter})", position + 1
    character, position = _escaped_character(expression, position)
    return re.escape(character), position


def _escaped_character(expression: str, position: int) -> tuple[str, int]:
    """Return the character that an escape stands for (``parseEscape`` of Go)."""
    letter = expression[position : position + 1]
    if letter in _CONTROLS:
        return _CONTROLS[letter], position + 1
    if letter and letter.isascii() and not letter.isalnum():
        return letter, position + 1
    octal = re.compile("0[0-7]{0,2}|[1-7][0-7]{1,2}").match(expression, position)
    if octal:
        return chr(int(octal[0], 8)), octal.end()
    # A brace is always escaped in these expressions, so \x{...} cannot occur.
    hexadecimal = re.compile("x([0-9A-Fa-f]{2})").match(expression, position)
    if hexadecimal:
        return chr(int(hexadecimal[1], 16)), hexadecimal.end()
    raise ContextError(_SYNTAX)


def _python_set(expression: str, position: int) -> tuple[str, int]:
    """Translate a set (``parseClass`` of Go)."""
    negated = expression.startswith("^", position)
    position += negated
    pieces: list[str] = []
    while not (pieces and expression.startswith("]", position)):
        end = expression.find(":]", position + 2) if expression.startswith("[:", position) else -1
        if end >= 0:
            name = expression[position + 2 : end]
            if name not in _POSIX_CLASSES:
                raise ContextError(_SYNTAX)
            pieces.append(_POSIX_CLASSES[name])
            position = end + 2
            continue
        if expression.startswith("\\", position):
            letter = expression[position + 1 : position + 2]
            known = _CLASSES.get(letter) or _COMPLEMENTS.get(letter)
            if known:
                pieces.append(known)
                position += 2
                continue
        low, position = _class_character(expression, position)
        high = low
        if expression.startswith("-", position) and not expression.startswith("-]", position):
            high, position = _class_character(expression, position + 1)
            if high < low:
                raise ContextError(_SYNTAX)
        pieces.append(_range(low, high))
    return f"[{'^' if negated else ''}{''.join(pieces)}]", position + 1


def _class_character(expression: str, position: int) -> tuple[str, int]:
    if position >= len(expression):
        raise ContextError(_SYNTAX)
    if expression[position] == "\\":
        return _escaped_character(expression, position + 1)
    return expression[position], position + 1


class PatternList:
    """Patterns of which the last that matches decides (``PatternMatcher`` of patternmatcher)."""

    __slots__ = ("_none", "patterns")

    def __init__(self, patterns: Sequence[str]) -> None:
        """Read the patterns; a ``!`` in front negates, empty ones do not count.

        Raises:
            ContextError: one has a syntax error, or is only a ``!``.
        """
        found = []
        for written in patterns:
            text = written.strip(UNICODE_SPACES)
            if not text:
                continue
            text = clean(text)
            negated = text.startswith("!")
            if text == "!":
                raise ContextError('illegal exclusion pattern: "!"')
            text = text[negated:]
            _check_syntax(text)
            found.append(Pattern(text, negated))
        self.patterns = tuple(found)
        self._none = (False,) * len(found)

    def match(self, path: str, parent: Matched = ()) -> tuple[bool, Matched]:
        """Match a path as a walk does (``MatchesUsingParentResults``).

        Args:
            path: the path.
            parent: the second value that was returned for its directory; at the top, nothing.

        Returns:
            Whether the path is matched, and by which patterns, for what is below.

        Raises:
            ContextError: a pattern cannot be used.
        """
        matched = False
        if not path.isascii():
            path = _without_surrogates(path)
        hits = list(parent or self._none)
        for index, pattern in enumerate(self.patterns):
            # What cannot change the result is not tried, and then is no match for those below.
            if hits[index] or (pattern.negated == matched and pattern.matches(path)):
                hits[index] = True
                matched = not pattern.negated
        return matched, tuple(hits)
