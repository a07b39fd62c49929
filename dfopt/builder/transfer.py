"""COPY and ADD (``dispatchCopy`` of BuildKit's ``dockerfile2llb``)."""

from __future__ import annotations

import re

from dfopt.builder.checks import check_digest, file_mode
from dfopt.builder.errors import BuildError
from dfopt.builder.execution import without_leading_tabs
from dfopt.builder.expansion import expand_word
from dfopt.builder.operations import (
    CopyAction,
    FileOperation,
    GitSource,
    HttpSource,
    MakeFile,
    Merge,
    Owner,
    UnknownSource,
)
from dfopt.builder.paths import clean, destination_path, join, source_path
from dfopt.builder.values import Term, concatenate, leading_text, term
from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.flags import parse_flags
from dfopt.syntax.instructions import is_heredoc
from dfopt.syntax.words import heredoc_marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.operations import Operation
    from dfopt.builder.remotes import GitReference
    from dfopt.builder.state import StageState
    from dfopt.builder.values import Value
    from dfopt.syntax.flags import Flags
    from dfopt.syntax.nodes import Statement

_NO_FLAGS: Final = parse_flags("COPY", ())
_WILDCARD: Final = r"(?:[^*?\[\\]|\\.?)*+[*?\[]"


class _InlineFile(Record):
    """A heredoc among the sources."""

    name: str
    content: Value


def transfer(state: StageState, statement: Statement, tree: Operation | None) -> None:
    """Let a COPY or ADD take effect.

    Args:
        state: the stage.
        statement: the instruction.
        tree: where paths are taken from, the context or another stage; None for an empty one.

    Raises:
        BuildError: a word cannot be expanded, or a flag or a source is wrong.
    """
    work = _Transfer(state, statement, tree)
    operation = work.operation()
    if work.flags.switch("link") and not work.chmod:
        layer = FileOperation(statement, None, operation.actions)
        state.root = layer if state.root is None else Merge(statement, (state.root, layer))
    else:
        state.root = operation
    state.commit(work.history(), has_layer=True)


class _Transfer:
    """One COPY or ADD at work."""

    def __init__(self, state: StageState, statement: Statement, tree: Operation | None) -> None:
        self.state = state
        self.statement = statement
        self.tree = tree
        self.is_add = statement.kind == "ADD"
        flags = statement.flags
        self.flags: Flags = parse_flags(statement.kind, flags) if flags else _NO_FLAGS
        self.chown = self._flag("chown")
        self.chmod = self._flag("chmod")
        self.checksum = self._flag("checksum")
        *sources, destination = statement.arguments
        self.paths: list[Value] = []
        self.files: list[_InlineFile] = []
        for word in sources:
            if "<<" in word and is_heredoc(word):
                self.files.append(self._inline_file(word))
            else:
                self.paths.append(state.expand(word))
        self.destination_word = state.expand(destination)
        self.destination = destination_path(state.directory, self.destination_word)
        self.owner = owner(self.chown) if self.chown else None
        self.mode: Value | int | None = file_mode(self.chmod) if self.chmod else None

    def _flag(self, name: str) -> Value:
        word = self.flags.text(name)
        return self.state.expand(word) if word else ""

    def _inline_file(self, word: str) -> _InlineFile:
        """Return a heredoc's name and expanded body; of two with one name the last body counts."""
        marks = heredoc_marks(word)
        name = marks[0].name if marks else word.partition("<<")[2]
        body: Value = ""
        for heredoc in reversed(self.statement.heredocs):
            if heredoc.name == name:
                text = heredoc.content
                body = without_leading_tabs(text) if marks and marks[0].chomp else text
                break
        if body and marks and marks[0].expand:
            try:
                body = expand_word(str(body), self.state.environment, "\\", process_quotes=False)
            except ExpansionError as error:
                raise BuildError(f"heredoc {name}: {error}", self.statement) from None
        return _InlineFile(name, body)

    def operation(self) -> FileOperation:
        """Return the file operation onto the stage.

        Raises:
            BuildError: a flag or a source is wrong.
        """
        self._check_checksum()
        actions = [self._copy(path) for path in self.paths]
        for file in self.files:
            path = clean(f"/{file.name}")
            source = FileOperation(self.statement, None, (MakeFile(path, 0o644, file.content),))
            actions.append(self._single(source, path))
        return FileOperation(self.statement, self.state.root, tuple(actions))

    def history(self) -> Value:
        """Return what the history says: flags and words, but for --from, --link and --exclude."""
        parts: list[Value] = [self.statement.kind]
        if self.flags.switch("parents"):
            parts.append(" --parents")
        for name, value in (("chown", self.chown), ("chmod", self.chmod)):
            if value:
                parts += (f" --{name}=", value)
        for path in self.paths:
            parts += (" ", path)
        parts += [f" <<{file.name}" for file in self.files]
        return concatenate([*parts, " ", self.destination_word, " # buildkit"])

    def _check_checksum(self) -> None:
        if not self.checksum:
            return
        if len(self.paths) != 1:
            raise BuildError("--checksum goes with exactly one source", self.statement)
        path = self.paths[0]
        if isinstance(path, Term):
            return
        from dfopt.builder.remotes import git_reference, is_http

        if not is_http(path) and git_reference(path) is None:
            raise BuildError("--checksum goes with a URL or a git repository", self.statement)

    def _copy(self, path: Value) -> CopyAction:
        """Return the action for one source."""
        if isinstance(path, Term):
            if self.is_add and self._may_be_remote(path):
                return self._unknown(path)
            return self._from_tree(path)
        if ":" not in path:
            # No remote does without; the module that knows them is slow to load.
            return self._from_tree(path)
        from dfopt.builder.remotes import git_reference, is_http

        git = git_reference(path)
        if git is not None or is_http(path):
            if not self.is_add:
                raise BuildError(f"COPY takes no URL or repository: {path!r}", self.statement)
            return self._git(git) if git is not None else self._download(path)
        return self._from_tree(path)

    @staticmethod
    def _may_be_remote(path: Term) -> bool:
        from dfopt.builder.remotes import is_remote_prefix

        return is_remote_prefix(leading_text(path))

    def _unknown(self, path: Term) -> CopyAction:
        keep = self.flags.get("keep-git-dir")
        source = UnknownSource(
            self.statement, path, self.checksum, keep if isinstance(keep, bool) else None
        )
        return self._single(source, term("remote path", path), unpack=self._unpack(False))

    def _git(self, git: GitReference) -> CopyAction:
        given = self.flags.get("keep-git-dir")
        if isinstance(given, bool) and git.keep_git_dir not in (None, given):
            raise BuildError("--keep-git-dir contradicts the URL", self.statement)
        checksum = self.checksum
        if checksum and git.checksum and checksum != git.checksum:
            raise BuildError("--checksum contradicts the URL", self.statement)
        source = GitSource(
            self.statement, git.remote, git.host_path, git.ref, git.subdirectory,
            git.checksum or checksum, git.keep_git_dir is True or given is True,
            git.submodules, git.over_ssh,
        )  # fmt: skip
        return self._single(source, "/")

    def _download(self, url: str) -> CopyAction:
        if isinstance(self.checksum, str) and self.checksum:
            check_digest(self.checksum)
        from dfopt.builder.remotes import http_filename

        filename = http_filename(url)
        source = HttpSource(self.statement, url, filename, self.checksum)
        return self._single(source, clean(f"/{filename}"), unpack=self._unpack(False))

    def _unpack(self, default: bool) -> bool:
        given = self.flags.get("unpack")
        return given if isinstance(given, bool) else default

    def _single(self, source: Operation, path: Value, *, unpack: bool = False) -> CopyAction:
        """Return the action for a source that is one thing."""
        exclude = tuple(self.flags.repeated("exclude"))
        return CopyAction(
            source, path, self.destination, self.owner, self.mode, False, unpack, (), exclude, ()
        )

    def _from_tree(self, path: Value) -> CopyAction:
        include: tuple[Value, ...] = ()
        required: tuple[Value, ...] = ()
        if self.flags.switch("parents"):
            path, include, required = _with_parents(path)
        exclude = tuple(self.flags.repeated("exclude"))
        return CopyAction(
            self.tree, source_path(path), self.destination, self.owner, self.mode, True,
            self._unpack(self.is_add), include, exclude, required,
        )  # fmt: skip


def _with_parents(path: Value) -> tuple[Value, tuple[Value, ...], tuple[Value, ...]]:
    """Return directory, pattern and required path of a source of ``COPY --parents``.

    ``/./`` parts the directory that is not copied from what is.
    """
    if isinstance(path, Term):
        return "/", (term("pattern", path),), ()
    directory, pivot, pattern = path.partition("/./")
    if not pivot:
        directory, pattern = "/", path
    pattern = pattern if pattern.startswith("/") else join("/", pattern)
    has_wildcards = re.match(_WILDCARD, directory) or re.match(_WILDCARD, pattern)
    required = () if has_wildcards else (join("/", directory, pattern),)
    return directory, (pattern.removeprefix("/"),), required


def owner(text: Value) -> Owner:
    """Return the owner that ``user[:group]`` means (``llb.WithUser``)."""
    if isinstance(text, Term):
        return Owner(text, term("group of", text))
    user, colon, group = text.partition(":")
    return Owner(_identity(user), _identity(group) if colon else None)


def _identity(name: str) -> int | str:
    """Return the number of a user or group, or the name; ``root`` and nothing are 0."""
    if name in ("", "root"):
        return 0
    if re.fullmatch("[+-]?[0-9]{1,10}", name) and -(1 << 31) <= int(name) < 1 << 31:
        return int(name) % (1 << 32)
    return name
