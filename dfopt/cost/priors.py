"""What dfopt assumes about an instruction of which nothing has been measured.

The numbers are priors: typical values over many public projects, good enough to compare two orders
of one file. They are not measurements of the file at hand and must never be shown as such; a
profile replaces them. Probabilities are per build event (a push, a merge), times are seconds.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Final

# ------------------------------------------------------------------------------- probabilities

TEXT: Final = 0.002
VARIABLE_TEXT: Final = 0.003
WHOLE_CONTEXT: Final = 0.9
DIRECTORY: Final = 0.2
MANIFEST: Final = 0.15
SINGLE_FILE: Final = 0.05
REMOTE: Final = 0.02
ARGUMENT: Final = 0.05
VOLATILE: Final = 1.0

#: No file system has longer names; what is longer is not compared with known ones.
_LONGEST_NAME: Final = 255


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Files that say what to install; they change with the dependencies, not with the sources.
MANIFEST_NAMES: Final = _words(
    """
    .npmrc .pnpmfile.cjs .python-version .ruby-version .yarnrc .yarnrc.yml Cargo.lock Cargo.toml
    Directory.Build.props Directory.Packages.props Gemfile Gemfile.lock NuGet.config
    Package.resolved Package.swift Pipfile Pipfile.lock build.gradle build.gradle.kts build.sbt
    bun.lock bun.lockb bunfig.toml composer.json composer.lock conda-lock.yml constraints.txt
    environment.yml global.json go.mod go.sum go.work go.work.sum gradle.properties gradlew
    lerna.json mix.exs mix.lock mvnw npm-shrinkwrap.json nuget.config package-lock.json
    package.json packages.lock.json pdm.lock pnpm-lock.yaml pnpm-workspace.yaml poetry.lock
    poetry.toml pom.xml pubspec.lock pubspec.yaml pyproject.toml rust-toolchain
    rust-toolchain.toml settings.gradle settings.gradle.kts setup.cfg setup.py symfony.lock
    turbo.json uv.lock uv.toml yarn.lock
    """
)
_MANIFEST_GLOBS: Final = _words("package*.json package-*.json go.* Cargo.* poetry.* composer.*")
_MANIFEST_ENDINGS: Final = (".csproj", ".fsproj", ".vbproj", ".sln", ".slnx", ".gemspec")

#: Names without a dot that are files all the same.
_DOTLESS_FILES: Final = _words(
    """
    authors caddyfile changelog containerfile copying dockerfile docker-entrypoint entrypoint
    gnumakefile jenkinsfile justfile license licence maintainers makefile manifest notice procfile
    rakefile readme vagrantfile version
    """
)
_REMOTE_STARTS: Final = ("http://", "https://", "ftp://", "git://", "ssh://", "git@")

#: Build arguments named after the very thing that is being built differ in every build.
_VOLATILE_NAMES: Final = _words("CREATED DATE VERSION")
_VOLATILE_WORDS: Final = _words(
    """
    BUILDDATE BUILDID BUILDNUMBER BUILDTIME CACHEBUST CHANGESET COMMIT REVISION SHA TIMESTAMP
    """
)
_VOLATILE_PAIRS: Final = _words(
    """
    APPLICATION_VERSION APP_VERSION BUILD_DATE BUILD_ID BUILD_NO BUILD_NUM BUILD_NUMBER BUILD_TAG
    BUILD_TIME BUILD_VERSION CACHE_BUST CACHE_DATE GIT_DESCRIBE GIT_HASH GIT_REF GIT_TAG
    IMAGE_VERSION JOB_ID PACKAGE_VERSION PIPELINE_ID PROJECT_VERSION RELEASE_VERSION RUN_ID
    RUN_NUMBER SERVICE_VERSION SOURCE_DATE VCS_REF
    """
)


def either(*probabilities: float) -> float:
    """Return how likely at least one of several independent changes happens."""
    survival = 1.0
    for probability in probabilities:
        survival *= 1.0 - probability
    return 1.0 - survival


def own_text_probability(kind: str) -> float:
    """Return how likely the text of an instruction of this kind (upper case) is edited.

    It is per instruction: an ``ENV`` with five pairs is edited no more often than one with one.
    """
    return VARIABLE_TEXT if kind in ("ENV", "ARG") else TEXT


def sources_probability(
    sources: tuple[str, ...],
    from_stage: bool = False,
    manifests: Container[str] = MANIFEST_NAMES,
) -> float:
    """Return how likely the content of one of the sources of a ``COPY`` or ``ADD`` changes.

    Args:
        sources: the source words as written, unquoted; none for a heredoc.
        from_stage: they come from another stage. What was built there changes with anything it was
            built from, so its name says nothing and the prior of a directory is taken. (For
            ``--from`` an image use :data:`REMOTE`.)
        manifests: file names that count as dependency manifests.

    Without the build context nobody can tell a file from a directory: a source with a trailing
    slash, or without a dot in its last part, counts as a directory, but for well-known names such
    as ``Makefile``.
    """
    if from_stage:
        return DIRECTORY if sources else 0.0
    return either(*[_source_probability(source, manifests) for source in sources])


def _source_probability(source: str, manifests: Container[str]) -> float:
    if source.startswith(_REMOTE_STARTS):
        return REMOTE
    parts = [part for part in source.split("/") if part not in ("", ".")]
    if not parts or parts[0] in ("*", "**", ".."):
        return WHOLE_CONTEXT
    name = parts[-1]
    if name == ".git":
        return VOLATILE  # it changes at each commit
    if is_manifest(name, manifests):
        return MANIFEST
    if source.endswith("/") or any(sign in source for sign in "*?["):
        return DIRECTORY
    return SINGLE_FILE if "." in name or name.lower() in _DOTLESS_FILES else DIRECTORY


def is_manifest(name: str, manifests: Container[str] = MANIFEST_NAMES) -> bool:
    """Tell whether a file name, or the glob ``name*`` of an optional one, is a manifest's."""
    if len(name) > _LONGEST_NAME:
        return False
    return (
        name in manifests
        or name.rstrip("*") in manifests
        or name in _MANIFEST_GLOBS
        or name.endswith(_MANIFEST_ENDINGS)
        or (name.endswith(".txt") and "requirements" in name)
    )


def argument_probability(name: str) -> float:
    """Return how likely the value of build argument ``name`` differs from the last build's.

    Names of the commit, build or version that is being built (``GIT_SHA``, ``BUILD_DATE``,
    ``APP_VERSION``) change each time. The version of a tool (``NODE_VERSION``) or the checksum of
    a download (``TINI_SHA256``) is a pin, which changes as seldom as any other argument.
    """
    name = name.upper()
    words = name.split("_")
    pairs = ["_".join(pair) for pair in pairwise(words)]
    is_volatile = (
        name in _VOLATILE_NAMES
        or not _VOLATILE_WORDS.isdisjoint(words)
        or not _VOLATILE_PAIRS.isdisjoint(pairs)
    )
    return VOLATILE if is_volatile else ARGUMENT


# --------------------------------------------------------------------------------------- times

METADATA_SECONDS: Final = 0.15
WORKDIR_SECONDS: Final = 0.15
COPY_SECONDS: Final = 0.2
#: A program that is not in the table below.
UNKNOWN_SECONDS: Final = 1.0
#: Many unknown words are rather a long script or quoted text than many long-running programs.
UNKNOWN_LIMIT: Final = 10.0
#: Starting the container of a RUN, whatever it does.
CONTAINER_SECONDS: Final = 0.3
PACKAGE_SECONDS: Final = 1.0
CACHE_MOUNT_FACTOR: Final = 0.3

_NOTHING: Final = _words(
    """
    . : [ [[ break case cd continue done echo esac exit export false fi for function printf pwd
    read return set shift shopt source test trap true umask unset wait
    """
)
_PREFIXES: Final = _words(
    """
    ! ( { command do doas elif else env exec gosu if nice nohup su-exec sudo then time until while
    xargs
    """
)
_QUICK: Final = _words(
    """
    addgroup adduser awk basename cat chgrp chmod chown cp cut date dirname du file find getent
    grep groupadd groupmod gunzip gzip head id install ldconfig ln locale-gen ls mkdir mktemp mv
    passwd readlink rm rmdir sed sha1sum sha256sum sha512sum sort stat strip tail tar tee touch tr
    uname uniq unzip update-ca-certificates useradd usermod wc which xz
    """
)
_QUICK_SECONDS: Final = 0.3
#: ``chown -R`` and the like over a tree.
_RECURSIVE: Final = _words("chgrp chmod chown")
_RECURSIVE_SECONDS: Final = 2.0

#: Package managers whose time grows with each package named behind ``install``.
_COUNTED: Final = _words("apt apt-get aptitude dnf microdnf pacman tdnf yum zypper")
_TIDYING: Final = dict.fromkeys(
    ("autoclean", "autoremove", "cache", "clean", "config", "del", "env", "set"), 0.3
)
#: Programs with the seconds of their first argument; "" stands for every other argument.
_KNOWN_PROGRAMS: Final[tuple[tuple[str, dict[str, float]], ...]] = (
    ("apt apt-get aptitude", {"": 20.0, "update": 5.0, "purge": 2.0, "remove": 2.0}),
    ("dnf microdnf pacman tdnf yum zypper", {"": 20.0, "config-manager": 0.3, "module": 1.0}),
    ("apk", {"": 5.0, "update": 1.0}),
    (
        "conda gem mamba micromamba pdm pip pip3 pipenv poetry uv",
        {"": 20.0, "check": 1.0, "freeze": 1.0, "list": 1.0, "show": 1.0, "venv": 1.0},
    ),
    # Measured, unlike the rest: the median of seven environments with pip, made by Python 3.11.
    ("venv", {"": 8.0}),
    # With an empty store of wheels.
    ("virtualenv", {"": 2.0}),
    ("bun npm npx pnpm yarn", {"": 30.0, "pkg": 0.3}),
    ("corepack", {"": 5.0, "enable": 0.3}),
    ("curl wget", {"": 5.0}),
    ("bundle", {"": 40.0}),
    ("composer composer.phar", {"": 15.0, "dump-autoload": 2.0, "dumpautoload": 2.0}),
    ("gradle gradlew mvn mvnw sbt", {"": 90.0}),
    ("go", {"": 45.0, "mod": 15.0, "version": 0.3}),
    ("cargo", {"": 180.0, "fetch": 20.0, "prepare": 1.0, "vendor": 20.0}),
    ("rustup", {"": 15.0}),
    ("cmake make ninja", {"": 120.0}),
    ("dotnet", {"": 30.0, "restore": 20.0}),
    ("git", {"": 0.3, "clone": 6.0, "fetch": 6.0, "pull": 6.0, "submodule": 6.0}),
)
_PROGRAMS: Final = {
    name: _TIDYING | seconds for names, seconds in _KNOWN_PROGRAMS for name in names.split()
}
#: What compiles, with the seconds in which it downloads.
_DOWNLOADS: Final = {"cargo": 20.0, "go": 15.0}
_VERSION: Final = frozenset(("--version", "-version", "-V"))
_SEPARATORS: Final = {ord(sign): "\n" for sign in "&|;"}


def instruction_seconds(kind: str) -> float:
    """Return the seconds that an instruction of this kind (upper case) takes, RUN excepted."""
    if kind in ("COPY", "ADD"):
        return COPY_SECONDS
    return WORKDIR_SECONDS if kind == "WORKDIR" else METADATA_SECONDS


@lru_cache(maxsize=512)
def run_seconds(
    command_text: str, cache_mount: bool = False, only_downloads: bool = False
) -> float:
    """Return the seconds that a ``RUN`` with this command takes: the sum of its commands.

    Commands end at ``&&``, ``||``, ``|``, ``;`` and line ends, quoted or not (this is an estimate,
    not a shell). A program that is not known counts one second. ``cache_mount`` says that the
    instruction has a ``--mount=type=cache``, which saves most of the downloads, and of compiling;
    the latter not if it keeps ``only_downloads``.
    """
    known = unknown = compiled = 0.0
    text = command_text.replace("\\\r\n", " ").replace("\\\n", " ").translate(_SEPARATORS)
    for command in text.splitlines():
        words = command.split()
        seconds = _command_seconds(words)
        if seconds is None:
            unknown += UNKNOWN_SECONDS
            continue
        known += seconds
        if only_downloads:
            compiled += max(seconds - _DOWNLOADS.get(_name(words), seconds), 0.0)
    total = max(known + min(unknown, UNKNOWN_LIMIT), CONTAINER_SECONDS)
    return compiled + (total - compiled) * CACHE_MOUNT_FACTOR if cache_mount else total


def is_command(text: str) -> bool:
    """Tell whether a text, such as the value of a variable, begins with a program that is known."""
    return len(text) <= _LONGEST_NAME and _name(text.split()) in _PROGRAMS


def _name(words: list[str]) -> str:
    """Return the name of the program of a command, empty where there is none."""
    start = _program_index(words)
    return words[start].strip("\"'(){}`").rpartition("/")[2] if start < len(words) else ""


def _command_seconds(words: list[str]) -> float | None:
    """Return the seconds of one command, None if the program is not known."""
    start = _program_index(words)
    if start == len(words) or words[start].startswith("#"):
        return 0.0
    name = _name(words)
    if not name or name in _NOTHING:
        return 0.0
    rest = words[start + 1 :]
    if name in _QUICK:
        is_recursive = name in _RECURSIVE and any(
            word.startswith("-") and "R" in word for word in rest
        )
        return _RECURSIVE_SECONDS if is_recursive else _QUICK_SECONDS
    by_argument = _PROGRAMS.get(name)
    if by_argument is None:
        return None
    arguments = [word for word in rest if not word.startswith("-")]
    action = arguments[0] if arguments else ""
    if not arguments and not _VERSION.isdisjoint(rest):
        return _QUICK_SECONDS
    if (name, action) == ("cargo", "chef"):
        action = arguments[1] if len(arguments) > 1 else ""
    seconds = by_argument.get(action, by_argument[""])
    if name in _COUNTED and action == "install":
        seconds += PACKAGE_SECONDS * (len(arguments) - 1)
    return seconds


def _program_index(words: list[str]) -> int:
    """Return where the program's name stands, behind assignments, ``sudo``, ``python -m``..."""
    index = 0
    while index < len(words):
        word = words[index]
        if word.rpartition("/")[2].startswith("python") and words[index + 1 : index + 2] == ["-m"]:
            return min(index + 2, len(words))
        if word == "php" and "composer" in "".join(words[index + 1 : index + 2]):
            return index + 1
        key, sign, _ = word.partition("=")
        if word not in _PREFIXES and not (sign and key.isidentifier()):
            break
        index += 1
    return index
