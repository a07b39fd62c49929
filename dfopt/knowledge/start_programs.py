"""Programs of an application among those of the system, and what leaves them alone.

Many images copy one script to ``/usr/local/bin``, to start with. Packages of a distribution put
nothing there (Filesystem Hierarchy Standard 3.0, 4.9), and call nothing of such a name.
"""

from __future__ import annotations

from dfopt.knowledge.behaviour import Unknown
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.knowledge.commands import Piece
    from dfopt.shell.nodes import Redirection, Script, Simple

ASSUMPTION: Final = "packages.leave-start-programs"

ASSUMPTIONS: Final = {
    ASSUMPTION: "Official images have /usr/local/bin, and installing packages of a distribution "
    "neither writes nor calls a program in it whose name is that of a start script (*entrypoint*, "
    "*.sh) or of composer.",
}

_NAME: Final = r"(?:[\w.-]*entrypoint[\w.-]*|[\w.-]+\.sh|composer)"
_PROGRAM: Final = regex(f"/usr/local/bin/{_NAME}")
#: One in a text: by its path, relative too, or by its name alone.
_MENTION: Final = regex(rf"(?<![\w./~-])[./]*(?:(?:usr/)?local/bin/)?{_NAME}(?![\w./-])")
_MANAGERS: Final = frozenset(("apt-get", "apt", "apk", "dnf", "yum", "microdnf"))
#: Variables of those that name no path.
_PLAIN_VARIABLES: Final = regex(r"DEBIAN_FRONTEND|DEBIAN_PRIORITY|LANG|LC_\w+|TZ|ACCEPT_EULA")
#: What people remove behind an installation.
_REMOVED: Final = ("/var/lib/apt/", "/var/cache/", "/var/log/", "/var/tmp/", "/tmp/")


def is_start_program(path: str) -> bool:
    """Tell whether an image path is that of a program to start with."""
    return _PROGRAM.fullmatch(path) is not None


def mentions_them(text: str) -> bool:
    """Tell whether a text, of a variable or a setting, may name such a program."""
    return any(match[0] != "/composer" for match in _MENTION.finditer(text))


def leaves_them(script: Script, pieces: Sequence[Piece]) -> bool:
    """Tell whether a script only installs packages, and removes what that leaves behind."""
    from dfopt.knowledge.commands import simple_commands

    return all(
        simple is not None
        and not isinstance(piece.behaviour, Unknown)
        and all(_PLAIN_VARIABLES.fullmatch(each.name) for each in simple.assignments)
        and all(map(_is_harmless, simple.redirections))
        and _leaves(simple)
        for simple, piece in simple_commands(script, pieces)
    )


def _leaves(simple: Simple) -> bool:
    from dfopt.shell.nodes import Literal

    name, *words = simple.words or (None,)
    if name is None:
        return False
    if name.literal in _MANAGERS:
        return True
    if name.literal != "rm":
        return False
    for word in words:
        first = word.parts[0] if word.parts else None
        start = first.text if isinstance(first, Literal) else ""
        texts = [part.text for part in word.parts if isinstance(part, Literal)]
        if len(texts) < len(word.parts) or ".." in "".join(texts):
            return False
        if not start.startswith(("-", *_REMOVED)):
            return False
    return True


def _is_harmless(redirection: Redirection) -> bool:
    target = redirection.target.literal
    is_copy = redirection.operator == ">&" and target in ("1", "2")
    return is_copy or (redirection.operator in (">", ">>") and target == "/dev/null")
