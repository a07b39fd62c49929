"""uv: ``uv pip install`` and ``uv sync``.

Sources: uv's documentation of projects, locking and syncing, the pip interface, and configuration.
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import pip
from dfopt.knowledge.manifests.project import ancestors, ignored, missing, text_of
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "uv.lock-decides": "`uv sync` with --locked or --frozen installs what uv.lock says, and reads "
    "of the project only pyproject.toml, uv.lock, uv.toml and .python-version.",
}

_PIP_FLAGS: Final = frozenset(("--system", "--no-cache", "--compile-bytecode", "-n"))
_SYNC_FLAGS: Final = frozenset(
    (
        "--no-dev", "--no-cache", "-n", "--compile-bytecode", "--no-editable", "--all-extras",
        "--no-progress", "-q", "--quiet", "--inexact", "--all-groups", "--no-default-groups",
        "--no-python-downloads", "-v", "--verbose",
    )
)  # fmt: skip
_SYNC_VALUES: Final = frozenset(
    ("--extra", "--group", "--no-group", "--python", "-p", "--link-mode")
)
#: What says in a lock file where a package comes from, whatever the way of writing it.
_ORIGIN: Final = regex(
    r"(?<![\w.-])[\"']?(directory|editable|path|virtual|url|git|registry)[\"']?\s*=\s*(\S[^\s,}]*)"
)
_ITSELF: Final = frozenset(('"."', '""'))
_REMOTE: Final = regex(r'"(?:https?|ssh|git\+https|git\+ssh)://[^"]*"')
#: A request for a version of Python; other words may be files or directories.
_PYTHON: Final = regex(
    r"(?:(?:cpython|python|cp|pypy|pp|graalpy|gp)[@-]?)?[<>=!~]*\d[\d.a-z+]*(?:,[<>=!~]*\d[\d.]*)*"
)
#: Settings of uv that name no file and no directory.
_SETTINGS: Final = frozenset(
    (
        "package", "dev-dependencies", "default-groups", "managed", "environments",
        "required-environments", "index-url", "extra-index-url", "index", "index-strategy",
        "link-mode", "compile-bytecode", "python-preference", "python-downloads", "prerelease",
        "resolution", "required-version", "native-tls", "system-certs", "conflicts",
        "exclude-newer", "no-build", "no-build-package", "no-binary", "no-binary-package",
        "no-cache", "keyring-provider", "allow-insecure-host", "torch-backend", "fork-strategy",
        "no-build-isolation", "no-build-isolation-package", "no-index", "concurrent-downloads",
        "concurrent-builds", "concurrent-installs", "preview", "offline", "reinstall", "upgrade",
        "dependency-groups", "sources", "workspace", "build-backend",
    )
)  # fmt: skip


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of uv does."""
    arguments = list(words[1:])
    while arguments and arguments[0] in ("--no-cache", "-n", "-q", "--quiet", "--no-progress"):
        arguments.pop(0)
    if arguments[:2] == ["pip", "install"]:
        rest = [word for word in arguments[2:] if word not in _PIP_FLAGS]
        if "--system" not in arguments and "VIRTUAL_ENV" not in circumstances.environment:
            return Unknown("uv looks for a virtual environment among the files of the project")
        found = pip.behaviour(("pip", "install", *rest), circumstances)
        return _with_settings(found, circumstances)
    if arguments[:1] == ["sync"]:
        return _sync(arguments[1:], circumstances)
    return Unknown(f"`{' '.join(words[:2])}` is not known")


def _with_settings(found: Behaviour | Unknown, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add the files in which uv looks for settings, here and above."""
    if isinstance(found, Unknown):
        return found
    directory = circumstances.directory
    if directory is None:
        return Unknown("the working directory is not known")
    places = [directory, *ancestors(directory)]
    names = ("uv.toml", "pyproject.toml", ".python-version", ".python-versions")
    files = {f"{place.rstrip('/')}/{name}" for place in places for name in names}
    if circumstances.files is not None:
        for place in places:
            problem = _unsafe_settings(place.rstrip("/"), circumstances.files)
            if problem is not None:
                return problem
    return found.with_changes(files=found.files | files, uses_directory=True)


def _sync(options: list[str], circumstances: Circumstances) -> Behaviour | Unknown:
    index = 0
    switches = set()
    while index < len(options):
        name, equals, value = options[index].partition("=")
        index += 1
        if name in _SYNC_VALUES:
            if not equals:
                value = options[index] if index < len(options) else ""
                index += 1
            is_python = name in ("--python", "-p") and not _PYTHON.fullmatch(value)
            if ("/" in value or is_python) and not value.startswith("/usr/"):
                return Unknown(f"`uv sync` is given {value[:40]!r}, which may be a file")
        elif name in ("--locked", "--frozen", "--no-install-project", "--no-install-workspace"):
            switches.add(name)
        elif name not in _SYNC_FLAGS:
            return Unknown(f"an option of `uv sync` is not known: {name[:40]}")
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known")
    base = directory.rstrip("/")
    manifest = f"{base}/pyproject.toml"
    outputs = {f"{base}/.venv"}
    if "UV_PROJECT_ENVIRONMENT" in circumstances.environment:
        place = circumstances.environment["UV_PROJECT_ENVIRONMENT"]
        if not place or not place.startswith("/"):
            return Unknown("where uv installs to is only known at build time")
        outputs = {normpath(place)}
    if files is None or not files.is_known(directory):
        found = Behaviour(
            reads=frozenset((directory,)),
            files=frozenset((manifest,)),
            writes=frozenset((directory,)) | outputs,
            uses_directory=True,
        )
        return _with_places(found, circumstances)
    problem = _unsafe(base, files, switches)
    if problem is not None:
        return problem
    inside = [path for path in outputs if path.startswith(f"{base}/")]
    not_ignored = ignored(files, inside)
    if not_ignored is not None:
        return not_ignored
    found = Behaviour(
        files=frozenset((f"{base}/uv.lock",)),
        writes=frozenset(outputs),
        outputs=frozenset(inside),
        uses_directory=True,
        assumptions=frozenset(("uv.lock-decides", "context.as-seen")),
    )
    return _with_places(_with_settings(found, circumstances), circumstances)


def _unsafe(base: str, files: Files, switches: set[str]) -> Unknown | None:
    """Return why ``uv sync`` needs more of the project than its manifests."""
    project = _table(text_of(files, f"{base}/pyproject.toml"))
    lock = text_of(files, f"{base}/uv.lock")
    if project is None:
        reason = "there is no pyproject.toml that can be read where uv runs"
        return missing(files, [f"{base}/pyproject.toml"], reason)
    if lock is None:
        reason = "without a lock file uv installs other versions each time"
        return missing(files, [f"{base}/uv.lock"], reason, "commit a uv.lock")
    if not switches & {"--locked", "--frozen"}:
        return Unknown(
            "`uv sync` rewrites a lock file that is out of date",
            "run `uv sync --locked`, which fails instead",
        )
    tool = project.get("tool")
    settings = tool.get("uv", {}) if isinstance(tool, dict) else {}
    details = project.get("project")
    if not isinstance(settings, dict) or not isinstance(details, dict):
        return Unknown("pyproject.toml does not describe a project")
    if settings.get("workspace") or settings.get("sources"):
        return Unknown("the project names packages or directories of its own as sources")
    if details.get("dynamic") and "--frozen" not in switches:
        # uv would build the project to learn its metadata.
        return Unknown("uv builds the project to learn what pyproject.toml leaves open")
    is_package = settings.get("package", "build-system" in project) is not False
    if is_package and "--no-install-project" not in switches:
        return Unknown(
            "`uv sync` installs the project itself, which needs its sources",
            "run `uv sync --locked --no-install-project` before the sources are copied, and "
            "`uv sync --locked` after",
        )
    for key, value in _ORIGIN.findall(lock):
        is_remote = key in ("url", "git", "registry")
        if not (_REMOTE.fullmatch(value) if is_remote else value in _ITSELF):
            return Unknown("uv.lock names packages of the project itself")
    for up in ancestors(base or "/"):
        above = _table(text_of(files, f"{up.rstrip('/')}/pyproject.toml"))
        if above is not None:
            return Unknown(f"the project may be a member of the workspace in {up}")
    return None


def _unsafe_settings(place: str, files: Files) -> Unknown | None:
    """Return why uv's settings in a directory make it need more of the project."""
    for name in (".python-version", ".python-versions"):
        if files.mode(f"{place}/{name}") is None:
            continue
        lines = [line.strip() for line in (text_of(files, f"{place}/{name}") or "/").splitlines()]
        if not all(not line or line[0] == "#" or _PYTHON.fullmatch(line) for line in lines):
            return Unknown(f"{name} may name a Python of the project")
    for name in ("uv.toml", "pyproject.toml"):
        if files.mode(f"{place}/{name}") is None:
            continue
        settings: object = _table(text_of(files, f"{place}/{name}"))
        if settings is None:
            return Unknown(f"{name} cannot be read")
        if name == "pyproject.toml":
            for part in ("tool", "uv"):
                settings = settings.get(part, {}) if isinstance(settings, dict) else None
        if not isinstance(settings, dict):
            return Unknown(f"{name} does not describe a project")
        for key, value in settings.items():
            urls = [value]
            if key in ("index", "extra-index-url") and isinstance(value, list):
                urls = [each.get("url") if isinstance(each, dict) else each for each in value]
            is_index = key in ("index", "index-url", "extra-index-url")
            if key not in _SETTINGS or (
                is_index and not all(re.match("https?://", str(url)) for url in urls)
            ):
                return Unknown(f"the setting {key[:40]} in {name} may name files of the project")
    return None


def _table(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _with_places(found: Behaviour | Unknown, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add what uv touches wherever it runs: those of pip, and what a Python lies in."""
    if isinstance(found, Unknown):
        return found
    return pip.with_places(found, circumstances)
