"""pip: installing packages by name and from requirements files.

Sources: pip's documentation of the requirements file format, ``pip install`` and configuration.
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import dependency_groups
from dfopt.knowledge.manifests.project import missing, text_of
from dfopt.knowledge.places import home_of, passed_by, paths_in
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "pip.own-packages-only": "While pip installs, the packages that it builds read and write their "
    "own sources, pip's cache and temporary files, and nothing of the project.",
    "pip.no-configuration-in-context": "No configuration file of pip lies among what is copied, "
    "unless a variable names it.",
    "pip.files-have-one-name": "pip installs no file under two names: none of its files is a hard "
    "link.",
}
#: What every call of pip rests on.
_EACH: Final = ("pip.own-packages-only", "pip.no-configuration-in-context")
#: What it rests on to change a file in another step than the one that has installed it.
ONE_NAME: Final = "pip.files-have-one-name"

_FLAGS: Final = frozenset(
    (
        "--no-cache-dir", "--upgrade", "-U", "--no-deps", "--quiet", "-q", "-qq", "--pre", "-v",
        "--disable-pip-version-check", "--no-compile", "--compile", "--no-input", "--user",
        "--prefer-binary", "--break-system-packages", "--no-warn-script-location", "--verbose",
        "--ignore-installed", "-I", "--force-reinstall", "--require-hashes", "--no-build-isolation",
        "--no-python-version-warning", "--only-binary=:all:", "--progress-bar=off",
        "--root-user-action=ignore", "--upgrade-strategy=eager", "--no-use-pep517", "--use-pep517",
        "--no-clean",
    )
)  # fmt: skip
_VALUES: Final = frozenset(
    (
        "--index-url", "-i", "--extra-index-url", "--trusted-host", "--timeout", "--retries",
        "--default-timeout", "--only-binary", "--no-binary", "--progress-bar", "--root-user-action",
        "--upgrade-strategy", "--platform", "--python-version", "--use-feature",
        "--use-deprecated",
    )
)  # fmt: skip
#: Options of a requirements file that read nothing of the project.
_LINE_FLAGS: Final = frozenset(("--pre", "--prefer-binary", "--require-hashes", "--no-index"))
_LINE_VALUES: Final = frozenset(
    (
        "-i", "--index-url", "--extra-index-url", "--trusted-host", "--only-binary", "--no-binary",
        "--use-feature",
    )
)  # fmt: skip
_REQUIREMENT: Final = regex(
    r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[A-Za-z0-9._, -]*\])?\s*"
    r"(?:\(?\s*(?:[~=!<>]=?=?\s*[A-Za-z0-9.*+!_-]+\s*,?\s*)*\)?)(?:@\s*https://\S+)?\s*"
)
_DIRECT: Final = regex(r"(?:[A-Za-z0-9._-]+(?:\[[^]]*\])?\s*@\s*)?(?:git\+)?https://\S+$")
_ARCHIVE: Final = regex(r"\.(?:whl|zip|tar|tgz|tbz|txz|tlz|gz|bz2|xz|lz|lzma|egg)$", re.IGNORECASE)
#: What pip takes off the end of a word before it looks whether that is an archive.
_EXTRAS: Final = regex(r"\s*\[[^\]]*\]\s*$")
_COMMENT: Final = regex(r"(?:^|\s+)#.*$")
#: A line that tells pip another encoding than UTF-8, where it is one of the first two.
_ENCODING: Final = regex(r"#.*?coding[:=]\s*(?!(?i:utf-?8)(?![-\w.]))[-\w.]")
_INDEXES: Final = frozenset(("--index-url", "-i", "--extra-index-url"))
_MOST_FILES: Final = 50
#: What tells Python, beside its program or above it, where it is installed.
_PREFIX_FILE: Final = "pyvenv.cfg"
_NOT_THERE: Final = "there is no {} that can be read where pip looks for it"


class _UnsafeError(Exception):
    """A requirements file that names what is not known."""

    def __init__(self, unknown: Unknown | str) -> None:
        """Take the reason, or all there is to say."""
        super().__init__(str(unknown))
        self.unknown = Unknown(unknown) if isinstance(unknown, str) else unknown


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of pip does."""
    arguments = list(words[1:])
    while arguments and arguments[0] in ("--disable-pip-version-check", "--no-cache-dir", "-q"):
        arguments.pop(0)
    if arguments in (["--version"], ["-V"], ["check"]):
        return with_places(Behaviour(), circumstances)
    if arguments[:2] == ["cache", "purge"]:
        return with_places(Behaviour(), circumstances)
    if not arguments or arguments.pop(0) != "install":
        return Unknown(f"`{' '.join(words[:2])}` is not known")
    files: list[str] = []
    groups: list[str] = []
    index = 0
    while index < len(arguments):
        word = arguments[index]
        name, equals, value = word.partition("=")
        index += 1
        if word in _FLAGS:
            continue
        if name in ("-r", "--requirement", "-c", "--constraint") or word[:2] in ("-r", "-c"):
            if not equals and name in ("-r", "-c", "--requirement", "--constraint"):
                value = arguments[index] if index < len(arguments) else ""
                index += 1
            elif not equals or not name.startswith("--"):
                value = word[2:]
            files.append(value)
        elif name == "--group":
            if not equals:
                value = arguments[index] if index < len(arguments) else ""
                index += 1
            groups.append(value)
        elif name in _VALUES:
            if not equals:
                value = arguments[index] if index < len(arguments) else ""
                index += 1
            if name in _INDEXES and not re.match("https?://", value):
                return Unknown(
                    f"`pip install` is given an index that may be a directory: {value[:40]}"
                )
        elif word.startswith("-"):
            return Unknown(f"an option of `pip install` is not known: {word[:40]}")
        elif problem := _not_a_name(word):
            return Unknown(problem)
    if not files and not groups:
        found = with_places(Behaviour(), circumstances)
    else:
        found = _with_requirements(files, groups, circumstances)
    return with_setup(found, circumstances)


def with_setup(found: Behaviour | Unknown, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add the setup.cfg of the working directory, in which old Pythons look where to install."""
    if isinstance(found, Unknown) or not circumstances.is_older("python", 3, 10):
        return found
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known, and pip may read setup.cfg there")
    path = f"{directory.rstrip('/')}/setup.cfg"
    if files is None or not files.is_known(directory):
        return found.with_changes(reads=found.reads | {path}, uses_directory=True)
    is_there = files.mode(path) is not None
    text = text_of(files, path) if is_there else ""
    if text is None or re.search(r"(?m)^\[(?:install|global|easy_install)", text):
        return Unknown("setup.cfg says where to install to")
    if not found.files:
        return found.with_changes(
            scans=found.scans | {directory}, assumptions=found.assumptions | {"context.as-seen"}
        )
    if is_there:
        return found.with_changes(files=found.files | {path}, uses_directory=True)
    return found.with_changes(absent=found.absent | {path}, uses_directory=True)


def _not_a_name(word: str) -> str:
    """Say why an operand may be something of the project; nothing if it is a package's name."""
    if _DIRECT.fullmatch(word):
        return ""
    path = _EXTRAS.sub("", word.partition(";")[0].strip())
    if word in (".", "..") or "/" in word or word.startswith(".") or _ARCHIVE.search(path):
        return f"`pip install {word[:40]}` installs the project itself"
    if not _REQUIREMENT.fullmatch(word.partition(";")[0]):
        return f"`pip install` is given {word[:40]!r}, which is no plain name of a package"
    return ""


def _with_requirements(
    requirements: list[str], groups: list[str], circumstances: Circumstances
) -> Behaviour | Unknown:
    """Add the files that say what to install: requirements files and groups of pyproject.toml."""
    directory, files = circumstances.directory, circumstances.files
    named = [dependency_groups.split(value) for value in groups]
    paths = requirements + [path for path, _ in named]
    if any(path.rpartition("/")[2] != dependency_groups.FILE for path, _ in named):
        return Unknown("a group of dependencies is taken of a file that pip does not accept")
    if any(re.match("[a-z]+:", path) for path in paths):
        return Unknown("a requirements file is downloaded")
    if any(map(_turns_back, paths)):
        return Unknown("a requirements file is named by way of another directory")
    if directory is None and any(not path.startswith("/") for path in paths):
        return Unknown("the working directory is not known")
    here = directory or "/"
    absolute = [_join(here, path) for path in paths]
    relative = any(not path.startswith("/") for path in paths)
    if files is None or not all(map(files.is_known, absolute)):
        # A requirements file may name others, and directories.
        parents = frozenset(path.rpartition("/")[0] or "/" for path in absolute) | {here}
        found = Behaviour(reads=parents, files=frozenset(absolute), uses_directory=True)
        return with_places(found, circumstances)
    read: dict[str, None] = {}
    try:
        for path in absolute[: len(requirements)]:
            _read(path, files, read)
        for path, (_, group) in zip(absolute[len(requirements) :], named, strict=True):
            _read_group(path, group, files)
            read[path] = None
    except _UnsafeError as error:
        return error.unknown
    found = Behaviour(
        files=frozenset(read),
        uses_directory=relative,
        assumptions=frozenset(("context.as-seen",)),
    )
    return with_places(found, circumstances)


def _join(directory: str, path: str) -> str:
    return normpath(path if path.startswith("/") else f"{directory.rstrip('/')}/{path}")


def _turns_back(path: str) -> bool:
    """Tell whether a path leaves a directory that it names: that has to be there, and no link."""
    return bool(passed_by(f"/{path}"))


def _read(path: str, files: Files, read: dict[str, None]) -> None:
    """Add a requirements file and all that it names.

    Raises:
        _UnsafeError: it names something that is not known, or cannot be read.
    """
    if path in read:
        return
    if len(read) >= _MOST_FILES:
        raise _UnsafeError("the requirements files name too many others")
    text = text_of(files, path)
    name = path.rpartition("/")[2]
    if not files.is_known(path):
        raise _UnsafeError(f"what is in {name} does not come from the build context alone")
    if text is None:
        raise _UnsafeError(missing(files, [path], _NOT_THERE.format(name)))
    read[path] = None
    if (
        text.startswith("\ufeff")
        or "\0" in text
        or any(map(_ENCODING.match, text.split("\n", 2)[:2]))
    ):
        raise _UnsafeError(f"{name} is in an unusual encoding")
    for line in _lines(text):
        stripped = _COMMENT.sub("", line).strip()
        if stripped:
            _line(stripped, path, files, read)


def _read_group(path: str, group: str, files: Files) -> None:
    """Check what a group of dependencies names.

    Raises:
        _UnsafeError: it names something that is not known, or cannot be read.
    """
    text = text_of(files, path)
    if text is None:
        raise _UnsafeError(missing(files, [path], _NOT_THERE.format(dependency_groups.FILE)))
    found = dependency_groups.requirements_of(text, group)
    if isinstance(found, Unknown):
        raise _UnsafeError(found)
    for each in found:
        _requirement(each, dependency_groups.FILE)


def _requirement(text: str, name: str) -> None:
    """Check a requirement that the file ``name`` holds.

    Raises:
        _UnsafeError: it may be something else than a package of an index.
    """
    requirement = text.partition(";")[0].strip()
    problem = _not_a_name(requirement) if "://" not in requirement else ""
    if "://" in requirement and not _DIRECT.match(requirement):
        problem = "not known"
    if problem or " -" in requirement:
        raise _UnsafeError(f"{name} names what is no package of an index: {text[:40]!r}")


def _lines(text: str) -> Iterator[str]:
    """Yield the logical lines of a requirements file: a comment alone on its line ends there."""
    parts: list[str] = []
    for line in text.splitlines():
        is_comment = _COMMENT.match(line) is not None
        if line.endswith("\\") and not is_comment:
            parts.append(line.strip("\\"))
            continue
        # With a blank in front it stays a comment behind what it continues.
        yield "".join((*parts, " " if is_comment else "", line))
        parts = []
    yield "".join(parts)


def _line(line: str, path: str, files: Files, read: dict[str, None]) -> None:
    name = path.rpartition("/")[2]
    match = re.match(r"(-r|--requirement|-c|--constraint)[\s=]+(\S+)$", line) or re.match(
        r"(-r|-c)(\S+)$", line
    )
    if match:
        if re.match("[a-z]+:|/", match[2]) or "$" in match[2] or _turns_back(match[2]):
            raise _UnsafeError(f"{name} names {match[2][:40]!r}, which is not in the project")
        _read(_join(path.rpartition("/")[0] or "/", match[2]), files, read)
        return
    if "${" in line:
        raise _UnsafeError(f"{name} takes values from variables")
    words = line.split()
    if words[0] in _LINE_FLAGS and len(words) == 1:
        if words[0] == "--no-index":
            raise _UnsafeError(f"{name} looks for packages in directories")
        return
    option = words[0].partition("=")[0]
    if option in _LINE_VALUES and len(words) == (1 if "=" in words[0] else 2):
        value = words[0].partition("=")[2] or words[-1]
        if option in _INDEXES and not re.match("https?://", value):
            raise _UnsafeError(f"{name} names an index that is a directory")
        return
    if line.startswith("-"):
        raise _UnsafeError(f"{name} has an option that installs from the project: {line[:40]!r}")
    requirement, _, _ = line.partition(";")
    _requirement(re.sub(r"\s--hash=\S+", "", requirement + " "), name)


def with_places(found: Behaviour, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add what every call of pip touches."""
    places = places_of(circumstances)
    if isinstance(places, Unknown):
        return places
    return found.with_changes(
        reads=found.reads | places,
        writes=found.writes | places,
        environment=frozenset("*"),
        uses_network=True,
        assumptions=found.assumptions | set(_EACH),
    )


def places_of(circumstances: Circumstances) -> frozenset[str] | Unknown:
    """Return where Python and its packages may lie, with the virtual environment in force."""
    if not circumstances.is_base_known:
        return Unknown("the base image may hold a virtual environment anywhere")
    home = home_of(circumstances.environment, circumstances.user)
    if home is None:
        return Unknown("the home directory of the user is not known")
    places = {home, "/tmp", "/usr/local", "/usr/lib", "/usr/bin", "/usr/share", "/etc"}
    venv = circumstances.environment.get("VIRTUAL_ENV")
    if venv is None and "VIRTUAL_ENV" in circumstances.environment:
        return Unknown("the virtual environment is only known at build time")
    path = circumstances.environment.get("PATH")
    if path is not None:
        for each in paths_in(path):
            if each.endswith("/bin"):
                # The first one with a pip decides where it installs.
                places.add(each)
                if not each.startswith(("/usr/", "/bin")):
                    places.add(each.removesuffix("/bin") or "/bin")
    if venv:
        places.add(normpath(venv) if venv.startswith("/") else venv)
    if circumstances.files is not None:
        problem = _replaced(places | {"/usr", f"{home}/.local"}, circumstances.files)
        if problem is not None:
            return problem
    return frozenset(places)


def _replaced(prefixes: set[str], files: Files) -> Unknown | None:
    """Return which file of the project is one of Python's own, or starts with each Python."""
    for prefix in sorted(prefixes):
        found = [name for name in files.children(prefix) if name == _PREFIX_FILE]
        for directory in ("bin", "lib"):
            names = files.children(f"{prefix}/{directory}")
            found += [name for name in names if name.startswith("python") or name == _PREFIX_FILE]
        if found:
            return Unknown(f"{found[0][:40]} of the project lies where Python is installed")
    return None
