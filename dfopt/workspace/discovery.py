"""Find the Dockerfiles that a person named: files as they are, directories by walking them.

In a git work tree git itself says which files are ignored; elsewhere directories of version
control, packages and virtual environments are passed over. Symbolic links to directories are not
followed, so no loop can trap the walk, and one file reached twice is found once.
"""

from __future__ import annotations

import os

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dfopt.workspace.globs import Globs
    from dfopt.workspace.settings import Setting, Settings

#: Names that look like Dockerfiles and are not: other tools' files, templates, left-overs.
NOT_DOCKERFILES = (
    "*.dockerignore",
    "*.j2",
    "*.jinja*",
    "*.tmpl",
    "*.tpl",
    "*.template",
    "*.erb",
    "*.in",
    "*.mustache",
    "*.bak",
    "*.orig",
)

#: Directories that hold other people's files or none of ours.
SKIPPED_DIRECTORIES = frozenset(
    (".git", ".hg", ".svn", ".bzr", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__")
)

# What a git hook passes to its children would point git at another repository than the one walked.
_GIT_LOCAL = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


class Found(Record, compare=True):
    """A file to look at; ``named`` says that the person named it, not the walk."""

    path: str
    named: bool


class Trouble(Record, compare=True):
    """A path that could not be used (``fatal``), or something worth knowing about it."""

    path: str
    reason: str
    fatal: bool = True


def discover(
    paths: Iterable[str], settings: Settings, *, force_exclude: bool = False
) -> Iterator[Found | Trouble]:
    """Yield the files that ``paths`` stand for, one after the other, each file once.

    Args:
        paths: files and directories.
        settings: finds configurations.
        force_exclude: leave out files that are named, too, where :func:`is_left_out` says so.

    Raises:
        ConfigError: the configuration of a directory cannot be used.
    """
    named = tuple(dict.fromkeys(paths))
    named_files = {_identity(path) for path in named if not os.path.isdir(path)}
    seen: set[tuple[int, int]] = set()
    for path in named:
        if not os.path.isdir(path):
            found: Found | Trouble | None = _named_file(path)
            if isinstance(found, Found) and force_exclude:
                setting = settings.for_directory(os.path.dirname(path))
                found = None if is_left_out(path, setting) else found
            if isinstance(found, Trouble) or (found and _first_time(found.path, seen)):
                yield found
            continue
        count = 0
        for item in _walk(path, settings):
            if isinstance(item, Trouble):
                yield item
                continue
            count += 1
            if _first_time(item.path, seen):
                yield item.with_changes(named=_identity(item.path) in named_files)
        if not count:
            yield Trouble(path, "no Dockerfiles found", fatal=False)


def is_left_out(path: str, setting: Setting) -> bool:
    """Tell whether a walk would leave out a file for its name.

    Args:
        path: the file, which need not exist.
        setting: the configuration that counts for it.
    """
    relative = os.path.relpath(os.path.abspath(path), setting.root)
    return any(globs.matches(relative.replace(os.sep, "/")) for globs in _left_out(setting))


def _left_out(setting: Setting) -> tuple[Globs, Globs]:
    from dfopt.workspace.globs import Globs

    return Globs(NOT_DOCKERFILES), Globs(setting.config.exclude, below=True)


def _named_file(path: str) -> Found | Trouble:
    try:
        os.stat(path)
    except (OSError, ValueError) as error:
        return Trouble(path, getattr(error, "strerror", None) or str(error))
    return Found(path, True)


def _first_time(path: str, seen: set[tuple[int, int]]) -> bool:
    identity = _identity(path)
    if identity is None:
        return True
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _walk(directory: str, settings: Settings) -> Iterator[Found | Trouble]:
    from dfopt.workspace.globs import Globs

    setting = settings.for_directory(directory)
    base = os.path.relpath(os.path.abspath(directory), setting.root)
    include = Globs(setting.config.include)
    left_out = _left_out(setting)

    for item in _files(directory):
        if isinstance(item, Trouble):
            yield item
            continue
        relative = os.path.normpath(os.path.join(base, os.path.relpath(item, directory)))
        name = relative.replace(os.sep, "/")
        if include.matches(name) and not any(globs.matches(name) for globs in left_out):
            # What is found in "." is called by its plain name.
            yield Found(os.path.normpath(item) if directory == os.curdir else item, False)


def _files(directory: str) -> Iterator[str | Trouble]:
    """Yield every regular file below the directory that is not ignored."""
    listing = _git_listing(directory) if _in_work_tree(directory) else None
    if isinstance(listing, Trouble):
        yield listing
    elif listing:
        yield from _listed_files(directory, listing)
        return
    # Not a work tree, no git, or a directory that is ignored as a whole but was asked for.
    yield from _walked_files(directory)


def _listed_files(directory: str, listing: list[str]) -> Iterator[str | Trouble]:
    for relative in listing:
        if not SKIPPED_DIRECTORIES.isdisjoint(relative.split("/")):
            continue
        path = os.path.join(directory, relative.rstrip("/"))
        if os.path.isfile(path):
            yield path
        elif os.path.isdir(path) and not os.path.islink(path):
            # A submodule, or a repository inside the repository: it has its own ignore rules.
            yield from _files(path)


def _walked_files(directory: str) -> Iterator[str | Trouble]:
    errors: list[OSError] = []
    for parent, directories, names in os.walk(directory, onerror=errors.append):
        for error in errors:
            yield Trouble(str(error.filename), error.strerror or str(error))
        errors.clear()
        own = sorted(name for name in directories if name not in SKIPPED_DIRECTORIES)
        directories[:] = [name for name in own if not _is_repository(os.path.join(parent, name))]
        for name in sorted(names):
            path = os.path.join(parent, name)
            if os.path.isfile(path):
                yield path
        for name in own:
            if name not in directories and not os.path.islink(os.path.join(parent, name)):
                yield from _files(os.path.join(parent, name))
    for error in errors:
        yield Trouble(str(error.filename), error.strerror or str(error))


def _is_repository(directory: str) -> bool:
    return os.path.lexists(os.path.join(directory, ".git"))


def _in_work_tree(directory: str) -> bool:
    current = os.path.realpath(directory)
    while not _is_repository(current):
        parent = os.path.dirname(current)
        if parent == current:
            return False
        current = parent
    return True


def _git_listing(directory: str) -> list[str] | Trouble | None:
    """Return the tracked and the unignored untracked files, relative to the directory.

    None means that there is no git to ask.
    """
    import subprocess

    # A file system monitor is a command that the repository names; a listing must run nothing.
    command = ["git", "-c", "core.fsmonitor=false", "-C", directory, "ls-files"]
    options = ["--cached", "--others", "--exclude-standard", "-z"]
    environment = {key: value for key, value in os.environ.items() if key not in _GIT_LOCAL}
    try:
        done = subprocess.run(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError:
        return None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").splitlines() or ["git ls-files failed"]
        return Trouble(directory, f"ignore files are not respected: {lines[0]}", fatal=False)
    return sorted({os.fsdecode(name) for name in done.stdout.split(b"\0") if name})
