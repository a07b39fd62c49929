"""From one text to another as edits of the protocol, as small as whole lines allow."""

from __future__ import annotations

from lsprotocol import types

from dfopt.syntax.diff import edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.server.positions import Positions
    from dfopt.terms import Edit


def text_edits(before: str, after: str, positions: Positions) -> list[types.TextEdit]:
    """Return edits that make ``after`` of ``before``.

    Lines that are equal in both are not touched, so that the editor keeps cursors, folds and marks
    on them.

    Args:
        before: what the editor holds.
        after: what it shall hold.
        positions: positions in ``before``.
    """
    return protocol_edits(edits(before, after), positions)


def protocol_edits(found: Iterable[Edit], positions: Positions) -> list[types.TextEdit]:
    """Return dfopt's edits as those of the protocol."""
    return [types.TextEdit(positions.range(edit.span), edit.text) for edit in found]
