"""Yarn 1 and pnpm: installing what a lock file says.

Sources: the documentation of Yarn Classic (``install``, ``.yarnrc``, ``.yarnclean``) and of pnpm
(``install``, ``pnpm-workspace.yaml``, ``.pnpmfile.cjs``).
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import npm
from dfopt.knowledge.manifests.install_scripts import Look, versions_in
from dfopt.knowledge.manifests.project import ancestors, ignored, missing, text_of
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "yarn.version-1": "yarn is Yarn Classic (version 1) where the project has no .yarnrc.yml and "
    "names no other version in package.json.",
}

_FLAGS: Final = {
    "yarn": frozenset(
        (
            "--production", "--production=true", "--prod", "--non-interactive", "--no-progress",
            "--silent", "-s", "--ignore-optional", "--prefer-offline", "--ignore-engines",
            "--no-cache", "--verbose", "--check-files", "--network-timeout=*",
        )
    ),
    "pnpm": frozenset(
        (
            "--prod", "-P", "--production", "--no-optional", "--prefer-offline", "--silent",
            "--reporter=*", "--strict-peer-dependencies", "-D", "--dev",
        )
    ),
}  # fmt: skip
_LOCKS: Final = {"yarn": "yarn.lock", "pnpm": "pnpm-lock.yaml"}
_OPTIONAL: Final = {
    "yarn": (".npmrc", ".yarnrc", ".yarnclean"),
    "pnpm": (".npmrc",),
}  # fmt: skip
_ABSENT: Final = {
    "yarn": (".yarnrc.yml", ".pnp.cjs", "binding.gyp"),
    "pnpm": (
        "pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js", "binding.gyp",
    ),
}  # fmt: skip
_LOCAL: Final = regex(r"(?:file|link|portal|workspace):|^patchedDependencies:", re.MULTILINE)
_RESOLVED: Final = regex(r"\s+resolved \"?(?:https?|git\+https|git\+ssh|git|ssh)://")
#: Settings in .yarnrc that name no file and no directory.
_YARNRC: Final = regex(
    r"(?:#.*|\"?(?:registry|@[\w.-]+:registry|strict-ssl|network-timeout|network-concurrency|"
    r"save-prefix|disable-self-update-check|lastUpdateCheck|version-\S+|init-\S+|"
    r"child-concurrency|--(?:install\.|add\.|\*\.)?(?:ignore-engines|ignore-optional|frozen-lockfile|"
    r"prefer-offline|non-interactive|no-progress|silent|ignore-scripts|exact))\"?\s+\S+)?"
)


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of yarn or pnpm does."""
    tool = words[0]
    if words[1:] in (("--version",), ("-v",)):
        # The project, or one above it, may say which version of itself it has to be.
        if circumstances.directory is None:
            return Unknown("the working directory is not known")
        where = (circumstances.directory, *ancestors(circumstances.directory))
        names = ("package.json", ".npmrc", "pnpm-workspace.yaml", ".yarnrc", ".yarnrc.yml")
        above = {f"{place.rstrip('/')}/{name}" for place in where for name in names}
        found = Behaviour(reads=frozenset((where[0], *above)), uses_directory=True)
        return npm.with_home(found, circumstances)
    arguments = list(words[1:])
    if arguments and arguments[0] in ("install", "i"):
        arguments.pop(0)
    elif tool == "pnpm" or (arguments and not arguments[0].startswith("-")):
        return Unknown(f"`{' '.join(words[:2])}` runs what the project says")
    frozen = "--frozen-lockfile" in arguments
    without_scripts = "--ignore-scripts" in arguments
    index = 0
    while index < len(arguments):
        word = arguments[index].partition("=")[0]
        index += 2 if arguments[index] == "--network-timeout" else 1
        known = {flag.partition("=")[0] for flag in _FLAGS[tool]}
        if word not in known | {"--frozen-lockfile", "--ignore-scripts", "--network-timeout"}:
            return Unknown(f"an option of `{tool} install` is not known: {word[:40]}")
    return _project(tool, circumstances, frozen=frozen, without_scripts=without_scripts)


def _project(
    tool: str, circumstances: Circumstances, *, frozen: bool, without_scripts: bool
) -> Behaviour | Unknown:
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known")
    base = directory.rstrip("/")
    if files is None or not files.is_known(directory):
        found = Behaviour(
            reads=frozenset((directory,)),
            files=frozenset((f"{base}/package.json",)),
            writes=frozenset((directory,)),
            uses_directory=True,
            assumptions=frozenset(("npm.own-packages-only",)),
        )
        return npm.with_home(found, circumstances)
    if not frozen:
        return Unknown(
            f"`{tool} install` may rewrite the lock file",
            f"run `{tool} install --frozen-lockfile`, which never does",
        )
    if any(name.lower() == "yarn_plugnplay_override" for name in circumstances.environment):
        return Unknown("yarn writes .pnp.js among the sources")
    looked = _unsafe(tool, base, files, without_scripts=without_scripts)
    if isinstance(looked, Unknown):
        return looked
    problem = ignored(files, [f"{base}/node_modules"])
    if problem is not None:
        return problem
    read = {f"{base}/{name}" for name in ("package.json", _LOCKS[tool], *_OPTIONAL[tool])}
    absent = {f"{base}/{name}" for name in _ABSENT[tool]}
    for up in ancestors(directory):
        read |= {f"{up.rstrip('/')}/{name}" for name in ("package.json", *_OPTIONAL[tool])}
        absent.add(f"{up.rstrip('/')}/{_ABSENT[tool][0]}")
    modules = frozenset((f"{base}/node_modules",))
    found = Behaviour(
        reads=looked.trees,
        files=frozenset(read),
        absent=frozenset(absent) | looked.absent,
        writes=modules | looked.trees,
        outputs=modules,
        uses_directory=True,
        assumptions=frozenset(("npm.own-packages-only", "context.as-seen"))
        | ({"yarn.version-1"} if tool == "yarn" else set()),
    )
    return npm.with_home(found, circumstances)


def _unsafe(tool: str, base: str, files: Files, *, without_scripts: bool) -> Unknown | Look:
    lock = text_of(files, f"{base}/{_LOCKS[tool]}")
    if lock is None:
        reason = f"there is no {_LOCKS[tool]} that can be read"
        return missing(files, [f"{base}/{_LOCKS[tool]}"], reason, "commit the lock file")
    for name in _ABSENT[tool]:
        if files.mode(f"{base}/{name}") is not None:
            return Unknown(f"{tool} reads {name}, and what that names, of the project itself")
    for up in (base, *(up.rstrip("/") for up in ancestors(base or "/"))):
        if files.mode(f"{up}/{_ABSENT[tool][0]}") is not None:
            return Unknown(f"{tool} reads {_ABSENT[tool][0]}, and what that names, of the project")
        problem = npm.unsafe_settings(f"{up}/.npmrc", files) or _unsafe_yarnrc(
            f"{up}/.yarnrc", files
        )
        if problem is not None:
            return problem
    manifest = npm.object_of(text_of(files, f"{base}/package.json"))
    if manifest is None:
        reason = f"there is no package.json that can be read where {tool} runs"
        return missing(files, [f"{base}/package.json"], reason)
    wanted = str(manifest.get("packageManager", ""))
    if tool == "yarn" and wanted and not wanted.startswith("yarn@1."):
        return Unknown("the project wants another version of yarn")
    if _LOCAL.search(lock) or (tool == "yarn" and not _is_remote(lock)):
        return Unknown(f"{_LOCKS[tool]} names packages of the project itself")
    settings = manifest.get("installConfig")
    if tool == "yarn" and isinstance(settings, dict) and settings.get("pnp"):
        return Unknown("yarn writes .pnp.js among the sources")
    problem = npm.unsafe_manifest(base, manifest, files, without_scripts=without_scripts)
    if problem is not None:
        return problem
    return npm.looks(base, manifest, files, {} if without_scripts else versions_in(lock))


def _is_remote(lock: str) -> bool:
    """Tell whether all packages of a yarn.lock are downloaded; what is copied has no address."""
    is_known = True
    for line in lock.splitlines():
        if line and line[0] not in " \t#":
            if not is_known:
                return False
            is_known = False
        elif _RESOLVED.match(line):
            is_known = True
    return is_known


def _unsafe_yarnrc(path: str, files: Files) -> Unknown | None:
    """Return why a .yarnrc makes an installation need more of the project: it may name files."""
    if files.mode(path) is None:
        return None
    for line in (text_of(files, path) or "yarn-path").splitlines():
        if not _YARNRC.fullmatch(line.strip()):
            return Unknown(f"the setting {line.split()[0][:40]} in .yarnrc may name files")
    return None
