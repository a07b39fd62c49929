"""Where ``RUN a && b`` may be two RUNs."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.commands import preface, turned_by
from dfopt.knowledge.places import LINKED, overlap
from dfopt.knowledge.preface import leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Exec
    from dfopt.knowledge.behaviour import Files
    from dfopt.knowledge.commands import Piece


def cut(
    execution: Exec,
    commands: Commands,
    files: Callable[[], Files | None],
    is_led: Callable[[str], bool],
) -> tuple[str, ...]:
    """Return the scripts that a process may be cut into, one after the other; or nothing.

    One that may not be cut comes back as one, in the same way of writing as the parts of others.

    What stands in front of a cut has to be known and to leave nothing behind in the shell but what
    can be said again in front of each part. That has to come to the same behind the cut; and
    what stands behind may not change a file in place that a package may have installed under two
    names: between two layers the link would break.

    Args:
        execution: the process.
        commands: who knows what processes do.
        files: what copies have put in front of it; only asked where it matters.
        is_led: whether a symbolic link may lie on the way to a path.
    """
    pieces = commands.pieces(execution, None)
    script = commands.script(execution)
    if isinstance(pieces, Unknown) or isinstance(script, Unknown) or not pieces:
        return ()
    first = preface(pieces)
    if first and len(pieces) > first + 1:
        # Where nothing is known of the project an installer may write all over its directory.
        found = commands.pieces(execution, files())
        pieces = pieces if isinstance(found, Unknown) else found
    front = pieces[:first]
    scripts = []
    start = first
    for end in range(first + 1, len(pieces)):
        if end <= start:
            continue
        piece = pieces[end - 1]
        again = preface(pieces[start:]) if start == end - 1 else 0
        if again:
            # What follows the last cut sets the shell up, too: a script of its own begins with it.
            front = (*front, *pieces[start : start + again])
            start += again
            continue
        if piece.sets_state or not _is_stable(front, piece, is_led):
            break
        if _keeps_links(pieces[start:end], pieces[end:], commands):
            scripts.append(_text(script.text, (*front, *pieces[start:end])))
            start = end
    return (*scripts, _text(script.text, (*front, *pieces[start:])))


def _text(script: str, pieces: Sequence[Piece]) -> str:
    """Return some commands as one list, in one way of writing it."""
    return pieces[0].prefix + " && ".join(
        script[piece.span[0] : piece.span[1]].strip() for piece in pieces
    )


def _is_stable(front: Sequence[Piece], piece: Piece, is_led: Callable[[str], bool]) -> bool:
    """Tell whether what stands in front comes to the same before a known command and behind it.

    pip replaces no directory but those of packages.
    """
    if not all(isinstance(each.behaviour, Behaviour) for each in (*front, piece)):
        return False
    written = turned_by(piece)
    rests_on = {path for each in front for path in each.rests_on or ()}
    if not all(leaves(path, written) for path in rests_on):
        return False
    if piece.is_pip or not rests_on or not written:
        return True
    return not any(map(is_led, sorted({*rests_on, *written})))


def _keeps_links(before: Sequence[Piece], after: Sequence[Piece], commands: Commands) -> bool:
    """Tell whether no file that ``before`` installs is changed in place by ``after``.

    Such files of pip count only where it is not taken for granted that they have one name each.
    """
    from dfopt.knowledge.manifests.pip import ONE_NAME

    if not _are_apart([piece for piece in before if not piece.is_pip], after):
        return False
    return _are_apart(before, after) or commands.is_allowed(ONE_NAME)


def _are_apart(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    installed = {
        path
        for piece in before
        if isinstance(piece.behaviour, Behaviour)
        for path in piece.behaviour.writes
        if path.startswith(LINKED)
    }
    if not installed:
        return True
    for piece in after:
        if not isinstance(piece.behaviour, Behaviour):
            return False
        if any(overlap(path, changed) for path in installed for changed in piece.behaviour.changes):
            return False
    return True
