"""Regular expressions that are compiled when they are first used.

To compile those of all modules takes as long as the rest of a short run, which needs few of them.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_METHODS = ("fullmatch", "match", "search", "sub", "split", "findall", "finditer", "pattern")


class _Pattern:
    """Stands for a compiled pattern; after the first use it holds the methods of that."""

    __slots__ = ("_flags", "_text", *_METHODS)

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


if TYPE_CHECKING:
    regex = re.compile
else:

    def regex(text: str | bytes, flags: int = 0) -> _Pattern:
        """Return what behaves as ``re.compile(text, flags)``; a wrong pattern is found at its use.

        Args:
            text: the regular expression.
            flags: those of ``re``.
        """
        return _Pattern(text, flags)
