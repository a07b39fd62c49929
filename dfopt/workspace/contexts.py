"""Which directory a Dockerfile is built in: what was said, else what files say, else a guess."""

from __future__ import annotations

import os

from dfopt.context.context import Context
from dfopt.context.ignore import Ignore
from dfopt.context.patterns import clean, has_wildcards
from dfopt.context.repository import repository_root, tracked
from dfopt.context.tree import Tree
from dfopt.errors import ContextError, ExpansionError
from dfopt.record import Record
from dfopt.workspace.declarations import kind_of, read_declarations
from dfopt.workspace.targets import named_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from dfopt.context.context import Origin
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.workspace.declarations import Declaration
    from dfopt.workspace.settings import Setting

    Listing: TypeAlias = list[tuple[str, int]]

#: More files than these that may declare a build are not read.
_FILE_LIMIT = 100

#: Which kind of declaration names the origin where several agree.
_ORDER: tuple[Origin, ...] = ("compose", "devcontainer", "workflow")


class FoundContext(Record):
    """The answer of :func:`find_context`: a context or None, and what a person should know."""

    context: Context | None
    notes: tuple[str, ...] = ()


def find_context(
    dockerfile: str,
    parsed: Dockerfile,
    setting: Setting,
    *,
    listing: Callable[[str], Listing | None] | None = None,
) -> FoundContext:
    """Find the build context of a Dockerfile.

    The directory of the setting (``--context``, or ``context`` of the configuration) counts first,
    then what a compose file, a ``devcontainer.json`` or a workflow of the repository declares for
    this Dockerfile. If they disagree, there is none. Otherwise it is guessed: the nearest directory
    from the Dockerfile upwards, within the repository, that holds every local source.

    Args:
        dockerfile: the path of the file; it need not exist (standard input).
        parsed: its syntax tree.
        setting: the configuration that holds for it.
        listing: lists the tracked files of a repository by its root, in place of
            :func:`listing_of`.

    Raises:
        ContextError: a directory that was named is none, or its ignore rules cannot be used.
    """
    place = _Place(dockerfile, listing or listing_of)
    found = _find(place, parsed, setting)
    if found.context is None:
        return found
    return found.with_changes(context=found.context.with_targets(lambda: _targets(place)))


def _find(place: _Place, parsed: Dockerfile, setting: Setting) -> FoundContext:
    if setting.config.context is not None:
        directory = os.path.normpath(os.path.join(setting.root, setting.config.context))
        return _found(place.context(directory, "named"))
    steps = list(_local_steps(parsed))
    if not steps:
        return FoundContext(None)
    declared = _declared(place)
    return declared if declared is not None else _guess(place, steps)


def _targets(place: _Place) -> frozenset[str]:
    """Return the stages that files of the repository, or beside the Dockerfile, name."""
    if place.root is not None and place.listing is not None:
        return named_targets(place.root, [path for path, _ in place.listing])
    try:
        names = sorted(os.listdir(place.directory))
    except OSError:
        names = []
    return named_targets(place.directory, names)


def _found(context: Context | None) -> FoundContext:
    return FoundContext(context, context.notes if context is not None else ())


class _Place:
    """A Dockerfile on the disk, and the repository around it, whose index is read once."""

    def __init__(self, dockerfile: str, listing: Callable[[str], Listing | None]) -> None:
        self.path = os.path.abspath(dockerfile)
        self.directory = os.path.dirname(self.path)
        self.real = os.path.join(os.path.realpath(self.directory), os.path.basename(self.path))
        self.root = repository_root(self.directory)
        self._list = listing
        self._listing: Listing | None = None
        self._asked = False

    @property
    def listing(self) -> Listing | None:
        """The tracked files of the repository; None if there is none or they are not known."""
        if not self._asked and self.root is not None:
            self._listing = self._list(self.root)
        self._asked = True
        return self._listing

    def context(self, directory: str, origin: Origin) -> Context:
        """Make the context of a directory.

        Raises:
            ContextError: it is none, or its rules cannot be used.
        """
        if not os.path.isdir(directory):
            raise ContextError(f"{directory}: not a directory, so it cannot be the build context")
        inside = None if self.root is None else _below(os.path.realpath(directory), self.root)
        if inside is None or self.listing is None:
            return Context.of(directory, self.path, origin=origin)
        start = f"{inside}/" if inside else ""
        cut = len(start)
        listing = [(path[cut:], mode) for path, mode in self.listing if path.startswith(start)]
        tree = Tree.from_listing(directory, listing)
        return Context.of_listed(tree, directory, self.path, origin=origin)


def _below(path: str, directory: str) -> str | None:
    """Return the path relative to a directory, with slashes; None if it is not inside."""
    relative = os.path.relpath(path, directory).replace(os.sep, "/")
    if relative == ".." or relative.startswith("../"):
        return None
    return "" if relative == "." else relative


def _declared(place: _Place) -> FoundContext | None:
    """Return what files declare; None if they say nothing of this Dockerfile."""
    names = list(_declaring_files(place))
    if len(names) > _FILE_LIMIT:
        note = f"no context: over {_FILE_LIMIT} files may declare one"
        return FoundContext(None, (note,))
    base = place.root or place.directory
    found = [
        declaration
        for name in names
        for declaration in read_declarations(base, name)
        if _same_file(declaration.dockerfile, place)
    ]
    if not found:
        return None
    directories = {d.context and os.path.realpath(d.context) for d in found}
    if len(directories) > 1 or None in directories:
        said = sorted({f"{d.path}: {_shown(d.context, base)}" for d in found})
        return FoundContext(None, (f"no context: files disagree about it ({', '.join(said)})",))
    first = min(found, key=lambda declaration: _ORDER.index(declaration.source))
    directory = first.context or base
    if not os.path.isdir(directory) or _below(os.path.realpath(directory), base) is None:
        note = f"no context: {first.path} names {directory}, which is no directory of the project"
        return FoundContext(None, (note,))
    context = place.context(directory, first.source)
    if any(declaration.remote for declaration in found):
        return _found(_without_rules(context, found))
    return _found(context)


def _shown(path: str | None, base: str) -> str:
    return "unknown" if path is None else os.path.relpath(path, base)


def _same_file(path: str, place: _Place) -> bool:
    directory, name = os.path.split(path)
    return os.path.join(os.path.realpath(directory), name) in (place.path, place.real)


def _without_rules(context: Context, found: list[Declaration]) -> Context:
    """Leave out the ignore rules where a build from the commit would see more than they let."""
    if len(context.visible.entries) == len(context.tree.entries):
        return context
    path = next(declaration.path for declaration in found if declaration.remote)
    note = f"{path} builds from the commit, where .dockerignore does not apply"
    notes = (*context.notes, note)
    return Context(context.tree, Ignore(), context.origin, context.directory, notes)


def _declaring_files(place: _Place) -> Iterator[str]:
    """Yield the files that may declare a build: those of the repository that are tracked."""
    if place.root is not None and place.listing is not None:
        for path, _ in place.listing:
            if kind_of(path) is not None:
                yield path
        return
    # Without a repository, or with one that cannot be read, only what lies beside the Dockerfile.
    base = place.root or place.directory
    for folder in ("", ".devcontainer"):
        try:
            names = sorted(os.listdir(os.path.join(place.directory, folder)))
        except OSError:
            continue
        above = _below(os.path.join(place.directory, folder), base)
        if above is None:
            continue
        for name in names:
            below = f"{above}/{name}" if above else name
            if kind_of(below) in ("compose", "devcontainer"):
                yield below


def listing_of(root: str) -> Listing | None:
    """List the tracked files of a repository and their modes; git is asked only if need be.

    Returns:
        None where neither the index tells nor git.
    """
    found = tracked(root)
    return _git_listing(root) if found is None else found


def _git_listing(root: str) -> Listing | None:
    """Ask git for the tracked files and their modes."""
    import subprocess

    # A file system monitor is a command that the repository names; a listing must run nothing.
    command = ["git", "-c", "core.fsmonitor=false", "-C", root, "ls-files", "--stage", "-z"]
    # What a git hook passes to its children may point to another repository.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment
        )
    except OSError:
        return None
    if done.returncode:
        return None
    found: dict[str, int] = {}
    for line in done.stdout.split(b"\0")[:-1]:
        fields, _, path = line.partition(b"\t")
        found[os.fsdecode(path)] = int(fields.split(b" ")[0], 8)
    return list(found.items())


class _Step(Record):
    """The sources of one instruction that come from the context, as far as they are known."""

    sources: tuple[str, ...]
    parents: bool


def _guess(place: _Place, steps: list[_Step]) -> FoundContext:
    named = [step for step in steps if not all(map(_is_everything, step.sources))]
    for directory in _upwards(place) if named else (place.directory,):
        if all(_may_hold(directory, step) for step in named):
            try:
                context = place.context(directory, "guessed")
                if all(_holds(context, step) for step in named):
                    return _found(context)
            except ContextError as error:
                return FoundContext(None, (f"no context: {error}",))
    # Nobody named one and none is guessed: where a rewrite needs it, its refusal says so.
    return FoundContext(None)


def _upwards(place: _Place) -> Iterator[str]:
    """Yield the directories from the Dockerfile's up to the repository's root."""
    current = os.path.realpath(place.directory)
    yield current
    while place.root is not None and current != place.root:
        current = os.path.dirname(current)
        yield current


def _is_everything(source: str) -> bool:
    return clean(f"/{source}") in ("/", "/*")


def _may_hold(directory: str, step: _Step) -> bool:
    """Tell quickly whether the sources that are no patterns could be there."""
    return all(
        has_wildcards(source) or os.path.lexists(os.path.join(directory, clean(f"/{source}")[1:]))
        for source in step.sources
    )


def _holds(context: Context, step: _Step) -> bool:
    """Tell whether a build finds every source; of patterns alone, one must match."""
    copied = context.copy(step.sources, "/", parents=step.parents)
    found = any(selection.entry is not None for selection in copied.selections)
    return found and not copied.missing


def _local_steps(parsed: Dockerfile) -> Iterator[_Step]:
    """Yield what is taken from the context; a source with a variable in it is left out.

    A step of which nothing is known counts as one that takes everything.
    """
    for statement in parsed.statements:
        if statement.kind in ("COPY", "ADD") and not statement.flag("from"):
            words = [word for word in statement.arguments[:-1] if not _is_elsewhere(word)]
            if words:
                known = tuple(_known(word, parsed.escape) for word in words)
                sources = tuple(source for source in known if source is not None)
                yield _Step(sources or (".",), any(f == "--parents" for f in statement.flags))
        elif statement.kind == "RUN":
            yield from _bound(statement)


def _bound(statement: Statement) -> Iterator[_Step]:
    from dfopt.syntax.flags import FlagValueError
    from dfopt.syntax.mounts import parse_mount

    for flag in statement.flags:
        name, _, value = flag.partition("=")
        if name != "--mount":
            continue
        try:
            mount = parse_mount(value)
        except FlagValueError:
            continue
        if mount.type == "bind" and not mount.from_:
            yield _Step((mount.source if "$" not in mount.source else ".",), False)


def _is_elsewhere(word: str) -> bool:
    """Tell whether a source is a heredoc, a URL or a repository."""
    from dfopt.builder.remotes import git_reference, is_http
    from dfopt.syntax.instructions import is_heredoc

    if "<<" in word and is_heredoc(word):
        return True
    return ":" in word and (is_http(word) or "://" in word or git_reference(word) is not None)


def _known(word: str, escape: str) -> str | None:
    from dfopt.syntax.words import expand, references

    try:
        if references(word, escape):
            return None
        return expand(word, {}, escape).text or "."
    except ExpansionError:
        return None
