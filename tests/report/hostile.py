"""Files whose names and contents try to reach beyond the report that shows them."""

from __future__ import annotations

HOSTILE_WORDS = ("\x1b[31m", "::error::", "\n", "<script>", "##[error]", "\u202e", "%0A", ",")

HOSTILE_TEXT = """\
FROM alpine
# \x1b[31m::error::owned\u202e ##[error]
ENV A="<script>alert(1)</script>"
ENV B=%0A::error::x,
# dfopt: nothing \x1b[2J::error::x
ENV A=2
::error::<script>\x1b[0m
"""

_NAMES = (
    "::error::owned",
    " ::error::behind a space",
    "##[error]owned",
    "\x1b[31mred",
    "two\n::error::lines",
    "return\r::error::x",
    "<script>alert(1)<",
    "\u202ereversed",
    "per%0Acent,comma:colon",
)


def make_hostile_files(directory):
    """Write them, each with one finding of each kind; return their names."""
    for name in _NAMES:
        (directory / name).write_text(HOSTILE_TEXT)
    changes = HOSTILE_TEXT.replace("::error::<script>\x1b[0m\n", "")
    (directory / "<b>::x").write_text(changes)
    return [*_NAMES, "<b>::x"]
