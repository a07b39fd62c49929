"""The history of a repository, as git tells it.

A repository may be hostile: its configuration can name programs. Only commands that read are run,
and every setting that would start a program for them (a pager, an external diff, a text converter,
a file system monitor, a signature check, a transport for missing objects) is overridden. Whether
git may look into the repository at all (``safe.directory``) is for git to say.
"""

from __future__ import annotations

import os
import subprocess

from dfopt.evidence.errors import EvidenceError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
)
_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ASKPASS": "true",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_SECONDS: Final = 120
_EXECUTABLE: Final = "100755"


class PathChange(Record, compare=True):
    """A path that a commit changes: what it was and became, None where it is not there.

    What a file is, is its blob and whether it is executable.
    """

    path: str
    old: str | None
    new: str | None


class Commit(Record, compare=True):
    """A commit on the first-parent line; ``time`` is when it was made, in seconds since 1970."""

    id: str
    time: int
    changes: tuple[PathChange, ...]


class Repository:
    """A working tree and its history."""

    def __init__(self, directory: str) -> None:
        """Find the repository that a directory is in.

        Raises:
            EvidenceError: there is none, or git refuses or is missing.
        """
        self._directory = os.path.abspath(directory)
        self.root = self._directory
        found = self._run("rev-parse", "--show-toplevel")
        self.root = os.fsdecode(found.removesuffix(b"\n"))
        if not self.root:
            raise EvidenceError(f"{directory}: the repository has no working tree")

    @property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when the repository was cloned."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def relative(self, path: str) -> str:
        """Return a path relative to the root, ``.`` for the root itself.

        Raises:
            EvidenceError: it is outside.
        """
        absolute = os.path.join(os.path.realpath(os.path.dirname(os.path.abspath(path)) or "/"), "")
        absolute = os.path.normpath(absolute + os.path.basename(os.path.abspath(path)))
        found = os.path.relpath(absolute, os.path.realpath(self.root))
        if found == os.pardir or found.startswith(os.pardir + os.sep):
            raise EvidenceError(f"{path} is outside the repository {self.root}")
        return found.replace(os.sep, "/")

    def commits(self, paths: Iterable[str], limit: int) -> tuple[Commit, ...]:
        """Return the newest commits that touch any of the paths, the newest first.

        Args:
            paths: relative to the root; ``.`` stands for everything.
            limit: how many commits to return at most.
        """
        if not self._has_commits():
            return ()
        wanted = list(paths)
        chosen = [] if "." in wanted else wanted
        output = self._run(
            "log", "--first-parent", "-m", "--no-renames", "--raw", "--no-abbrev", "-z",
            "--no-ext-diff", "--no-textconv", "--no-show-signature", "--ignore-submodules=none",
            f"--max-count={limit}", "--format=%x00commit %H %ct", "HEAD", "--", *chosen,
        )  # fmt: skip
        return tuple(_parse_log(output))

    def files(self) -> list[tuple[str, int, str]]:
        """Return path, mode and blob of every file of HEAD."""
        if not self._has_commits():
            return []
        found = []
        for entry in self._run("ls-tree", "-r", "-z", "--full-tree", "HEAD").split(b"\0"):
            if entry:
                meta, _, path = entry.partition(b"\t")
                mode, _, blob = meta.decode("ascii").split(" ")
                found.append((_path(path), int(mode, 8), _content(blob, mode) or blob))
        return found

    def blobs(self, ids: Sequence[str]) -> list[bytes | None]:
        """Return the contents of blobs, None for one that is not there."""
        if not ids:
            return []
        request = "".join(f"{name}\n" for name in ids).encode("ascii")
        output = self._run("cat-file", "--batch", data=request)
        found: list[bytes | None] = []
        position = 0
        for _ in ids:
            end = output.index(b"\n", position)
            header = output[position:end].split(b" ")
            if len(header) != 3 or header[1] != b"blob":
                size = int(header[2]) + 1 if len(header) == 3 else 0
                found.append(None)
            else:
                size = int(header[2]) + 1
                found.append(output[end + 1 : end + size])
            position = end + 1 + size
        return found

    def _has_commits(self) -> bool:
        try:
            self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except EvidenceError:
            return False
        return True

    def _run(self, *arguments: str, data: bytes | None = None) -> bytes:
        command = ["git", "--no-pager", "--literal-pathspecs"]
        for setting in _SETTINGS:
            command += ["-c", setting]
        command += ["-C", self.root, *arguments]
        environment = {**os.environ, **_ENVIRONMENT}
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF"):
            environment.pop(name, None)
        try:
            result = subprocess.run(
                command, input=data or b"", capture_output=True, env=environment, timeout=_SECONDS
            )
        except FileNotFoundError:
            raise EvidenceError("git is not installed") from None
        except subprocess.TimeoutExpired:
            raise EvidenceError(f"git {arguments[0]} takes too long") from None
        if result.returncode:
            lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
            raise EvidenceError(f"git {arguments[0]}: {lines[0] if lines else 'failed'}")
        return result.stdout


def _parse_log(output: bytes) -> Iterator[Commit]:
    """Read ``git log --raw -z``: headers and entries, all ended by NUL."""
    header: list[str] = []
    changes: list[PathChange] = []
    tokens = iter(output.split(b"\0"))
    for token in tokens:
        token = token.lstrip(b"\n")
        if token.startswith(b"commit "):
            if header:
                yield Commit(header[1], int(header[2]), tuple(changes))
            header, changes = token.decode("ascii").split(" "), []
        elif token.startswith(b":"):
            old_mode, new_mode, old, new, _ = token[1:].decode("ascii").split(" ")
            path = _path(next(tokens))
            before, after = _content(old, old_mode), _content(new, new_mode)
            if before != after:
                changes.append(PathChange(path, before, after))
    if header:
        yield Commit(header[1], int(header[2]), tuple(changes))


def _content(blob: str, mode: str) -> str | None:
    """Return what a file is, None if it is not there."""
    if not int(mode, 8):
        return None
    kind = {"120000": " link", "160000": " module", _EXECUTABLE: " x"}.get(mode, "")
    return blob + kind


def _path(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
