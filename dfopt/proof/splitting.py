"""Where ``RUN a && b`` may be two RUNs."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.places import overlap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Exec
    from dfopt.knowledge.commands import Piece

#: Where packages put files that may be one file under several names.
_LINKED: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/etc", "/var")


def cut(execution: Exec, commands: Commands) -> tuple[str, ...]:
    """Return the scripts that a process may be cut into, one after the other; or nothing.

    One that may not be cut comes back as one, in the same way of writing as the parts of others.

    What stands in front of a cut has to be known and to leave nothing behind in the shell, and
    what stands behind may not change a file in place that a package may have installed under two
    names: between two layers the link would break.
    """
    pieces = commands.pieces(execution, None)
    script = commands.script(execution)
    if isinstance(pieces, Unknown) or isinstance(script, Unknown) or not pieces:
        return ()
    scripts = []
    start = 0
    for end in range(1, len(pieces)):
        if pieces[end - 1].sets_state or not isinstance(pieces[end - 1].behaviour, Behaviour):
            break
        if _keeps_links(pieces[:end], pieces[end:], commands):
            scripts.append(_text(script.text, pieces[start:end]))
            start = end
    return (*scripts, _text(script.text, pieces[start:]))


def _text(script: str, pieces: Sequence[Piece]) -> str:
    """Return some commands as one list, in one way of writing it."""
    return pieces[0].prefix + " && ".join(
        script[piece.span[0] : piece.span[1]].strip() for piece in pieces
    )


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
        if path.startswith(_LINKED)
    }
    if not installed:
        return True
    for piece in after:
        if not isinstance(piece.behaviour, Behaviour):
            return False
        if any(overlap(path, changed) for path in installed for changed in piece.behaviour.changes):
            return False
    return True
