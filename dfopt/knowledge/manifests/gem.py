"""RubyGems: ``gem install`` and ``gem update --system``.

Sources: the manual of the gem command ("Command Reference"), RubyGems' page on its environment
variables, and the published Dockerfiles of the official images of Ruby; what it reads of the
working directory was measured with RubyGems 3.3.
"""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.places import home_of, paths_in
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances

ASSUMPTIONS: Final = {
    "gem.own-packages-only": "While RubyGems or Bundler installs, the extensions that gems build "
    "and the plugins of RubyGems read and write their own gem, the directories of the system, the "
    "home directory and temporary files, and nothing of the project.",
    "gem.no-configuration-made": "No step but `bundle config` makes or brings a configuration file "
    "of RubyGems or of Bundler; those that a COPY brings from the build context are seen.",
    "gem.usual-places": "Ruby is that of the official image or of the distribution, or lies beside "
    "a directory in PATH: gems go to GEM_HOME, to the home directory, or to the directories of the "
    "system.",
}

#: What reads and is written without being asked for. Alpine's and Fedora's gems lie in /usr/lib
#: and /usr/share, Debian's in /var/lib/gems.
_PLACES: Final = frozenset(
    (
        "/tmp", "/var/tmp", "/usr/local", "/usr/lib", "/usr/lib64", "/usr/bin", "/usr/share",
        "/var/lib/gems",
    )
)  # fmt: skip
_READ: Final = _PLACES | {"/etc", "/usr/include"}
#: Managers of several Rubies: what they run is decided by .ruby-version or .tool-versions.
_SEVERAL: Final = regex(r"/shims\b|rbenv|asdf|mise|\brtx\b|\.?rvm\b|chruby")

#: Options in RUBYOPT that make Ruby load nothing.
_RUBYOPT: Final = regex(r"(?:(?:-W[\w:-]*|-w|-E[\w:-]+|--[ym]?jit|--(?:en|dis)able[=-]\w+)\s*)*")

_FLAGS: Final = frozenset(
    (
        "-N", "--no-document", "--no-ri", "--no-rdoc", "--document", "-f", "--force", "--no-force",
        "-q", "--quiet", "--silent", "-V", "--verbose", "--no-verbose", "--backtrace",
        "--conservative", "--minimal-deps", "--no-minimal-deps", "--no-post-install-message",
        "--post-install-message", "--prerelease", "--pre", "--no-prerelease", "--user-install",
        "--no-user-install", "-E", "--env-shebang", "--no-env-shebang", "-w", "--wrappers",
        "--no-wrappers", "--no-format-executable", "--ignore-dependencies", "--no-suggestions",
        "--suggestions", "--clear-sources", "-b", "--both",
    )
)  # fmt: skip
_REMOTE: Final = frozenset(("-r", "--remote"))
_VALUES: Final = {
    "-v": r"[\w.~<>=!, -]+", "--version": r"[\w.~<>=!, -]+", "--platform": r"[\w.-]+",
    "-s": r"https?://\S+", "--source": r"https?://\S+", "-B": r"\d+", "--bulk-threshold": r"\d+",
    "--document": r"[\w,]+",
}  # fmt: skip
_WRITES: Final = frozenset(("-i", "--install-dir", "-n", "--bindir"))
_NAME: Final = regex(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?::[0-9A-Za-z.]+)?")


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of gem does."""
    arguments = list(words[1:])
    if arguments in (["--version"], ["-v"]):
        return Behaviour()
    command = arguments.pop(0) if arguments else ""
    if command == "update" and "--system" in arguments:
        arguments.remove("--system")
    elif command not in ("install", "i"):
        return Unknown(f"`{' '.join(words[:2])[:60]}` is not known")
    names, writes, is_remote = [], set(), False
    while arguments:
        word = arguments.pop(0)
        option, equals, value = word.partition("=")
        if word in _FLAGS:
            continue
        if word in _REMOTE:
            is_remote = True
        elif option in _VALUES or option in _WRITES:
            if not equals:
                value = arguments.pop(0) if arguments else ""
            if option in _WRITES and value.startswith("/") and normpath(value) != "/":
                writes.add(normpath(value))
            elif option in _WRITES or not re.fullmatch(_VALUES[option], value):
                return Unknown(f"`gem {command}` has {option} with {value[:40]!r}, which may be a "
                               "file or directory of the project")  # fmt: skip
        elif word.startswith("-"):
            return Unknown(f"an option of `gem {command}` is not known: {word[:40]}")
        elif not _NAME.fullmatch(word) or word.endswith(".gem"):
            return Unknown(f"`gem {command}` is given {word[:40]!r}, which may be a file")
        else:
            names.append(word)
    if command != "update" and not names:
        return Unknown(f"`gem {command}` names no gem")
    reads: set[str] = set()
    if not is_remote:
        # Any NAME-VERSION.gem in the working directory is preferred, of dependencies too.
        if circumstances.directory is None:
            return Unknown("the working directory is not known, and gems in it are preferred")
        reads.add(circumstances.directory)
    found = Behaviour(
        reads=frozenset(reads), writes=frozenset(writes), uses_directory=not is_remote
    )
    return with_places(found, circumstances)


def with_places(found: Behaviour, circumstances: Circumstances) -> Behaviour | Unknown:
    """Add what every call of gem and of bundle touches.

    Settings come from ``.gemrc`` of the home directory, ``/etc/gemrc``, and the variables GEM_*,
    RUBY* and BUNDLE_*; what gems build may read any variable.
    """
    if not circumstances.is_base_known:
        return Unknown("the base image may keep gems, and settings of RubyGems, anywhere")
    home = home_of(circumstances.environment, circumstances.user)
    if home is None:
        return Unknown("the home directory of the user is not known")
    path = circumstances.environment.get("PATH")
    if path is None:
        return Unknown("which Ruby is run is only known at build time")
    if _SEVERAL.search(path):
        return Unknown("which Ruby is run may depend on a file of the project, .ruby-version")
    for name in ("RUBYOPT", "RUBYGEMS_GEMDEPS"):
        value = circumstances.environment.get(name, "")
        if value is None or not _RUBYOPT.fullmatch(value):
            return Unknown(f"{name} may make Ruby load what the project says")
    configured = _configured(home, circumstances)
    if configured:
        return Unknown(f"{configured} of the build context may say where gems are and go")
    places = {home}
    for each in paths_in(path):
        if each.endswith("/bin") and not each.startswith(("/usr/", "/bin")):
            places |= {each, each.removesuffix("/bin")}
    return found.with_changes(
        reads=found.reads | places | _READ,
        writes=found.writes | places | _PLACES,
        environment=frozenset("*"),
        uses_network=True,
        assumptions=found.assumptions | set(ASSUMPTIONS),
    )


def _configured(home: str, circumstances: Circumstances) -> str:
    """Return the configuration file that a copy has brought; nothing if none has."""
    files = circumstances.files
    if files is None:
        return ""
    kept = circumstances.environment.get("BUNDLE_APP_CONFIG") or "/usr/local/bundle"
    for path in (
        f"{home}/.gemrc", f"{home}/.config/gem/gemrc", "/etc/gemrc", "/usr/local/etc/gemrc",
        f"{home}/.bundle/config", f"{kept.rstrip('/')}/config",
    ):  # fmt: skip
        if files.mode(path) is not None:
            return path
    return ""
