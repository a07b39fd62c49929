"""Make text from a Dockerfile harmless to show.

A Dockerfile may come from anybody. Shown raw, its control characters could move the cursor, change
the window title or, by reversing the direction of writing, display other text than there is.
"""

from __future__ import annotations

import re

from dfopt.lazy import regex

# C0 without tab, DEL and C1; line and paragraph separators; marks, embeddings, overrides and
# isolates of writing direction; invisible joiners; the byte order mark; lone surrogates.
_UNSAFE = regex(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Return one line in which every unsafe character is written as ``\x1b``, ``\u202e``, ...

    A byte that is not UTF-8 is shown as the byte it is.
    """
    return _UNSAFE.sub(_escape, text)


def printable_lines(text: str) -> str:
    """Return text whose line ends stay and whose other unsafe characters are escaped.

    The carriage return of a CRLF line end is dropped: a terminal does not need it.
    """
    lines = text.split("\n")
    ended = [printable(line.removesuffix("\r")) for line in lines[:-1]]
    return "\n".join([*ended, printable(lines[-1])])


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
