"""Composer: ``composer install`` with and without the autoloader.

Source: Composer's documentation of its command-line interface, autoloading, scripts and plugins.
"""

from __future__ import annotations

import json
import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests.project import ignored, missing, text_of
from dfopt.knowledge.places import home_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "composer.lock-decides": "`composer install --no-scripts --no-autoloader --no-plugins` reads "
    "of the project only composer.json, composer.lock and auth.json, and writes vendor and its "
    "cache.",
}

_FLAGS: Final = frozenset(
    (
        "--no-dev", "--no-interaction", "-n", "--no-progress", "--prefer-dist", "--quiet", "-q",
        "--ignore-platform-reqs", "--no-cache", "--no-ansi", "--prefer-stable", "-v", "-vv", "-vvv",
        "--no-suggest", "--verbose", "--ansi",
    )
)  # fmt: skip
_MANIFESTS: Final = ("composer.json", "composer.lock", "auth.json")
_NEEDED: Final = ("--no-scripts", "--no-autoloader", "--no-plugins")
#: Settings that say where files are.
_PLACES: Final = frozenset(
    (
        "vendor-dir", "bin-dir", "data-dir", "cache-dir", "cache-files-dir", "cache-repo-dir",
        "cache-vcs-dir", "archive-dir", "cafile", "capath", "home", "client-certificate",
    )
)  # fmt: skip
#: Options of a connection that are files.
_CONNECTION: Final = frozenset(("cafile", "capath", "local_cert", "local_pk"))
#: By what composer learns the version of the project, besides Git's.
_REPOSITORIES: Final = (".hg", ".svn", ".fslckout", "_FOSSIL_")


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of composer does."""
    options = [word for word in words[1:] if word.startswith("-")]
    operands = [word for word in words[1:] if not word.startswith("-")]
    if options in (["--version"], ["-V"]) and not operands:
        return Behaviour()
    if operands != ["install"]:
        return Unknown(f"`{' '.join(words[:2])}` reads the sources of the project")
    missing = [option for option in _NEEDED if option not in options]
    if missing:
        return Unknown(
            "composer reads the sources for its class map, and runs the project's scripts and "
            "plugins, while it installs",
            f"run `composer install {' '.join(_NEEDED)}` before the sources are copied, and "
            "`composer dump-autoload` and the scripts after",
        )
    for option in options:
        if option not in _FLAGS and option not in _NEEDED:
            return Unknown(f"an option of `composer install` is not known: {option[:40]}")
    return _project(circumstances)


def _project(circumstances: Circumstances) -> Behaviour | Unknown:
    directory, files = circumstances.directory, circumstances.files
    home = home_of(circumstances.environment, circumstances.user)
    if directory is None or home is None:
        return Unknown("the working directory or the home directory is not known")
    base = directory.rstrip("/")
    vendor = f"{base}/vendor"
    known = {
        "environment": frozenset("*"),
        "uses_directory": True,
        "uses_network": True,
    }
    places = frozenset((home, "/tmp", "/usr/local", "/usr/bin", "/etc", "/usr/lib", "/usr/share"))
    if files is None or not files.is_known(directory):
        return Behaviour(
            reads=frozenset((directory,)) | places,
            files=frozenset((f"{base}/composer.json",)),
            writes=frozenset((directory, home, "/tmp")),
            assumptions=frozenset(ASSUMPTIONS),
            **known,  # type: ignore[arg-type]
        )
    problem = _unsafe(base, files) or ignored(files, [vendor])
    if problem is None and not files.is_excluded(f"{base}/.git"):
        problem = Unknown(
            "composer notes commit and branch of the project, from .git",
            "add `.git` to .dockerignore",
        )
    if problem is not None:
        return problem
    return Behaviour(
        reads=places,
        files=frozenset(
            f"{base}/{name}" for name in ("composer.json", "composer.lock", "auth.json")
        ),
        absent=frozenset(f"{base}/{name}" for name in _REPOSITORIES),
        writes=frozenset((vendor, home, "/tmp")),
        outputs=frozenset((vendor,)),
        assumptions=frozenset((*ASSUMPTIONS, "context.as-seen")),
        **known,  # type: ignore[arg-type]
    )


def _is_remote(url: object) -> bool:
    return isinstance(url, str) and re.match("https?://|git@|git://|ssh://", url) is not None


def _is_elsewhere(origin: object) -> bool:
    """Tell whether a package, and all its mirrors, are surely not in the project."""
    if not isinstance(origin, dict):
        return False
    mirrors = origin.get("mirrors") or []
    return isinstance(mirrors, list) and all(
        isinstance(each, dict) and _is_remote(each.get("url")) for each in (origin, *mirrors)
    )


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield all objects of a JSON document."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            yield each
            pending += each.values()
        elif isinstance(each, list):
            pending += each


def _unsafe(base: str, files: Files) -> Unknown | None:
    paths = [f"{base}/{name}" for name in ("composer.json", "composer.lock")]
    texts = [text_of(files, path) for path in paths]
    found: list[dict[str, Any]] = []
    for text in texts:
        try:
            value = json.loads(text or "")
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            reason = "there is no composer.json, or no composer.lock, that can be read"
            return missing(files, paths, reason)
        found.append(value)
    manifest, lock = found
    passwords: object = {}
    if files.mode(f"{base}/auth.json") is not None:
        try:
            passwords = json.loads(text_of(files, f"{base}/auth.json") or "")
        except (ValueError, RecursionError):
            return Unknown("there is an auth.json that cannot be read")
    for each in _objects([manifest, lock, passwords]):
        if each.get("type") == "path":
            return Unknown("composer installs packages of the project itself")
        if not _CONNECTION.isdisjoint(each):
            return Unknown("composer reads a certificate that may lie in the project")
    config = manifest.get("config")
    if config and not (isinstance(config, dict) and _PLACES.isdisjoint(config)):
        return Unknown("composer.json says where to install to, or names other files")
    repositories = manifest.get("repositories") or []
    if isinstance(repositories, dict):
        repositories = list(repositories.values())
    for repository in repositories if isinstance(repositories, list) else [None]:
        if repository is False or (isinstance(repository, dict) and False in repository.values()):
            continue
        if not isinstance(repository, dict) or not (
            repository.get("type") == "package" or _is_remote(repository.get("url"))
        ):
            return Unknown("composer looks for packages in directories")
    for field in ("packages", "packages-dev"):
        for package in lock.get(field) or []:
            for origin in ("dist", "source"):
                where = package.get(origin) if isinstance(package, dict) else None
                if where and not _is_elsewhere(where):
                    return Unknown("composer.lock names packages of the project itself")
    if not isinstance(lock.get("packages"), list):
        return Unknown("composer.lock cannot be read")
    return None
