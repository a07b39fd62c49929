"""The installers whose downloads may lie in a cache mount, each with its conditions.

Sources: npm's documentation of ``npm ci``, ``npm cache`` and ``config``; the documentation of the
go command, "Build and test caching" and "Module cache"; the Cargo Book, "Cargo Home" and
"Configuration".
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.manifests.npm import IGNORE_SCRIPTS, NEUTRAL, object_of
from dfopt.knowledge.manifests.project import ancestors, missing, text_of
from dfopt.lazy import regex
from dfopt.record import Record
from dfopt.shell.nodes import Literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Files
    from dfopt.shell.nodes import Simple, Word


class Cache(Record, compare=True):
    """A directory that a command may keep across builds.

    ``around`` are the paths that say something about it, or about what it holds: no other step may
    touch them. ``sharing`` is what the mount has to say so that two builds do not get into each
    other's way, empty where the tool sees to that.
    """

    target: str
    around: frozenset[str]
    sharing: str = ""


class Call(Record):
    """A command of a script: its words, the variables it sees, and where it runs."""

    words: tuple[Word, ...]
    variables: Mapping[str, str | None]
    directory: str | None
    files: Files | None
    home: str

    @property
    def name(self) -> str:
        """The program, and what it is told to do."""
        return " ".join([word.literal or "..." for word in self.words[:2]])


if TYPE_CHECKING:
    _Found = tuple[tuple[Cache, ...], frozenset[str]]


_PLAIN_PATH: Final = regex(r"(?:/[\w.@+-]+)+", re.ASCII)


def is_plain_path(path: str) -> bool:
    """Tell whether a path is absolute, one path, and nothing else to the flag of a mount."""
    return _PLAIN_PATH.fullmatch(path) is not None and normpath(path) == path


# npm

_NPM_HARMLESS: Final = regex(
    r"(?i)npm_config_(?:loglevel|fund|audit|progress|update_notifier|yes|color|engine_strict)"
)
_NPM_SETTINGS: Final = regex(
    r"(?im)^\s*(?:cache|offline|prefer-offline|prefer-online|before|userconfig|globalconfig"
    r"|cache-max|cache-min)\b"
)
#: Options of ``npm ci`` that change what is taken from the cache.
_NPM_FROM_CACHE: Final = frozenset(("--prefer-offline", "--offline"))


def _npm_other(call: Call, operands: Sequence[str | None]) -> Unknown | None:
    """Say why a call that does not install what a lock file says gets no cache."""
    if not operands:
        return None
    if operands[0] == "cache":
        return Unknown("`npm cache` empties the cache in the same step")
    if operands[0] in ("install", "i", "add", "update"):
        return Unknown(
            f"`{call.name}` may take other versions with a cache than without; `npm ci` takes "
            "those of the lock file"
        )
    return Unknown(f"what `{call.name}` does with its cache is not known")


def _npm(call: Call) -> _Found | Unknown | None:
    words = [word.literal for word in call.words]
    if None in words:
        return Unknown(f"an argument of `{call.name}` is only known at build time")
    options = {str(word) for word in words[1:] if str(word).startswith("-")}
    operands = [word for word in words[1:] if not str(word).startswith("-")]
    if operands not in (["ci"], ["clean-install"]):
        return _npm_other(call, operands)
    for option in sorted(options):
        if option in _NPM_FROM_CACHE or option not in NEUTRAL | IGNORE_SCRIPTS:
            return Unknown(f"the option {option[:40]} of `npm ci` may be about its cache")
    for name in sorted(call.variables):
        if name.lower().startswith("npm_config_") and not _NPM_HARMLESS.fullmatch(name):
            return Unknown(f"{name} may be about npm's cache")
    problem = _npm_project(call)
    if problem is not None:
        return problem
    base = f"{call.home}/.npm"
    around = frozenset((base, f"{call.home}/.npmrc", "/usr/local/etc/npmrc"))
    names = frozenset(
        (
            "npm.cache-by-checksum", "npm.scripts-leave-the-cache", "npm.version-7-or-newer",
            "npm.own-packages-only", "context.as-seen",
        )
    )  # fmt: skip
    return (Cache(f"{base}/_cacache", around),), names


#: The scripts of the project that ``npm ci`` runs, each whether the others are there or not.
_OF_CI: Final = (
    "preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare",
)  # fmt: skip


def _npm_project(call: Call) -> Unknown | None:
    """Return why what ``npm ci`` installs might depend on the cache."""
    files, directory = call.files, call.directory
    if files is None or directory is None or not files.is_known(directory):
        return Unknown("without the build context the lock file and .npmrc are not known")
    base = directory.rstrip("/")
    if files.mode(f"{base}/.npmrc") is not None:
        settings = text_of(files, f"{base}/.npmrc")
        if settings is None or _NPM_SETTINGS.search(settings):
            return Unknown("the project's .npmrc says something about npm's cache")
    names = ("npm-shrinkwrap.json", "package-lock.json")
    lock = next((text for n in names if (text := text_of(files, f"{base}/{n}")) is not None), None)
    packages = (object_of(lock) or {}).get("packages")
    if not isinstance(packages, dict):
        reason = "there is no lock file of npm 7 or newer where npm runs"
        return missing(files, [f"{base}/{name}" for name in names], reason)
    for path, package in packages.items():
        if path and not _has_checksum(package):
            return Unknown(f"the lock file has no checksum of {str(path)[:60]}")
    manifest = object_of(text_of(files, f"{base}/package.json"))
    if manifest is None:
        reason = "there is no package.json that can be read where npm runs"
        return missing(files, [f"{base}/package.json"], reason)
    return _suspect(manifest, _OF_CI)


def _has_checksum(package: object) -> bool:
    """Tell whether a package of a lock file is checked, or comes inside of one that is."""
    if not isinstance(package, dict):
        return False
    return isinstance(package.get("integrity"), str) or package.get("inBundle") is True


#: What says in a script that it uses npm's cache itself.
_SUSPECT: Final = regex(
    r"\bnpx\b|\bnpm\b(?!\s+(?:run|run-script|test|start)\b)|\b_cacache\b|\.npm\b|(?i:npm_config_)"
)
_NEXT: Final = regex(r"\b(?:npm (?:run|run-script)|yarn(?: run)?)\s+([\w:.-]+)")
#: Variables that may lead npm elsewhere.
_ABOUT_NPM: Final = regex(r"(?i)npm_|HOME$|PATH$|XDG_")
#: What starts scripts by patterns, or behind options.
_MANY: Final = regex(
    r"\b(?:npm run|npm run-script|yarn(?: run)?)\s+-"
    r"|\b(?:run-[sp]|npm-run-all|concurrently|wireit|turbo|nx|lerna)\b"
)


def _suspect(manifest: dict[str, Any], names: Sequence[str]) -> Unknown | None:
    """Return which of some scripts of a project, or those that they start, uses npm's cache."""
    scripts = manifest.get("scripts") or {}
    if not isinstance(scripts, dict):
        return Unknown("the scripts in package.json cannot be read")
    pending = list(names)
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen or name not in scripts:
            continue
        seen.add(name)
        text = str(scripts[name])
        if _SUSPECT.search(text):
            return Unknown(f"the project's script {name[:40]} may use npm's cache")
        pending += [f"pre{name}", f"post{name}", *_NEXT.findall(text)]
        if _MANY.search(text):
            pending += scripts
        pending += [each for each in ("test", "start") if f"npm {each}" in text]
    return None


def starts_script(simple: Simple) -> bool:
    """Tell whether a command starts a script of package.json."""
    words = [word.literal for word in simple.words]
    return words[:2] in (["npm", "run"], ["npm", "run-script"], ["yarn", "run"], ["yarn", "build"])


def project_script(
    simple: Simple, files: Files | None, directory: str | None
) -> frozenset[str] | Unknown:
    """Return on what it rests that a script of package.json leaves npm's cache alone."""
    words = [word.literal for word in simple.words]
    names = words[2:] if words[1] != "build" else words[1:]
    is_unusual = simple.redirections or any(
        _ABOUT_NPM.match(assignment.name) for assignment in simple.assignments
    )
    if len(names) != 1 or names[0] is None or names[0].startswith("-") or is_unusual:
        return Unknown(f"what `{words[0]} {words[1]}` runs is not known")
    if files is None or directory is None:
        return Unknown("without the build context the scripts of the project are not known")
    manifest = object_of(text_of(files, f"{directory.rstrip('/')}/package.json"))
    if manifest is None:
        reason = "there is no package.json that can be read where a script of it runs"
        return missing(files, [f"{directory.rstrip('/')}/package.json"], reason)
    problem = _suspect(manifest, (names[0], f"pre{names[0]}", f"post{names[0]}"))
    if problem is not None:
        return problem
    return frozenset(("npm.scripts-leave-the-cache", "context.as-seen"))


# go

#: Variables of go that say nothing about its caches.
_GO_HARMLESS: Final = frozenset(
    (
        "GOPATH", "GOOS", "GOARCH", "GOARM", "GOARM64", "GOAMD64", "GO386", "GOMIPS", "GOMIPS64",
        "GOPPC64", "GORISCV64", "GOLANG_VERSION", "GOTOOLCHAIN", "GO111MODULE", "GOSUMDB",
        "GOPRIVATE", "GONOSUMDB", "GONOPROXY", "GOINSECURE", "GOMAXPROCS",
    )
)  # fmt: skip
_GO_FLAGS: Final = frozenset(
    (
        "-v", "-x", "-trimpath", "-buildvcs=false", "-buildvcs=true", "-buildvcs=auto",
        "-mod=readonly", "-mod=vendor",
    )
)  # fmt: skip
_GO_VALUES: Final = ("-o", "-ldflags", "-tags", "-gcflags", "-asmflags", "-p", "-pgo")
_GO_VALUES_SET: Final = tuple(f"{name}=" for name in _GO_VALUES)


def _go(call: Call) -> _Found | Unknown:
    words = [word.literal for word in call.words]
    gopath = call.variables.get("GOPATH") or f"{call.home}/go"
    problem = _go_problem(call, gopath)
    if problem is not None:
        return problem
    modules = Cache(f"{gopath}/pkg/mod", frozenset((f"{gopath}/pkg",)))
    build = Cache(
        f"{call.home}/.cache/go-build",
        frozenset((f"{call.home}/.cache/go-build", f"{call.home}/.config/go")),
    )
    names = frozenset(("go.caches-by-content", "go.version-1-16-or-newer"))
    if [word for word in words if word not in ("-x", "-v")] == ["go", "mod", "download"]:
        return (modules,), names
    if words[1:2] != ["build"]:
        return Unknown(f"what `{call.name}` does with its caches is not known")
    if call.variables.get("CGO_ENABLED") != "0":
        return Unknown(
            "`go build` may compile C, and its cache does not see when a header of the system "
            "changes; with CGO_ENABLED=0 it does not"
        )
    rest = list(call.words[2:])
    while rest:
        word = rest.pop(0)
        text = word.literal
        if text in _GO_VALUES and rest:
            word = rest.pop(0)
            if not _is_one_word(word):
                return Unknown("an argument of `go build` is only known at build time")
        elif text is None:
            start = word.parts[0].text if word.parts and isinstance(word.parts[0], Literal) else ""
            if not start.startswith(_GO_VALUES_SET) or not _is_one_word(word):
                return Unknown("an argument of `go build` is only known at build time")
        elif text.startswith("-") and not (text in _GO_FLAGS or text.startswith(_GO_VALUES_SET)):
            return Unknown(f"the option {text[:40]} of `go build` may be about its cache")
    return (modules, build), names


def _go_problem(call: Call, gopath: str) -> Unknown | None:
    if not is_plain_path(gopath):
        return Unknown("GOPATH is no plain path")
    for name, value in sorted(call.variables.items()):
        if name == "GOPROXY" and value and "off" not in value:
            continue
        is_harmless = name in _GO_HARMLESS or not name.startswith("GO") or name == "GO"
        if not is_harmless or (name == "GOPATH" and value is None):
            return Unknown(f"{name} may be about go's caches")
    return None


def _is_one_word(word: Word) -> bool:
    """Tell whether a word stays one word, with none of its parts a command's output unquoted."""
    return all(isinstance(part, Literal) or part.quoted for part in word.parts)


# cargo

_CARGO_FLAGS: Final = frozenset(
    (
        "--release", "-r", "--locked", "--bins", "--lib", "--workspace", "--all", "--all-features",
        "--no-default-features", "--all-targets", "-v", "-vv", "-q", "--verbose", "--quiet",
    )
)  # fmt: skip
_CARGO_VALUES: Final = (
    "--bin", "--target", "--features", "-F", "-p", "--package", "--profile", "-j", "--jobs",
    "--target-dir", "--exclude",
)  # fmt: skip
_CARGO_HARMLESS: Final = regex(
    r"CARGO_(?:TERM_\w+|INCREMENTAL|PROFILE_\w+|BUILD_JOBS|NET_RETRY|NET_GIT_FETCH_WITH_CLI"
    r"|REGISTRIES_CRATES_IO_PROTOCOL)"
)


def _cargo(call: Call) -> _Found | Unknown:
    words = [word.literal for word in call.words]
    if None in words:
        return Unknown(f"an argument of `{call.name}` is only known at build time")
    if words[1:2] not in (["build"], ["b"]):
        return Unknown(f"what `{call.name}` does with its cache is not known")
    rest = [str(word) for word in words[2:]]
    while rest:
        word = rest.pop(0)
        if word in ("--offline", "--frozen"):
            return Unknown(f"with {word} an empty cache makes `cargo build` fail")
        if word in _CARGO_VALUES and rest:
            rest.pop(0)
        elif word not in _CARGO_FLAGS and not word.startswith(
            tuple(f"{value}=" for value in _CARGO_VALUES if value.startswith("--"))
        ):
            return Unknown(f"the option {word[:40]} of `cargo build` may be about its cache")
    home = call.variables.get("CARGO_HOME", f"{call.home}/.cargo")
    if home is None or not is_plain_path(home):
        return Unknown("CARGO_HOME is no plain path")
    for name in sorted(call.variables):
        is_harmless = name == "CARGO_HOME" or _CARGO_HARMLESS.fullmatch(name)
        if name.startswith("CARGO_") and not is_harmless:
            return Unknown(f"{name} may be about cargo's cache")
    problem = _cargo_project(call)
    if problem is not None:
        return problem
    files = ("registry", "config", "config.toml", "credentials", "credentials.toml")
    around = frozenset(f"{home}/{name}" for name in files)
    names = frozenset(("cargo.cache-by-checksum", "context.as-seen"))
    # Cargo's lock lies beside the directory: it does not keep other builds away.
    return (Cache(f"{home}/registry", around, "locked"),), names


def _cargo_project(call: Call) -> Unknown | None:
    files, directory = call.files, call.directory
    if files is None or directory is None or not files.is_known(directory):
        return Unknown("without the build context Cargo.lock and .cargo/config.toml are not known")
    if text_of(files, f"{directory.rstrip('/')}/Cargo.lock") is None:
        path = f"{directory.rstrip('/')}/Cargo.lock"
        return missing(files, [path], "there is no Cargo.lock where cargo runs")
    for place in (directory, *ancestors(directory)):
        for name in (".cargo/config", ".cargo/config.toml"):
            if files.mode(f"{place.rstrip('/')}/{name}") is not None:
                return Unknown(f"the project's {name} may be about cargo's cache")
    return None


# Installers whose caches are not for mounts


def _not_by_content(reason: str) -> Callable[[Call], Unknown]:
    return lambda call: Unknown(f"`{call.name}`: {reason}")


def _pip(call: Call) -> Unknown | None:
    words = [word.literal for word in call.words]
    if words[1:2] not in (["install"], ["wheel"], ["download"]):
        return None
    value = call.variables.get("PIP_NO_CACHE_DIR", "")
    if "--no-cache-dir" in words or value not in ("", "0", "false", "off", "no"):
        return Unknown(f"`{call.name}` is told to keep nothing")
    return Unknown(
        f"`{call.name}` keeps wheels that it has built, for whatever image and variables they "
        "were built with"
    )


#: Tools of which this room knows all the caches.
OWNERS: Final = ("npm", "go", "cargo")

_LOCAL_RESULTS: Final = "its cache holds what was built here, not only what a checksum belongs to"

TOOLS: Final[dict[str, Callable[[Call], Any]]] = {
    "npm": _npm,
    "go": _go,
    "cargo": _cargo,
    "pip": _pip,
    "pip3": _pip,
    "mvn": _not_by_content(_LOCAL_RESULTS),
    "gradle": _not_by_content(_LOCAL_RESULTS),
}
