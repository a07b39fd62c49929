"""Which paths may differ between two builds of one Dockerfile without meaning anything."""

from __future__ import annotations

import fnmatch
import posixpath

from dfopt.lazy import regex
from dfopt.syntax.nodes import Unparsed
from dfopt.syntax.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

#: Logs, caches and what the container's runtime puts into place, as globs over whole paths.
VOLATILE: Final = (
    "/.dockerenv",
    "/dev/*",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/proc/*",
    "/root/.cache/*",
    "/root/.npm/_cacache/*",
    "/root/.npm/_logs/*",
    "/root/.npm/_update-notifier-last-checked",
    "/run/*",
    "/sys/*",
    "/tmp/*",
    "/var/cache/*",
    "/var/lib/apt/lists/*",
    "/var/lib/dpkg/*-old",
    "/var/log/*",
)

_IS_VOLATILE = regex("|".join(map(fnmatch.translate, VOLATILE)))
#: What may be part of a path, in shell code as in the words of an instruction.
_WORD = regex(r"[^\s'\"`$(){}\[\]<>|&;,=:*?\\]+")
_QUOTED = regex(r"\"[^\"\n]*\"|'[^'\n]*'")
_HOME = "/root"


def is_volatile(path: str) -> bool:
    """Return whether the absolute path is one of those in the list."""
    return _IS_VOLATILE.match(path) is not None


def named_paths(texts: Iterable[str]) -> frozenset[str]:
    """Return every absolute path that an instruction of these Dockerfiles may speak of.

    Too many are no harm: what is named is compared. So a word counts from the root, from root's
    home directory and from every directory that a WORKDIR names.
    """
    named: set[str] = set()
    for text in texts:
        words: set[str] = set()
        directories = {"/", _HOME}
        current = "/"
        for statement in parse(text).statements:
            content = [str(statement), *(heredoc.content for heredoc in statement.heredocs)]
            words.update(word for part in content for word in _WORD.findall(part))
            # Paths with blanks in them stand in quotes.
            words.update(word[1:-1] for part in content for word in _QUOTED.findall(part))
            if not isinstance(statement, Unparsed) and statement.kind == "WORKDIR":
                current = posixpath.join(current, " ".join(statement.arguments))
                directories.add(posixpath.normpath(current))
        named |= directories - {"/", _HOME}
        for word in words:
            word = word.removeprefix("~/").removeprefix("file///")
            if posixpath.normpath(word) == ".":
                continue  # the directories themselves are in the list
            starts = ("/",) if word.startswith("/") else directories
            named.update(posixpath.normpath(posixpath.join(start, word)) for start in starts)
    return frozenset(path for path in named if path not in ("/", "//"))


def is_named(path: str, named: frozenset[str]) -> bool:
    """Return whether the path, or a directory that it is in, is among those named."""
    while path not in ("/", ""):
        if path in named:
            return True
        path = posixpath.dirname(path)
    return False
