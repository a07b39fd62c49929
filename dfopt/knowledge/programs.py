"""Commands whose use no table can say: those of the shell, those that run others, tar and find.

Sources: POSIX.1-2017, *Shell & Utilities*; the manuals of GNU tar, findutils, coreutils and sudo.
Each function gets the walk, the command's name, and its arguments.
"""

from __future__ import annotations

import re

from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex
from dfopt.shell.nodes import Literal, Parameter, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Final

    from dfopt.knowledge.walk import Walk

_SET: Final = regex(r"[-+][euxo]+")
_SET_NAMES: Final = frozenset(("pipefail", "errexit", "nounset", "xtrace"))
_NAME: Final = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE_TESTS: Final = frozenset(f"-{letter}" for letter in "abcdefghkprsuwxLNOSG")
#: Options of commands that run others: those that stand alone, and those with a value.
_WRAPPERS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "sudo": (frozenset(("-E", "-H", "-n", "--preserve-env")), frozenset()),
    "nice": (frozenset(), frozenset(("-n",))),
    "time": (frozenset(("-p",)), frozenset()),
    "nohup": (frozenset(), frozenset()),
    "eatmydata": (frozenset(), frozenset()),
    "ionice": (frozenset(), frozenset(("-c", "-n"))),
    "stdbuf": (frozenset(("-oL", "-o0", "-eL", "-e0")), frozenset()),
}
#: What os-release(5) names.
_OS_RELEASE: Final = (
    "NAME", "ID", "ID_LIKE", "PRETTY_NAME", "CPE_NAME", "VARIANT", "VARIANT_ID", "VERSION",
    "VERSION_ID", "VERSION_CODENAME", "BUILD_ID", "IMAGE_ID", "IMAGE_VERSION", "RELEASE_TYPE",
    "HOME_URL", "DOCUMENTATION_URL", "SUPPORT_URL", "BUG_REPORT_URL", "PRIVACY_POLICY_URL",
    "SUPPORT_END", "LOGO", "ANSI_COLOR", "VENDOR_NAME", "VENDOR_URL", "UBUNTU_CODENAME",
    "DEBIAN_CODENAME", "DEBIAN_VERSION_FULL", "PLATFORM_ID", "ROCKY_SUPPORT_PRODUCT",
    "DEFAULT_HOSTNAME", "SYSEXT_LEVEL", "ARCHITECTURE",
)  # fmt: skip
_TAR_FLAGS: Final = frozenset(
    (
        "--extract", "--get", "--gzip", "--gunzip", "--bzip2", "--xz", "--zstd", "--verbose",
        "--no-same-owner", "--same-owner", "--no-same-permissions", "--same-permissions",
        "--preserve-permissions", "--touch", "--overwrite", "--wildcards", "--list",
        "--no-overwrite-dir", "--skip-old-files", "--keep-old-files", "--numeric-owner",
        "--warning=no-unknown-keyword",
    )
)  # fmt: skip
_FIND_TESTS: Final = frozenset(
    (
        "-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-iregex", "-type", "-xtype",
        "-mindepth", "-maxdepth", "-mtime", "-mmin", "-atime", "-ctime", "-size", "-user", "-group",
        "-perm", "-links", "-uid", "-gid", "-regextype", "-printf",
    )
)  # fmt: skip
_FIND_FLAGS: Final = frozenset(
    (
        "-not", "!", "-o", "-or", "-a", "-and", "(", ")", "-print", "-print0", "-empty", "-prune",
        "-depth", "-d", "-xdev", "-mount", "-true", "-false", "-executable", "-readable",
        "-writable", "-quit", "-noleaf", "-nouser", "-nogroup", "-ls",
    )
)  # fmt: skip
_XARGS_FLAGS: Final = frozenset(("-r", "-0", "-t", "--no-run-if-empty", "--null", "-r0", "-0r"))
_XARGS_VALUES: Final = frozenset(("-n", "-L", "-P", "-d"))


_GIT_HARMLESS: Final = frozenset(
    ("GIT_TERMINAL_PROMPT", "GIT_SSL_NO_VERIFY", "GIT_LFS_SKIP_SMUDGE", "GIT_COMMIT", "GIT_SHA")
)


def _nothing(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """``true``, ``echo`` and others that only look at their arguments."""
    del name
    for word in words:
        value = walk.text(word)
        if word.has_pattern:
            # What matches in the working directory would take its place.
            walk.path(word, value, "read")
        walk.mention(word, value)


def _printf(walk: Walk, name: str, words: Sequence[Word]) -> None:
    if words and (walk.start_of(words[0]) or "-").startswith("-"):
        raise UnknownError("`printf` is called in a way that is not known")
    _nothing(walk, name, words)


def _change_directory(walk: Walk, name: str, words: Sequence[Word]) -> None:
    del name
    if words and words[0].literal in ("-P", "-L", "--"):
        words = words[1:]
    if not words:
        value = walk.home()
    elif len(words) > 1 or words[0].has_pattern:
        value = None
    else:
        value = walk.text(words[0])
        if words[0].has_tilde:
            value = walk.tilde(value)
    if value in (None, "", "-"):
        raise UnknownError("`cd` leads to where is only known at build time")
    assert value is not None
    if not value.startswith(("/", "./", "../")) and walk.variables.get("CDPATH", "") != "":
        raise UnknownError("CDPATH is set")
    walk.directory = walk.absolute(value)
    walk.has_moved = walk.has_moved or value.startswith("/")
    if walk.directory != "/":
        # On the way to a name with `..` other directories have to be there, too.
        is_straight = ".." not in value.split("/")
        walk.account.sets["enters" if is_straight else "reads"].add(walk.directory)


def _export(walk: Walk, name: str, words: Sequence[Word]) -> None:
    for word in words:
        text = walk.text(word)
        first = word.parts[0] if word.parts else None
        start = first.text if isinstance(first, Literal) else ""
        match = re.match(r"([A-Za-z_][A-Za-z0-9_]*)(=|$)", start)
        if not match:
            raise UnknownError(f"`{name}` names what is only known at build time")
        if match[2]:
            value = None if text is None else text[match.end() :]
            if word.has_tilde:
                value = walk.tilde(value)
            likely = frozenset(text[match.end() :] for text in walk.texts(word))
            walk.assign(match[1], value, likely - {""})
        elif match[1] not in walk.own:
            walk.read_variable(match[1])
        if name == "export":
            walk.private.discard(match[1])


def _unset(walk: Walk, name: str, words: Sequence[Word]) -> None:
    del name
    for word in words:
        text = word.literal
        if text in ("-v", "-f"):
            continue
        if text is None or not _NAME.fullmatch(text):
            raise UnknownError("`unset` names what is only known at build time")
        walk.assign(text, None)


def _set(walk: Walk, name: str, words: Sequence[Word]) -> None:
    del name
    values = [word.literal for word in words]
    if not values:
        raise UnknownError("`set` prints all variables")
    index = 0
    while index < len(values):
        value = values[index] or ""
        if not _SET.fullmatch(value):
            raise UnknownError("`set` changes the shell in a way that is not known")
        if "e" in value:
            walk.ends_early = value[0] == "-"
        for _ in range(value.count("o")):
            index += 1
            if index >= len(values) or values[index] not in _SET_NAMES:
                raise UnknownError("`set` changes the shell in a way that is not known")
            if values[index] == "errexit":
                walk.ends_early = value[0] == "-"
        index += 1


def _umask(walk: Walk, name: str, words: Sequence[Word]) -> None:
    del walk, name
    if [word.literal for word in words] not in ([], ["022"], ["0022"]):
        raise UnknownError("`umask` changes the modes of files")


def _source(walk: Walk, name: str, words: Sequence[Word]) -> None:
    paths = [word.literal for word in words]
    if paths not in (["/etc/os-release"], ["/usr/lib/os-release"]):
        raise UnknownError(f"`{name}` runs a script of the image")
    walk.account.sets["reads"].update(("/etc/os-release", "/usr/lib/os-release"))
    walk.assume("base.os-release")
    walk.forget(_OS_RELEASE)


def _command(walk: Walk, name: str, words: Sequence[Word]) -> None:
    first = words[0].literal if words else None
    if first in ("-v", "-V"):
        for word in words[1:]:
            value = walk.text(word)
            if value is None or "/" in value or word.has_pattern:
                raise UnknownError("a command is only known at build time")
        walk.lookup(name)
    elif words and not (first or "").startswith("-"):
        walk.call(words)
    else:
        raise UnknownError(f"`{name}` is called in a way that is not known")


def _which(walk: Walk, name: str, words: Sequence[Word]) -> None:
    for word in words:
        value = walk.text(word)
        if value is None or "/" in value or word.has_pattern or value.startswith("-"):
            raise UnknownError("a command is only known at build time")
    walk.lookup(name)


def _wrapper(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for a command that runs another one."""
    flags, values = _WRAPPERS[name]
    index = 0
    while index < len(words) and (words[index].literal or "").startswith("-"):
        option = words[index].literal
        if option in values:
            index += 1
        elif option not in flags:
            raise UnknownError(f"an option of `{name}` is not known")
        index += 1
    if index >= len(words):
        raise UnknownError(f"`{name}` is called without a command")
    walk.lookup(name)
    inner = walk.branch()
    if name == "sudo":
        _as_root(walk, inner)
    before = inner.branch()
    inner.call(words[index:])
    if not inner.is_where(before):
        raise UnknownError(f"`{name}` runs a command of the shell")


def _as_root(walk: Walk, inner: Walk) -> None:
    walk.account.sets["reads"].add("/etc")
    for path in ("/run", "/var/lib", "/var/log"):
        walk.account.write(path)
    walk.assume("sudo.as-root")
    if walk.user != "root":
        # HOME may be kept, or be root's.
        inner.user = None
        inner.variables["HOME"] = None


def _env(walk: Walk, name: str, words: Sequence[Word]) -> None:
    inner = walk.branch()
    index = 0
    while index < len(words):
        text = walk.text(words[index])
        if text is None and not re.match(r"[A-Za-z_][A-Za-z0-9_]*=", walk.start_of(words[index])):
            break
        start = walk.start_of(words[index]) if text is None else text
        match = re.match(r"([A-Za-z_][A-Za-z0-9_]*)=", start)
        if not match:
            break
        likely = frozenset(each[match.end() :] for each in walk.texts(words[index]))
        inner.assign(match[1], None if text is None else text[match.end() :], likely - {""})
        inner.private.discard(match[1])
        index += 1
    if index == len(words) or (words[index].literal or "-").startswith("-"):
        raise UnknownError("`env` is called in a way that is not known")
    walk.lookup(name)
    before = inner.branch()
    inner.call(words[index:])
    if not inner.is_where(before):
        raise UnknownError("`env` runs a command of the shell")


def _shell(walk: Walk, name: str, words: Sequence[Word]) -> None:
    values = [walk.text(word) for word in words]
    if None in values or any(word.has_pattern or word.has_tilde for word in words):
        raise UnknownError("a shell runs what is only known at build time")
    walk.nested((name, *[value for value in values if value is not None]))


def _test(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for the files that ``test`` looks at."""
    is_file = is_variable = False
    for word in words:
        literal = word.literal
        if literal in ("-nt", "-ot", "-ef"):
            raise UnknownError("`test` compares the times of files")
        value = walk.text(word)
        if is_file or word.has_pattern:
            walk.path(word, value, "read")
        if is_variable:
            match = _NAME.match(value or "")
            if match is None:
                raise UnknownError("`test` looks at a variable that is only known at build time")
            walk.read_variable(match[0])
        is_file, is_variable = literal in _FILE_TESTS, literal == "-v"
    walk.lookup(name)


def _tar(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for unpacking an archive."""
    for variable in ("TAR_OPTIONS", "TAPE"):
        if walk.variables.get(variable, "") != "":
            raise UnknownError(f"`tar` may do something else where {variable} is set")
    letters = ""
    target = archive = None
    index = 0
    while index < len(words):
        text = walk.text(words[index])
        if text is None and (index == 0 or walk.start_of(words[index]).startswith("-")):
            raise UnknownError("an option of `tar` is only known at build time")
        text = text or ""
        index += 1
        cluster = re.fullmatch(r"-?([xtzjJvpfmoaC]+)", text) if index == 1 else None
        cluster = cluster or re.fullmatch(r"-([xtzjJvpfmoaC]+)", text)
        option, equals, attached = text.partition("=")
        if cluster:
            for letter in cluster[1]:
                letters += letter
                if letter in "fC":
                    if index >= len(words):
                        raise UnknownError("`tar` is called in a way that is not known")
                    archive = words[index] if letter == "f" else archive
                    target = words[index] if letter == "C" else target
                    index += 1
        elif option in ("--strip-components", "--strip", "--exclude", "--transform"):
            if option == "--transform" and not re.fullmatch(r"s([/,#|])[^/]*\1[^/.]*\1", attached):
                raise UnknownError("an option of `tar` is not known")
            index += not equals
        elif option in ("--directory", "--file"):
            word = Word((Literal(attached, True),)) if equals else None
            if word is None and index < len(words):
                word = words[index]
                index += 1
            if word is None:
                raise UnknownError("`tar` is called in a way that is not known")
            if option == "--file":
                archive = word
            else:
                target = word
        elif text in _TAR_FLAGS:
            letters += {"--extract": "x", "--get": "x", "--list": "t"}.get(text, "")
        elif text.startswith("-"):
            raise UnknownError("an option of `tar` is not known")
    if ("x" in letters) == ("t" in letters):
        raise UnknownError("`tar` does something else than to unpack")
    if archive is None and "f" not in letters:
        archive = Word((Literal("-", True),))
    if archive is not None and walk.text(archive) != "-":
        text = walk.text(archive)
        if text is not None and ":" in text:
            raise UnknownError("`tar` reads an archive of another machine")
        walk.path(archive, text, "read")
    if "x" in letters:
        where = Word((Literal("."),)) if target is None else target
        walk.path(where, walk.text(where), "write")
    walk.account.sets["reads"].add("/etc")
    walk.assume("coreutils.own-operands-only")
    walk.lookup(name)


def _find(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for the trees that find walks over, and for what it does there."""
    index = 0
    while index < len(words) and words[index].literal in ("-H", "-P"):
        index += 1
    starts = []
    while index < len(words):
        text = walk.text(words[index])
        if (text if text is not None else walk.start_of(words[index]))[:1] in ("-", "(", "!"):
            break
        starts.append(words[index])
        index += 1
    if not starts:
        starts = [Word((Literal(".", True),))]
    for word in starts:
        walk.path(word, walk.text(word), "read")
    while index < len(words):
        text = walk.text(words[index])
        index += 1
        if text in _FIND_TESTS:
            index += 1
        elif text == "-newer" and index < len(words):
            walk.path(words[index], walk.text(words[index]), "read")
            index += 1
        elif text == "-delete":
            for word in starts:
                walk.path(word, walk.text(word), "write")
        elif text == "-exec":
            index = _executed(walk, words, index, starts)
        elif text not in _FIND_FLAGS:
            raise UnknownError("an expression of `find` is not known")
    walk.account.sets["reads"].add("/etc")
    walk.assume("coreutils.own-operands-only")
    walk.lookup(name)


def _executed(walk: Walk, words: Sequence[Word], index: int, starts: Sequence[Word]) -> int:
    """Account for ``-exec command ;``; return where the next expression stands."""
    call = []
    while index < len(words) and words[index].literal not in (";", "+"):
        call.append(words[index])
        index += 1
    places = [number for number, word in enumerate(call) if _text(word) == "{}"]
    if index == len(words) or not call or len(places) != 1 or places[0] == 0:
        raise UnknownError("`find` runs a command in a way that is not known")
    if any("{}" in _text(word) for number, word in enumerate(call) if number != places[0]):
        raise UnknownError("`find` runs a command in a way that is not known")
    for word in starts:
        # Any file below stands in that place: what reads or writes there does so in the tree.
        value = walk.text(word)
        below = word if word.has_pattern or value is None else Word((*word.parts, Literal("/*")))
        inner = walk.branch()
        inner.call([*call[: places[0]], below, *call[places[0] + 1 :]])
    return index + 1


def _text(word: Word) -> str:
    return "".join(part.text for part in word.parts if isinstance(part, Literal))


def _xargs(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for a command that gets its last arguments from the standard input."""
    index = 0
    while index < len(words) and (words[index].literal or "").startswith("-"):
        option = words[index].literal or ""
        if option in _XARGS_VALUES:
            index += 1
        elif option not in _XARGS_FLAGS and not re.fullmatch(r"-[nLP]\d+", option):
            raise UnknownError("an option of `xargs` is not known")
        index += 1
    if index >= len(words):
        raise UnknownError("`xargs` is called in a way that is not known")
    walk.lookup(name)
    inner = walk.branch()
    inner.call([*words[index:], Word((Parameter("1", quoted=True),))])


def _git(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for git by its table."""
    for variable, value in walk.variables.items():
        if variable.startswith("GIT_") and variable not in _GIT_HARMLESS and value != "":
            raise UnknownError(f"`git` may do something else where {variable} is set")
    walk.apply(name, words, walk.rules("git"))


_NEUTRAL: Final = ("true", "false", ":", "echo", "pwd", "exit")


def _python(walk: Walk, name: str, words: Sequence[Word]) -> None:
    """Account for ``python -m pip`` and ``-m venv``, and for Python asked for its version."""
    if [word.literal for word in words[:2]] in (["-m", "pip"], ["-m", "venv"]):
        walk.manager("python", (Word((Literal(name),)), *words))
    else:
        walk.apply(name, words, walk.rules(name))


PROGRAMS: Final[dict[str, Callable[[Walk, str, Sequence[Word]], None]]] = {
    **dict.fromkeys(_NEUTRAL, _nothing),
    "printf": _printf,
    "cd": _change_directory,
    "export": _export,
    "readonly": _export,
    "unset": _unset,
    "set": _set,
    "umask": _umask,
    ".": _source,
    "source": _source,
    "command": _command,
    "type": _which,
    "which": _which,
    **dict.fromkeys(_WRAPPERS, _wrapper),
    "env": _env,
    **dict.fromkeys(("sh", "bash", "dash", "ash"), _shell),
    "test": _test,
    "[": _test,
    "tar": _tar,
    "find": _find,
    "xargs": _xargs,
    "git": _git,
    **dict.fromkeys(("python", "python3"), _python),
}
