"""The globs of ``include`` and ``exclude``.

``*`` and ``?`` stop at a slash, ``**`` does not, ``[a-z]`` and ``[!a-z]`` are character classes.
A pattern without a slash matches a name at any depth; one with a slash (a leading one counts)
matches the path from the root. Comparison is case-sensitive on every platform.
"""

from __future__ import annotations

import re

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PIECE = regex(r"\*\*/|\*\*|\*|\?|\[!?+[^/][^]/]*\]|.", re.DOTALL)
_FIXED_PIECES = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class Globs:
    """A set of patterns; with ``below``, a match of a directory takes everything under it."""

    def __init__(self, patterns: Iterable[str], *, below: bool = False) -> None:
        alternatives = [_translate(pattern) for pattern in patterns]
        end = r"(?:/|\Z)" if below else r"\Z"
        self._match = re.compile(f"(?:{'|'.join(alternatives)}){end}", re.DOTALL).search
        self._empty = not alternatives

    def matches(self, path: str) -> bool:
        """Return whether ``path``, relative to the root and with ``/``, matches any pattern."""
        return not self._empty and self._match(path) is not None


def _translate(pattern: str) -> str:
    anchored = "/" in pattern.rstrip("/")
    body = pattern.removeprefix("./").strip("/")
    pieces = (_FIXED_PIECES.get(piece) or _other(piece) for piece in _PIECE.findall(body))
    return (r"\A" if anchored else r"(?:\A|/)") + "".join(pieces)


def _other(piece: str) -> str:
    if len(piece) == 1:
        return re.escape(piece)
    negated = piece.startswith("[!")
    characters = piece[2 if negated else 1 : -1].replace("\\", "\\\\").replace("[", "\\[")
    if not negated:
        characters = re.sub(r"\A\^", r"\\^", characters)
    return f"[{'^/' if negated else ''}{characters.replace(']', chr(92) + ']')}]"
