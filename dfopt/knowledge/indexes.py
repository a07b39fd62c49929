"""Which commands, of those that are not understood, have to do with a package index."""

from __future__ import annotations

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_INSTALLS: Final = regex(
    r"\b(?:apt|apt-get|yum|dnf|microdnf|tdnf|zypper|apk)\s[^&|;]*\b(?:install|add|in)\b"
)
_REFRESHES: Final = regex(
    r"\b(?:apt|apt-get|yum|dnf|microdnf|tdnf|zypper|apk)\s[^&|;]*\b(?:update|refresh|makecache)\b|"
    r"--no-cache"
)


def may_consume(text: str) -> bool:
    """Tell whether a RUN may install from an index that an earlier one refreshed.

    ``text`` is the instruction; what it refreshes itself is not of an earlier one.
    """
    return _INSTALLS.search(text) is not None and _REFRESHES.search(text) is None
