"""Bundler: ``bundle install`` where the lock file is frozen, and ``bundle config set``.

Sources: Bundler's manual pages bundle-install(1), bundle-config(1) and gemfile(5); the published
Dockerfiles of the official images of Ruby.
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import gem
from dfopt.knowledge.manifests.gemfile import files_of, unsafe_lock
from dfopt.knowledge.manifests.project import ancestors, missing, text_of
from dfopt.knowledge.places import home_of
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "bundler.version-2-or-newer": "Bundler is version 2 or newer: where the lock file is frozen it "
    "writes neither that nor the Gemfile.",
    "bundler.config-succeeds": "`bundle config set frozen true` succeeds, even where the script "
    "would go on without it.",
    "bundler.settings-of-one-project": "What `bundle install --deployment` remembers for later "
    "calls of Bundler matters to that project only, not to others in the same image.",
}

#: Under what name it is kept that an earlier command of the script froze the lock file; no
#: variable can have it.
FROZEN: Final = "bundle config frozen"

_FLAGS: Final = frozenset(
    (
        "--quiet", "--no-cache", "--full-index", "--redownload", "--force", "--clean", "--verbose",
        "-V", "--no-color", "--no-prune",
    )
)  # fmt: skip
_NUMBERS: Final = frozenset(("-j", "--jobs", "--retry", "-r"))
_GROUPS: Final = frozenset(("--with", "--without"))
_GROUP: Final = regex(r"[\w:-]+")
_TRUE: Final = regex("1|t|true|y|yes|on", re.IGNORECASE)
#: Settings that say neither where anything lies nor whether the lock file may change.
_SETTINGS: Final = frozenset(
    (
        "jobs", "retry", "timeout", "without", "with", "silence_root_warning", "ignore_messages",
        "force_ruby_platform", "clean", "redirect",
    )
)  # fmt: skip
_FREEZE: Final = (
    "set `ENV BUNDLE_FROZEN=1` or `ENV BUNDLE_DEPLOYMENT=1` above it, or run `bundle install "
    "--frozen`"
)


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of bundle does."""
    arguments = list(words[1:])
    if circumstances.is_older("ruby", 2, 7):
        return Unknown("Ruby 2.6 and older come with version 1 of Bundler", is_install=True)
    if arguments in (["--version"], ["-v"]):
        # Which version that is may depend on a Gemfile.lock.
        return Unknown("`bundle --version` looks for the project's Gemfile.lock")
    if arguments[:1] == ["config"]:
        return _config(arguments[1:], circumstances)
    if arguments[:1] == ["install"]:
        arguments.pop(0)
    elif arguments and not arguments[0].startswith("-"):
        return Unknown(f"`bundle {arguments[0][:40]}` runs what the project says")
    return _install(arguments, circumstances)


def remembered(words: tuple[str, ...], circumstances: Circumstances) -> dict[str, str]:
    """Return what later commands of the same script have to know of a call that is known."""
    if words[1:2] != ("config",) or _setting(words[2:])[:1] != ["frozen"]:
        return {}
    return {FROZEN: _kept_in(circumstances)}


def _setting(arguments: Sequence[str]) -> list[str]:
    """Return the name of the setting that ``bundle config`` is given, and its values."""
    rest = [word for word in arguments if word not in ("--global", "--local")]
    return rest[1:] if rest[:1] == ["set"] else rest


def _kept_in(circumstances: Circumstances) -> str:
    """Return where settings are kept: they hold as long as that is the same."""
    variables = circumstances.environment
    names = ("BUNDLE_APP_CONFIG", "BUNDLE_USER_HOME", "BUNDLE_USER_CONFIG", "BUNDLE_CONFIG")
    home = home_of(variables, circumstances.user)
    kept = " ".join((str(home), *(str(variables.get(name, "-")) for name in names)))
    # As a text, not as paths that anything would follow.
    return kept.replace("/", "|")


def _config(arguments: list[str], circumstances: Circumstances) -> Behaviour | Unknown:
    is_global = "--global" in arguments
    rest = _setting(arguments)
    if len(rest) < 2 or any(word.startswith("-") for word in rest):
        return Unknown("`bundle config` is called in a way that is not known")
    key, *values = rest
    if key in ("path", "deployment", "bin", "system", "path.system"):
        return Unknown(
            f"`bundle config set {key}` says in a file where gems are installed to",
            "say it by ENV BUNDLE_DEPLOYMENT and ENV BUNDLE_PATH instead",
            is_install=True,
        )
    if key == "frozen":
        if len(values) > 1 or not _TRUE.fullmatch(values[0]):
            return Unknown("`bundle config set frozen` lets Bundler change the lock file")
    elif key not in _SETTINGS:
        return Unknown(f"the setting {key[:40]} of `bundle config` is not known")
    if not all(re.fullmatch(r"[\w: -]+", value) for value in values):
        return Unknown(f"the setting {key[:40]} of `bundle config` has an unusual value")
    kept = circumstances.environment.get("BUNDLE_APP_CONFIG") or ""
    if not is_global and not kept.startswith("/"):
        return Unknown(
            "Bundler keeps its settings beside the Gemfile",
            "use `bundle config set --global`, or variables (BUNDLE_FROZEN, BUNDLE_WITHOUT, ...)",
            is_install=True,
        )
    directory = circumstances.directory
    if directory is None:
        return Unknown("the working directory is not known")
    # It runs the version of Bundler that the lock file names.
    places = [directory, *ancestors(directory)]
    names = ("Gemfile", "Gemfile.lock", "gems.rb", "gems.locked")
    found = Behaviour(
        files=frozenset(f"{place.rstrip('/')}/{name}" for place in places for name in names[:2]),
        absent=frozenset(f"{place.rstrip('/')}/{name}" for place in places for name in names[2:]),
        uses_directory=True,
        assumptions=frozenset(("bundler.version-2-or-newer", "bundler.config-succeeds")),
    )
    return gem.with_places(found, circumstances)


def _install(arguments: list[str], circumstances: Circumstances) -> Behaviour | Unknown:
    variables = circumstances.environment
    flags: set[str] = set()
    while arguments:
        word = arguments.pop(0)
        option, equals, value = word.partition("=")
        if word in ("--frozen", "--deployment"):
            flags.add(word)
        elif option in _NUMBERS:
            if not equals:
                value = arguments.pop(0) if arguments else ""
            if not value.isdecimal():
                return Unknown(f"`bundle install` has {option} with {value[:40]!r}")
        elif option in _GROUPS:
            if equals:
                arguments.insert(0, value)
            while arguments and not arguments[0].startswith("-"):
                if not all(_GROUP.fullmatch(group) for group in arguments.pop(0).split()):
                    return Unknown(f"`bundle install` has {option} with an unusual value")
        elif word not in _FLAGS and not re.fullmatch(r"-[jr]\d+", word):
            return Unknown(f"an option of `bundle install` is not known: {word[:40]}")
    for name in ("BUNDLE_GEMFILE", "BUNDLE_LOCKFILE"):
        if variables.get(name, "") != "":
            return Unknown(f"{name} names another file than Gemfile and Gemfile.lock")
    deploys = "--deployment" in flags or variables.get("BUNDLE_DEPLOYMENT", "") != ""
    if not _is_frozen(flags, circumstances):
        return Unknown("`bundle install` may rewrite Gemfile.lock", _FREEZE)
    return _project(circumstances, deploys=deploys, remembers=bool(flags))


def _is_true(value: str | None) -> bool:
    return value is not None and _TRUE.fullmatch(value) is not None


def _is_frozen(flags: set[str], circumstances: Circumstances) -> bool:
    """Tell whether the lock file surely stays as it is, or the installation fails."""
    variables = circumstances.environment
    if "--frozen" in flags or _is_true(variables.get("BUNDLE_FROZEN")):
        return True
    if "BUNDLE_FROZEN" in variables:
        return False
    if "--deployment" in flags or _is_true(variables.get("BUNDLE_DEPLOYMENT")):
        return True
    return variables.get(FROZEN) == _kept_in(circumstances)


def _project(
    circumstances: Circumstances, *, deploys: bool, remembers: bool
) -> Behaviour | Unknown:
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known")
    names = {"bundler.version-2-or-newer"}
    if remembers:
        names.add("bundler.settings-of-one-project")
    if files is None or not files.is_known(directory):
        above = [up.rstrip("/") for up in (directory, *ancestors(directory))]
        found = Behaviour(
            reads=frozenset((directory,)),
            files=frozenset(f"{up}/{name}" for up in above for name in ("Gemfile", "Gemfile.lock")),
            absent=frozenset(f"{up}/{name}" for up in above for name in ("gems.rb", "gems.locked")),
            writes=frozenset((directory, *(f"{up}/vendor" for up in above if up))),
            uses_directory=True,
            assumptions=frozenset(names),
        )
        return gem.with_places(found, circumstances)
    absent = []
    for place in (directory, *ancestors(directory)):
        root = place.rstrip("/")
        absent.append(f"{root}/gems.rb")
        if files.mode(f"{root}/gems.rb") is not None:
            return Unknown("Bundler reads gems.rb, which is a program")
        if files.mode(f"{root}/Gemfile") is not None:
            break
        absent.append(f"{root}/Gemfile")
    else:
        reason = "there is no Gemfile that can be read where Bundler runs"
        return missing(files, [f"{directory.rstrip('/')}/Gemfile"], reason)
    read = _read_by(root, files)
    if isinstance(read, Unknown):
        return read
    outputs = frozenset((f"{root}/vendor/bundle", f"{root}/.bundle"))
    for path in sorted(outputs):
        if not files.is_excluded(path):
            name = path[len(root) + 1 :]
            return Unknown(
                f"a {name} of the build context would be copied over what Bundler writes",
                f"add `**/{name}` to .dockerignore",
            )
    found = Behaviour(
        files=read,
        absent=frozenset((*absent, f"{root}/vendor/cache", f"{root}/gems.locked")),
        # The mode of vendor is that of the context where that has one.
        makes=frozenset((f"{root}/vendor",)) if deploys else frozenset(),
        writes=outputs,
        outputs=outputs,
        uses_directory=True,
        assumptions=frozenset((*names, "context.as-seen")),
    )
    return gem.with_places(found, circumstances)


def _read_by(root: str, files: Files) -> frozenset[str] | Unknown:
    """Return the files that Bundler reads, or why it needs more of the project than those."""
    if files.children(f"{root}/vendor/cache"):
        return Unknown("Bundler installs gems of the project itself, from vendor/cache")
    text = text_of(files, f"{root}/Gemfile")
    lock = text_of(files, f"{root}/Gemfile.lock")
    if text is None:
        reason = "there is no Gemfile that can be read where Bundler runs"
        return missing(files, [f"{root}/Gemfile"], reason)
    if lock is None:
        return missing(
            files,
            [f"{root}/Gemfile.lock"],
            "there is no Gemfile.lock that can be read beside the Gemfile",
            "commit a Gemfile.lock, and keep .dockerignore from excluding it",
        )
    more = files_of(text)
    if isinstance(more, str):
        return Unknown(more)
    problem = unsafe_lock(lock)
    if problem:
        return Unknown(problem)
    for name in sorted(more):
        if text_of(files, f"{root}/{name}") is None:
            return Unknown(f"there is no {name} that can be read, and the Gemfile names it")
    return frozenset(f"{root}/{name}" for name in ("Gemfile", "Gemfile.lock", *more))
