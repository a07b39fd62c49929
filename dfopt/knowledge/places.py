"""Directories and variables that many tools have in common."""

from __future__ import annotations

import re
from posixpath import normpath

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

#: What packages of a distribution fill (Filesystem Hierarchy Standard 3.0), less ``/usr/src`` and
#: ``/var/www``, where they put directories of their own only.
SYSTEM: Final = (
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/media", "/mnt",
    "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr/bin", "/usr/games", "/usr/include",
    "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/libx32", "/usr/local",
    "/usr/sbin", "/usr/share", "/var/backups", "/var/cache", "/var/lib", "/var/local",
    "/var/lock", "/var/log", "/var/mail", "/var/opt", "/var/run", "/var/spool", "/var/tmp",
)  # fmt: skip

#: The files of accounts, their backups and locks, and old passwords (the manuals of shadow and
#: of pam_pwhistory).
ACCOUNTS: Final = (
    "/etc/passwd", "/etc/passwd-", "/etc/group", "/etc/group-", "/etc/shadow", "/etc/shadow-",
    "/etc/gshadow", "/etc/gshadow-", "/etc/subuid", "/etc/subuid-", "/etc/subgid", "/etc/subgid-",
    "/etc/.pwd.lock", "/etc/security",
)  # fmt: skip

#: The directories at the top that the system and its packages fill.
TOP: Final = (
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "media", "mnt", "proc", "root",
    "run", "sbin", "sys", "tmp", "usr", "var",
)  # fmt: skip

#: Directories that are an application's by custom, empty in a base image.
APPLICATION: Final = ("/app", "/src", "/code", "/workspace", "/usr/src/app", "/srv/app")

#: Directories that every usual image has, whatever it is made for.
EXISTING: Final = frozenset(
    (
        "/", "/bin", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root",
        "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local",
        "/usr/local/bin", "/usr/local/lib", "/usr/local/share", "/usr/sbin", "/usr/share", "/var",
        "/var/cache", "/var/lib", "/var/log", "/var/tmp",
    )
)  # fmt: skip

#: Where packages put files that may be one file under several names.
LINKED: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/etc", "/var")

#: What every program may read.
COMMON: Final = (
    "PATH", "HOME", "LANG", "LANGUAGE", "LC_*", "TZ", "TMPDIR", "TMP", "TEMP", "LD_*", "GLIBC_*",
    "MALLOC_*", "PWD", "OLDPWD", "IFS", "BASH_*", "BASHOPTS", "SHELLOPTS", "PS4", "CDPATH",
    "POSIXLY_CORRECT", "NSS_*", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES", "LOCPATH", "NLSPATH",
    "TERM", "OPENSSL_*", "SSL_CERT_*",
)  # fmt: skip

#: What the dynamic linker reads for every program.
LOADER: Final = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload",
)  # fmt: skip

#: What programs that use the network read.
PROXIES: Final = (
    "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy",
    "https_proxy", "ftp_proxy", "no_proxy", "all_proxy",
)  # fmt: skip


#: Variables whose paths programs follow, other than those of one tool; ``*`` stands for anything.
_MEANINGFUL: Final = (
    "*PATH", "*HOME", "*_CONFIG*", "*CONFIG_*", "*FLAGS", "*_PREFIX", "*INCLUDE*", "*LIB*",
    "*CACHE*", "*_CERT*", "*_CA_*", "*_ROOT", "*_BASE", "*TMP*", "PYTHON*", "PIP*",
    "VIRTUAL_ENV", "CONDA*", "UV_*", "POETRY*", "PDM_*", "PIPENV*", "SETUPTOOLS*", "NPM_*",
    "npm_*", "NODE_*", "YARN_*", "PNPM_*", "COREPACK*", "GEM_*", "BUNDLE*", "RUBY*", "GO*",
    "CGO_*", "CARGO*", "RUST*", "COMPOSER*", "PHP*", "DOTNET*", "NUGET*", "MSBUILD*", "MAVEN*",
    "M2*", "GRADLE*", "JAVA*", "CC", "CXX", "LD_*", "GIT_*", "SSH_*", "CURL*", "SSL*",
    "REQUESTS_*", "XDG_*", "CMAKE*", "PKG_*", "MAKE*", "AR", "LD", "PERL*", "DENO*", "BUN_*",
    "PREFIX", "DESTDIR", "ROOT", "NETRC", "GEMRC", "WGETRC", "OPENSSL_*", "HOSTALIASES",
    "*_BINARY*", "pnpm_*", "yarn_*",
)  # fmt: skip
#: Ends of names that look like the above and are an application's own by custom.
_OWN: Final = frozenset(
    ("APP_HOME", "APP_PATH", "APP_ROOT", "APPLICATION_HOME", "PROJECT_HOME", "PROJECT_PATH",
     "PROJECT_ROOT", "SERVICE_HOME", "WORKDIR_PATH", "APP_BASE", "BASE_PATH")
)  # fmt: skip


#: Variables whose values are words, never files of the working directory.
_WORDS: Final = (
    "LANG", "LANGUAGE", "LC_*", "TZ", "TERM", "USER", "LOGNAME", "SHELL", "*_VERSION", "*_SHA256",
    "*_SHA512", "*_MD5", "*_URL", "*_REGISTRY", "*_PROXY", "*_proxy", "DEBIAN_FRONTEND",
    "DEBIAN_PRIORITY", "ACCEPT_EULA", "NODE_ENV", "NPM_CONFIG_LOGLEVEL", "npm_config_loglevel",
    "PYTHONIOENCODING", "PYTHONHASHSEED", "PIP_PROGRESS_BAR", "PIP_ROOT_USER_ACTION",
    "PIP_ONLY_BINARY", "PIP_NO_BINARY", "PIP_TRUSTED_HOST", "PIP_UPGRADE_STRATEGY", "UV_LINK_MODE",
    "UV_PYTHON_DOWNLOADS", "UV_PYTHON_PREFERENCE", "UV_INDEX_STRATEGY", "UV_TORCH_BACKEND",
    "POETRY_VIRTUALENVS_*", "GO111MODULE", "GOOS", "GOARCH", "GOARM", "GOAMD64", "GOPROXY",
    "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE", "GOTOOLCHAIN", "GOTRACEBACK",
    "GOEXPERIMENT", "CC", "CXX", "BUNDLE_WITH", "BUNDLE_WITHOUT", "RUST_LOG", "RUST_BACKTRACE",
    "RUSTUP_TOOLCHAIN", "CARGO_NET_*", "CARGO_REGISTRIES_*", "COMPOSER_PROCESS_TIMEOUT",
    "COREPACK_NPM_*", "NPM_TOKEN", "NODE_AUTH_TOKEN", "GIT_COMMIT", "GIT_SHA", "GIT_BRANCH",
    "GIT_TAG",
)  # fmt: skip
#: Tools that take a directory where others want an address.
_LOCAL_INDEXES: Final = ("PIP_", "UV_")
#: Values that name no file, whatever the variable.
_WORD: Final = regex(
    r"|[0-9][0-9A-Za-z.+_-]*|v[0-9][0-9.]*|[0-9a-f]{20,}|true|false|yes|no|on|off|none|null|auto|"
    r"always|never|never-ever|copy|error|warn|info|debug|silent|ignore|unlimited|production|"
    r"development|noninteractive|(?:https?|socks5h?|git|ssh)://\S*(?:[ ,|](?:direct|off|"
    r"https?://\S*))*",
    re.IGNORECASE,
)
#: Options, in variables that hold such, that name no file.
_OPTION: Final = regex(
    r"-O[0-3sz]?|-g[0-3]?|-f[a-z0-9=-]+|-W[a-z0-9=+,-]*|-m[a-z0-9=-]+|-std=[a-z0-9+]+|-pthread|"
    r"-D[A-Z0-9_]+(?:=[0-9A-Za-z]*)?|-mod=(?:mod|readonly)|-buildvcs=\w+|-trimpath|-X[a-z]+[0-9]+"
    r"[kmgKMG]?|-XX:[+-]\w+|-XX:\w+=[0-9.]+[kmgKMG]?|--max[-_]old[-_]space[-_]size=[0-9]+|"
    r"--openssl-legacy-provider|--no-[a-z-]+|-p=[0-9]+"
)
#: A path in a text: not a part of an address, of another path, or of a word.
_IN_TEXT: Final = regex(
    r"(?<![\w./~$})\]%*+?-])/[A-Za-z0-9_.@+-][A-Za-z0-9_.@+/-]*|(?<=file:)/+[^\s'\"]+"
)


#: The value of a setting that may be a file of the working directory.
_RELATIVE: Final = regex(
    r"(?:[=:]\s*|\s)[\"']?[\w-]+(?:/[\w.-]+)*\.(?:pem|crt|cer|key|txt|in|cfg|conf|c?js|sh)\b|"
    r"=\s*[\"']?\.{1,2}/|\s[\"']?\.{1,2}/(?=[\w*])|"
    r"^\s*(?:find[-_]links|prefix|target|cache)\s*=\s*[\w.]"
)


def is_meaningful(name: str) -> bool:
    """Tell whether programs that compile and install may follow the paths in a variable."""
    if name in _OWN:
        return False
    return any(_matches(name, pattern) for pattern in _MEANINGFUL)


def may_be_relative(name: str, value: str) -> bool:
    """Tell whether the value of a variable may name something in the working directory.

    A word that nobody knows may be the name of a file (``PIP_CONSTRAINT=constraints.txt``). An
    empty part of a search path is the working directory.
    """
    if name.endswith(("PATH", "PERL5LIB")) and "" in value.split(":"):
        return True
    if _WORD.fullmatch(value):
        return False
    is_index = name.startswith(_LOCAL_INDEXES) and name.endswith("_URL")
    if not is_index and any(_matches(name, pattern) for pattern in _WORDS):
        return False
    if value.startswith("-"):
        return not all(_OPTION.fullmatch(word) for word in value.split())
    return not all(part.startswith("/") for part in value.split(":") if part)


def mentioned_in(text: str) -> set[str]:
    """Return the absolute paths that occur in a text, but for those of the system."""
    found: set[str] = set()
    if "/" not in text:
        return found
    for match in _IN_TEXT.finditer(text):
        text = "/" + match[0].strip("/")
        for path in (normpath(text), *passed_by(text)):
            if path not in ("/", "/usr", "/var") and not any(
                path == place or path.startswith(f"{place}/") for place in SYSTEM
            ):
                found.add(path)
    return found


def has_relative(text: str) -> bool:
    """Tell whether settings in a text may name files of the working directory."""
    return any(
        _RELATIVE.search(line) for line in text.splitlines() if not line.lstrip().startswith("#")
    )


def _matches(name: str, pattern: str) -> bool:
    start, star, end = pattern.partition("*")
    if not star:
        return name == pattern
    if "*" in end:
        return end.strip("*") in name
    return name.startswith(start) and name.endswith(end)


def home_of(
    variables: Mapping[str, str | None], user: str | None, *, is_base_user: bool = False
) -> str | None:
    """Return the home directory of the user in force; None where it is not known.

    For the user of a base image that is not known (``is_base_user``) /root stands for wherever it
    is. Like all that such an image names it is not in the directories of an application (the
    assumption ``base.path-outside-application``), and nothing is moved across what touches others.
    """
    if "HOME" in variables:
        home = variables["HOME"]
        return _plain(home) if home and home.startswith("/") else home
    return "/root" if user == "root" or (user is None and is_base_user) else None


#: An address, up to what parts it from the next one.
_ADDRESS: Final = regex(r"(?<![\w/.-])(?!file:)[A-Za-z][\w+.-]*://[^\s,;'\"()]*")


def paths_in(value: str) -> set[str]:
    """Return the absolute paths in the value of a variable; addresses are none.

    A path may follow an option without a blank (``-I/app/include``).
    """
    found: set[str] = set()
    if "/" not in value:
        return found
    value = _ADDRESS.sub(" ", value)
    for separator in ":;, =\t\n'\"()@":
        value = value.replace(separator, "\0")
    for part in value.split("\0"):
        start = part.find("/")
        if start < 0 or (start > 0 and not part.startswith("-")):
            continue
        path = _plain(part[start:])
        if path != "/":
            found.add(path)
        found |= passed_by(part[start:])
    return found


def overlap(one: str, other: str) -> bool:
    """Tell whether two absolute paths are equal, or one lies below the other."""
    one, other = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)


def passed_by(path: str) -> set[str]:
    """Return the directories that an absolute path goes into and leaves again by ``..``.

    They have to be there, and where one is a symbolic link the path leads elsewhere than it says.
    """
    found: set[str] = set()
    parts: list[str] = []
    for part in path.split("/"):
        if part not in ("", ".", ".."):
            parts.append(part)
        elif part == ".." and parts:
            found.add("/" + "/".join(parts))
            parts.pop()
    return found


def _plain(path: str) -> str:
    """Return an absolute path without ``..``, as if no symbolic link were on it."""
    return normpath("/" + path.strip("/"))
