"""npm: ``npm ci`` and ``npm install``, with and without a project.

Sources: npm's documentation of ``npm ci``, ``npm install``, ``package.json``, ``folders`` and
``config``; what it really reads was measured with npm 8 to 11.
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests.install_scripts import GLOBAL, Look, look, versions_of
from dfopt.knowledge.manifests.project import ancestors, ignored, missing, text_of
from dfopt.knowledge.places import home_of
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "npm.own-packages-only": "While npm installs, the scripts of installed packages read and write "
    "their own package, npm's cache and temporary files, and nothing else of the project.",
    "npm.version-7-or-newer": "npm is version 7 or newer: it reads no project's .npmrc for -g, and "
    "leaves a lock file that is in sync as it is.",
}

#: The scripts of a project that ``npm ci`` and ``npm install`` run.
_SCRIPTS: Final = (
    "preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare",
    "predependencies", "dependencies", "postdependencies", "pnpm:devPreinstall",
)  # fmt: skip
_LOCKS: Final = ("package-lock.json", "npm-shrinkwrap.json")
_FIELDS: Final = (
    "dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides",
)  # fmt: skip
_LOCAL: Final = regex(
    r"(?:git\+)?(?:file|link|portal|workspace):|\.{0,2}/|~/|(?!https?:).*\.(?:tgz|tar|tar\.gz)$",
    re.IGNORECASE,
)
#: Where a package comes from that is none of the project.
_REMOTE: Final = regex(r"(?:https?|git\+https|git\+ssh|git)://")
#: Settings in .npmrc that name no file and no directory, of npm and of pnpm.
_SETTINGS: Final = frozenset(
    (
        "registry", "always-auth", "audit", "audit-level", "fund", "omit", "include", "optional",
        "production", "only", "engine-strict", "save", "save-exact", "save-prefix", "save-dev",
        "legacy-peer-deps", "strict-peer-deps", "strict-peer-dependencies", "auto-install-peers",
        "loglevel", "progress", "update-notifier", "strict-ssl", "fetch-retries", "fetch-timeout",
        "fetch-retry-factor", "fetch-retry-mintimeout", "fetch-retry-maxtimeout", "maxsockets",
        "network-timeout", "network-concurrency", "package-lock", "message", "color", "proxy",
        "https-proxy", "noproxy", "unsafe-perm", "prefer-offline", "prefer-online",
        "ignore-scripts", "prefer-dedupe", "resolution-mode", "shamefully-hoist", "hoist",
        "public-hoist-pattern[]",
        "hoist-pattern[]", "hoist-pattern", "public-hoist-pattern", "dedupe-peer-dependents",
        "resolve-peers-from-workspace-root", "link-workspace-packages", "prefer-workspace-packages",
        "side-effects-cache", "prefer-frozen-lockfile", "frozen-lockfile", "provenance", "access",
        "enable-pre-post-scripts", "package-manager-strict", "manage-package-manager-versions",
        "ignore-workspace-root-check", "tag-version-prefix", "git-tag-version", "init-author-name",
        "init-license", "init-version", "min-release-age", "minimum-release-age",
        "replace-registry-host",
    )
)  # fmt: skip
#: Settings of a registry: ``@scope:registry``, ``//host/path/:_authToken``.
_OF_REGISTRY: Final = regex(
    r"@[\w.-]+:registry|//[^\s=]+:(?:_auth|_authToken|_password|username|email|always-auth)|_auth|"
    r"_authToken|email"
)
#: What begins with a dot is a directory, as a version too.
_NAME: Final = regex(
    r"(?:@[a-z0-9._-]+/)?(?!\.)[a-zA-Z0-9._-]+(?:@(?!\.)[A-Za-z0-9._^~<>=*|+ -]+)?"
)
NEUTRAL: Final = frozenset(
    (
        "--no-audit", "--no-fund", "--omit=dev", "--omit=optional", "--omit=peer", "--production",
        "--only=production", "--only=prod", "--quiet", "--silent", "-s", "--no-progress",
        "--prefer-offline", "--legacy-peer-deps", "--force", "-f", "--unsafe-perm", "--no-optional",
        "--include=dev", "--audit=false", "--fund=false", "--verbose", "--loglevel=error",
        "--loglevel=warn", "--loglevel=verbose", "--progress=false", "--unsafe-perm=true",
        "--production=false", "--no-update-notifier", "--no-bin-links", "--strict-peer-deps",
    )
)  # fmt: skip
IGNORE_SCRIPTS: Final = frozenset(("--ignore-scripts", "--ignore-scripts=true"))


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of npm does."""
    options = [word for word in words[1:] if word.startswith("-")]
    operands = [word for word in words[1:] if not word.startswith("-")]
    if options in (["--version"], ["-v"]) and not operands:
        return Behaviour()
    command = operands.pop(0) if operands else ""
    is_global = bool({"-g", "--global"} & set(options))
    options = [option for option in options if option not in ("-g", "--global")]
    without_scripts = bool(IGNORE_SCRIPTS & set(options))
    for option in options:
        if option not in NEUTRAL and option not in IGNORE_SCRIPTS:
            return Unknown(f"an option of `npm {command}` is not known: {option[:40]}")
    if command == "cache" and operands == ["clean"]:
        return with_home(Behaviour(), circumstances)
    if is_global and command in ("install", "i", "add") and operands:
        return _global(operands, circumstances)
    if command in ("ci", "clean-install", "install", "i") and not operands and not is_global:
        installs = command in ("install", "i")
        return _project(circumstances, installs=installs, without_scripts=without_scripts)
    return Unknown(f"`npm {command}` runs what the project says")


def with_home(found: Behaviour, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add what every call of npm touches."""
    if not circumstances.is_base_known:
        return Unknown("the base image may configure npm, and keep packages, anywhere")
    home = home_of(circumstances.environment, circumstances.user)
    if home is None:
        return Unknown("the home directory of the user is not known")
    places = {home, "/tmp", "/usr/local", "/usr/lib", "/usr/share", "/usr/etc", "/etc"}
    return found.with_changes(
        reads=found.reads | places,
        writes=found.writes | {home, "/tmp"},
        environment=frozenset("*"),
        uses_network=True,
        assumptions=found.assumptions | {"npm.version-7-or-newer"},
    )


def _global(operands: list[str], circumstances: Circumstances) -> Behaviour | Unknown:
    for operand in operands:
        if not _NAME.fullmatch(operand) or "/" in operand.removeprefix("@").partition("/")[2]:
            return Unknown(f"`npm install` is given {operand[:40]!r}, which may be a directory")
        if operand.endswith((".tgz", ".tar", ".tar.gz")):
            return Unknown(f"`npm install` is given {operand[:40]!r}, which may be a file")
        name = operand[0] + operand[1:].partition("@")[0]
        if name in GLOBAL:
            return Unknown(f"the install script of {name} looks at the working directory")
    reads: set[str] = set()
    if _is_version_6(circumstances):
        # It reads the project's .npmrc for -g as well.
        if circumstances.directory is None:
            return Unknown("the working directory is not known, and npm 6 reads .npmrc there")
        reads.add(circumstances.directory)
    found = Behaviour(
        reads=frozenset(reads),
        writes=frozenset(("/usr/local", "/usr/lib/node_modules", "/usr/bin")),
        uses_directory=bool(reads),
        assumptions=frozenset(("npm.own-packages-only",)),
    )
    return with_home(found, circumstances)


def _is_version_6(circumstances: Circumstances) -> bool:
    """Tell whether the image has a version of npm older than 7."""
    return circumstances.is_older("node", 15)


def _project(
    circumstances: Circumstances, *, installs: bool, without_scripts: bool
) -> Behaviour | Unknown:
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known")
    modules = f"{directory.rstrip('/')}/node_modules"
    if files is None or not files.is_known(directory):
        assumptions = frozenset(("npm.own-packages-only",))
        found = Behaviour(
            reads=frozenset((directory,)),
            files=frozenset((f"{directory.rstrip('/')}/package.json",)),
            writes=frozenset((directory,)),
            uses_directory=True,
            assumptions=assumptions,
        )
        return with_home(found, circumstances)
    if installs and _is_version_6(circumstances):
        return Unknown(
            "npm 6 rewrites the lock files of newer versions",
            "run `npm ci` instead, which never changes the lock file",
        )
    looked = _unsafe(directory, files, without_scripts=without_scripts, installs=installs)
    if isinstance(looked, Unknown):
        return looked
    not_ignored = ignored(files, [modules])
    if not_ignored is not None:
        return not_ignored
    base = directory.rstrip("/")
    locks = {f"{base}/{name}" for name in _LOCKS}
    there = {path for path in locks if files.mode(path) is not None}
    read = {f"{base}/package.json", f"{base}/.npmrc", *there}
    above = {f"{up.rstrip('/')}/package.json" for up in ancestors(directory)}
    absent = locks - there
    if not without_scripts:
        absent.add(f"{base}/binding.gyp")
    found = Behaviour(
        reads=looked.trees,
        files=frozenset(read | above),
        absent=frozenset(absent) | looked.absent,
        writes=frozenset((modules,)) | looked.trees,
        outputs=frozenset((modules,)),
        uses_directory=True,
        assumptions=frozenset(("npm.own-packages-only", "context.as-seen")),
    )
    return with_home(found, circumstances)


def _unsafe(
    directory: str, files: Files, *, without_scripts: bool, installs: bool
) -> Unknown | Look:
    """Return at what install scripts look, or why more than the manifests is needed."""
    base = directory.rstrip("/")
    manifest = object_of(text_of(files, f"{base}/package.json"))
    if manifest is None:
        reason = "there is no package.json that can be read where npm runs"
        return missing(files, [f"{base}/package.json"], reason)
    locks = [name for name in _LOCKS if files.mode(f"{base}/{name}") is not None]
    if not locks:
        return missing(
            files,
            [f"{base}/{name}" for name in _LOCKS],
            "without a lock file npm installs other versions each time",
            "commit a package-lock.json and run `npm ci`",
        )
    if len(locks) > 1:
        return Unknown(f"there are two lock files, {' and '.join(locks)}", "remove one of them")
    lock = object_of(text_of(files, f"{base}/{locks[0]}"))
    if lock is None:
        return Unknown(f"{locks[0]} cannot be read")
    problem = unsafe_manifest(base, manifest, files, without_scripts=without_scripts)
    problem = problem or unsafe_settings(f"{base}/.npmrc", files)
    if problem is not None:
        return problem
    if local := _local(manifest, lock):
        return Unknown(f"{local} is a package of the project itself")
    if installs:
        problem = _out_of_sync(manifest, lock, files, f"{base}/{locks[0]}")
    elif not isinstance(lock.get("lockfileVersion"), int):
        problem = Unknown(f"{locks[0]} has no version")
    if problem is not None:
        return problem
    return looks(base, manifest, files, {} if without_scripts else versions_of(lock))


def looks(
    base: str, manifest: dict[str, Any], files: Files, versions: Mapping[str, int]
) -> Look | Unknown:
    """Return at what of a project the install scripts of packages look, given their versions."""
    if not versions:
        return Look()
    places = [base, *(up.rstrip("/") for up in ancestors(base or "/"))]
    return look(versions, manifest, places, lambda path: files.mode(path) is not None)


def unsafe_settings(path: str, files: Files) -> Unknown | None:
    """Return why a .npmrc makes an installation need more of the project: it may name files."""
    if files.mode(path) is None:
        return None
    text = text_of(files, path)
    if text is None:
        return Unknown(".npmrc cannot be read")
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("="))
        if not key or key.startswith(("#", ";")):
            continue
        is_known = key in _SETTINGS or _OF_REGISTRY.fullmatch(key)
        if not is_known or (key.endswith("registry") and value.startswith(("file:", ".", "/"))):
            return Unknown(f"the setting {key[:40]} in .npmrc may name files of the project")
    return None


def unsafe_manifest(
    base: str, manifest: dict[str, Any], files: Files, *, without_scripts: bool
) -> Unknown | None:
    """Return why a package.json makes an installation need more of the project."""
    for up in ancestors(base or "/"):
        above = object_of(text_of(files, f"{up.rstrip('/')}/package.json"))
        if above is not None and above.get("workspaces"):
            return Unknown(f"the project is a workspace of the one in {up}")
    if manifest.get("workspaces"):
        return Unknown("npm links the workspaces of the project, and their programs")
    scripts = manifest.get("scripts") or {}
    if not isinstance(scripts, dict):
        return Unknown("the scripts in package.json cannot be read")
    if not without_scripts:
        for name in _SCRIPTS:
            if name in scripts:
                return Unknown(
                    f"npm runs the project's own {name} script while it installs",
                    "add --ignore-scripts if the image does not need that script",
                )
        if files.mode(f"{base}/binding.gyp") is not None:
            return Unknown("npm builds the project's own binding.gyp while it installs")
    for field in _FIELDS:
        for name, version in _items(manifest.get(field)):
            if isinstance(version, str) and _LOCAL.match(version):
                return Unknown(f"{name} is a package of the project itself")
    return None


def _local(manifest: dict[str, Any], lock: dict[str, Any]) -> str:
    """Return the name of a dependency that lies in the project; nothing if there is none."""
    for field in _FIELDS:
        for name, version in _items(manifest.get(field)):
            if not isinstance(version, str) or _LOCAL.match(version):
                return str(name)
    for path, package in _items(lock.get("packages")):
        if not path:
            continue
        if (
            not isinstance(package, dict)
            or package.get("link")
            or not path.startswith("node_modules/")
        ):
            return str(path)
        if not _REMOTE.match(str(package.get("resolved", "https://"))):
            return str(path)
    pending = [lock.get("dependencies")]
    while pending:
        for name, package in _items(pending.pop()):
            if not isinstance(package, dict) or _LOCAL.match(str(package.get("version", ""))):
                return str(name)
            pending.append(package.get("dependencies"))
    return ""


def _out_of_sync(
    manifest: dict[str, Any], lock: dict[str, Any], files: Files, path: str
) -> Unknown | None:
    """Return why ``npm install`` may rewrite the lock file, which a later COPY would take back."""
    suggestion = "run `npm ci` instead, which never changes the lock file"
    version = lock.get("lockfileVersion")
    if not isinstance(version, int) or version < 2:
        return Unknown("`npm install` rewrites a lock file of this old version", suggestion)
    packages = lock.get("packages")
    root = packages.get("") if isinstance(packages, dict) else None
    if not isinstance(root, dict):
        return Unknown("`npm install` may rewrite the lock file", suggestion)
    for field in _FIELDS[:4]:
        if dict(_items(manifest.get(field))) != dict(_items(root.get(field))):
            return Unknown("the lock file is not in sync, `npm install` rewrites it", suggestion)
    for field in ("name", "version"):
        if manifest.get(field) != root.get(field):
            return Unknown("the lock file is not in sync, `npm install` rewrites it", suggestion)
    import json

    written = json.dumps(lock, indent=2, ensure_ascii=False) + "\n"
    if text_of(files, path) != written:
        return Unknown("the lock file is not formatted as npm does it", suggestion)
    return None


def _items(value: object) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def object_of(text: str | None) -> dict[str, Any] | None:
    """Return the object that a JSON text holds; None if it holds none."""
    if text is None:
        return None
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
