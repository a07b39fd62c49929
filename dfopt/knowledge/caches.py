"""What installers keep of their downloads, and where: for cache mounts.

A cache mount (``RUN --mount=type=cache``) is a directory that is no part of the image and may be
empty at any time. A command may be given one only if it does the same with a warm, a cold and
somebody else's cache. So only those caches count here whose content is addressed by what it is: by
a checksum of a lock file, or by all that goes into a compilation.

Which installers have one is in :mod:`dfopt.knowledge.installers`.
"""

from __future__ import annotations

from posixpath import normpath

from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.commands import simple_commands
from dfopt.knowledge.installers import (
    OWNERS,
    TOOLS,
    Call,
    is_plain_path,
    project_script,
    starts_script,
)
from dfopt.knowledge.places import SYSTEM, home_of, overlap, paths_in
from dfopt.record import Record
from dfopt.shell.nodes import commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.knowledge.commands import Piece
    from dfopt.knowledge.installers import Cache
    from dfopt.shell.nodes import Script, Simple

ASSUMPTIONS: Final = {
    "npm.cache-by-checksum": "What `npm ci` installs does not depend on what npm's cache "
    "(~/.npm/_cacache) holds: with a lock file that has a checksum of every package, only what has "
    "that checksum is taken from there.",
    "npm.scripts-leave-the-cache": "Scripts of the project that `npm run` starts, and those of "
    "packages, neither read nor write npm's cache (~/.npm). dfopt looks at their text in "
    "package.json.",
    "go.caches-by-content": "With cgo off, what `go build` makes does not depend on what its "
    "module cache and its build cache hold, and it runs no code of the project.",
    "cargo.cache-by-checksum": "What `cargo build` makes does not depend on whether packages were "
    "in $CARGO_HOME/registry or had to be fetched: with a lock file only what has its checksum is "
    "taken from there, and build scripts leave that directory alone.",
    "base.no-caches": "An official image holds nothing of what npm, go or cargo keep of their "
    "downloads.",
    "packages.no-caches": "The packages of a distribution put nothing into the caches of npm, go "
    "and cargo, and do not read them.",
    "caches.not-linked": "No symbolic link that comes out of an image, another stage, an archive, "
    "a package or a repository, or out of a build context that dfopt does not see, leads to where "
    "npm, go and cargo keep their downloads.",
    "build.last-stage-only": "Images are made of the last stage only, and of those that no other "
    "stage needs: nobody builds a stage that others copy from by its name (`--target`).",
    "buildkit.cache-mounts": "The file is built by Docker 20.10 or newer, or by another BuildKit "
    "whose frontend knows `RUN --mount` (1.2).",
}

#: What holds for every cache mount.
ALWAYS: Final = frozenset(
    ("base.no-caches", "build.last-stage-only", "buildkit.cache-mounts", "caches.not-linked")
)


class Use(Record, compare=True):
    """What a script keeps of its downloads; ``command`` is the installation, for people."""

    command: str
    caches: tuple[Cache, ...]
    assumptions: frozenset[str]


#: What changes the shell, or the environment, for the commands behind it.
_STATEFUL: Final = frozenset(
    (
        "export", "eval", ".", "source", "set", "alias", "exec", "trap", "umask", "unset",
        "readonly", "declare", "typeset", "local", "shopt", "env", "sudo", "exit", "return",
    )
)  # fmt: skip


def use_of(
    script: Script, pieces: Sequence[Piece], circumstances: Circumstances
) -> Use | Unknown | None:
    """Return what a script keeps of its downloads; None where it does not install anything.

    Args:
        script: the script, as the shell reads it.
        pieces: its commands, without those that the mounts add to what they touch.
        circumstances: where it runs.
    """
    if not any(_tool(simple) in TOOLS for simple, _ in simple_commands(script, pieces)):
        return None
    home = home_of(circumstances.environment, circumstances.user)
    for simple, _ in simple_commands(script, pieces):
        tool = _tool(simple)
        if simple is not None and tool in TOOLS and tool not in OWNERS:
            never = TOOLS[tool](_call(simple, circumstances, None, home or ""))
            if isinstance(never, Unknown):
                return never
    if not circumstances.is_base_known:
        return Unknown("what the base image sets is not known, and may name another cache")
    if circumstances.user != "root":
        return Unknown("it does not run as root, and the directory of a cache belongs to root")
    if home is None or not is_plain_path(home):
        return Unknown("the home directory of the user is not known")
    if circumstances.environment.get("XDG_CACHE_HOME", "") != "":
        return Unknown("XDG_CACHE_HOME names another place for caches")
    directory = circumstances.directory
    found: list[tuple[str, tuple[Cache, ...], frozenset[str]]] = []
    others: list[tuple[Simple | None, Piece, str | None]] = []
    for simple, piece in simple_commands(script, pieces):
        if simple is not None and _tool(simple) == "cd":
            directory = _changed(directory, simple)
            continue
        if simple is None or not simple.words or _tool(simple) in _STATEFUL:
            return Unknown("it changes the shell, or its variables, in a way that is not followed")
        installs = TOOLS.get(_tool(simple) or "")
        if installs is None or starts_script(simple):
            others.append((simple, piece, directory))
            continue
        call = _call(simple, circumstances, directory, home)
        caches = installs(call)
        if isinstance(caches, Unknown):
            return caches
        if caches is None:
            others.append((simple, piece, directory))
            continue
        if simple.redirections or {"HOME", "XDG_CACHE_HOME"} & {a.name for a in simple.assignments}:
            return Unknown(f"`{call.name}` runs in an unusual way")
        if not _are_quiet(simple, directory, caches[0]):
            return Unknown(
                f"an argument of `{call.name}` comes from a command that may look at its cache"
            )
        found.append((call.name, *caches))
    if not found:
        return None
    if len({name.partition(" ")[0] for name, *_ in found}) > 1:
        return Unknown(f"it runs `{found[0][0]}` and `{found[-1][0]}` in one step")
    name = found[-1][0]
    kept = tuple(dict.fromkeys(cache for _, caches, _ in found for cache in caches))
    assumptions = frozenset(each for *_, names in found for each in names)
    around = frozenset(path for cache in kept for path in cache.around)
    linked = _links(script, around)
    if linked is not None:
        return linked
    for simple, piece, place in others:
        reason = _apart(simple, piece, circumstances, place, around)
        if isinstance(reason, Unknown):
            return reason
        assumptions |= reason
    return Use(name, kept, assumptions | ALWAYS)


def apart(
    script: Script,
    pieces: Sequence[Piece],
    circumstances: Circumstances,
    around: frozenset[str],
) -> frozenset[str] | Unknown:
    """Return on what it rests that a script has nothing to do with what is ``around`` a cache.

    It is unknown where it may have; the reason is an end of a sentence.
    """
    linked = _links(script, around)
    if linked is not None:
        return linked
    assumptions: frozenset[str] = frozenset()
    directory = circumstances.directory
    for simple, piece in simple_commands(script, pieces):
        if simple is not None and _tool(simple) == "cd":
            directory = _changed(directory, simple)
        found = _apart(simple, piece, circumstances, directory, around)
        if isinstance(found, Unknown):
            return found
        assumptions |= found
    return assumptions


def touches(path: str, around: frozenset[str]) -> str:
    """Return which path around a cache is at, above or below an image path; empty: none."""
    return next((each for each in sorted(around) if overlap(path, each)), "")


def leads_to(target: str, depth: int, around: frozenset[str]) -> str:
    """Return to which path around a cache a symbolic link may lead; empty: to none.

    Args:
        target: what the link says.
        depth: how many directories up it stays among what has come with it.
        around: the paths around a cache.
    """
    if target.startswith("/"):
        return touches(normpath(target), around)
    parts = [part for part in target.split("/") if part not in ("", ".")]
    up = next((index for index, part in enumerate(parts) if part != ".."), len(parts))
    tail = parts[up:]
    if ".." not in tail and up <= depth:
        return ""
    for path in sorted(around):
        names = path.strip("/").split("/")
        if ".." in tail or not tail:
            return path
        # It may start from any directory.
        starts = ["/".join(["", *names[:end], *tail]) for end in range(len(names))]
        if any(overlap(start, path) for start in starts):
            return path
    return ""


def _links(script: Script, around: frozenset[str]) -> Unknown | None:
    """Say so if a script may make a link that leads to what is around a cache."""
    for simple in commands(script.body):
        words = [word.literal for word in simple.words]
        if "ln" not in words:
            continue
        operands = words[words.index("ln") + 1 :]
        for word in operands:
            met = min(around) if word is None else ""
            if word is not None and not word.startswith("-"):
                met = leads_to(word, -1, around)
            if met:
                return Unknown(f"a link may lead to {met}")
    return None


#: Commands that look at nothing but the paths that they are given, and at the repository.
_QUIET: Final = frozenset(
    (
        "arch", "awk", "basename", "cat", "cut", "date", "dirname", "echo", "git", "grep", "head",
        "hostname", "nproc", "printf", "sed", "tail", "tr", "true", "uname", "whoami",
    )
)  # fmt: skip
#: Those to which a path would be a word like any other.
_SPOKEN: Final = frozenset(("basename", "date", "dirname", "echo", "printf", "true"))


def _are_quiet(installation: Simple, directory: str | None, caches: Sequence[Cache]) -> bool:
    """Tell whether the commands in the words of an installation leave its caches alone."""
    around = frozenset(path for cache in caches for path in cache.around)
    for simple in commands(installation):
        if simple is installation:
            continue
        name = _tool(simple)
        texts = [word.literal for word in simple.words]
        if name == "go" and texts[1:2] in (["version"], ["env"]) and None not in texts:
            continue
        if name not in _QUIET:
            return False
        paths = [redirection.target for redirection in simple.redirections]
        for word in (*simple.words[1:], *paths):
            if word.literal is None and name in _SPOKEN and not word.has_pattern:
                continue
            if word.literal is None or directory is None:
                return False
            path = word.literal if word.literal.startswith("/") else f"{directory}/{word.literal}"
            if any(touches(each, around) for each in (normpath(path), *paths_in(word.literal))):
                return False
    return True


def _apart(
    simple: Simple | None,
    piece: Piece,
    circumstances: Circumstances,
    directory: str | None,
    around: frozenset[str],
) -> frozenset[str] | Unknown:
    behaviour = piece.behaviour
    if simple is not None and starts_script(simple):
        return project_script(simple, circumstances.files, directory)
    if simple is not None and _tool(simple) in OWNERS:
        return _other_caches(simple, circumstances, directory, around)
    if isinstance(behaviour, Unknown):
        return Unknown(f"of another command {behaviour.reason}")
    assumptions = behaviour.assumptions
    paths: set[str] = set()
    for part in (
        behaviour.reads | behaviour.files | behaviour.absent | behaviour.enters,
        behaviour.writes | behaviour.outputs | behaviour.changes,
    ):
        if part.issuperset(SYSTEM):
            # What packages of a distribution touch.
            part -= frozenset(SYSTEM)
            assumptions |= {"packages.no-caches"}
        paths |= part
    for path in sorted(paths):
        if touches(path, around):
            return Unknown(f"a command may touch {touches(path, around)}")
    for path in sorted(behaviour.makes):
        if any(overlap(path, each) and not _is_above(path, each) for each in around):
            return Unknown(f"a command makes {path}")
    return assumptions


def _other_caches(
    simple: Simple, circumstances: Circumstances, directory: str | None, around: frozenset[str]
) -> frozenset[str] | Unknown:
    """Return on what it rests that another call of an installer uses other caches."""
    home = home_of(circumstances.environment, circumstances.user)
    call = _call(simple, circumstances, directory, home or "")
    found = TOOLS[_tool(simple) or ""](call) if home else None
    is_unusual = simple.redirections or any(
        assignment.name in ("HOME", "XDG_CACHE_HOME") for assignment in simple.assignments
    )
    if found is None or isinstance(found, Unknown) or is_unusual:
        return Unknown(f"`{call.name}` may use the same cache")
    caches, assumptions = found
    if any(touches(path, around) for cache in caches for path in cache.around):
        return Unknown(
            f"`{call.name}` uses the same cache, and would find it empty where the other step is "
            "cached and the mount is new"
        )
    names: frozenset[str] = assumptions
    return names


def _is_above(path: str, other: str) -> bool:
    return other.startswith(path.rstrip("/") + "/")


def _tool(simple: Simple | None) -> str | None:
    return simple.words[0].literal if simple is not None and simple.words else None


def _changed(directory: str | None, simple: Simple) -> str | None:
    target = simple.words[1].literal if len(simple.words) == 2 else None
    if target is None or directory is None or target.startswith("-"):
        return None
    return normpath(f"{directory}/{target}" if not target.startswith("/") else target)


def _call(simple: Simple, circumstances: Circumstances, directory: str | None, home: str) -> Call:
    own = {each.name: each.value.literal for each in simple.assignments}
    variables = {**circumstances.environment, **own}
    return Call(simple.words, variables, directory, circumstances.files, home)
