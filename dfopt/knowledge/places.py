"""Directories and variables that many tools have in common."""

from __future__ import annotations

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

#: The directories at the top that the system and its packages fill.
TOP: Final = (
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "media", "mnt", "proc", "root",
    "run", "sbin", "sys", "tmp", "usr", "var",
)  # fmt: skip

#: Directories that are an application's by custom, empty in a base image.
APPLICATION: Final = ("/app", "/src", "/code", "/workspace", "/usr/src/app", "/srv/app")

#: Directories that every usual image has, and that nobody makes on the way to a file.
THERE: Final = ("/home", "/opt", "/srv")

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
    "PREFIX", "DESTDIR", "ROOT",
)  # fmt: skip
#: Ends of names that look like the above and are an application's own by custom.
_OWN: Final = frozenset(
    ("APP_HOME", "APP_PATH", "APP_ROOT", "APPLICATION_HOME", "PROJECT_HOME", "PROJECT_PATH",
     "PROJECT_ROOT", "SERVICE_HOME", "WORKDIR_PATH", "APP_BASE", "BASE_PATH")
)  # fmt: skip


def is_meaningful(name: str) -> bool:
    """Tell whether programs that compile and install may follow the paths in a variable."""
    if name in _OWN:
        return False
    return any(_matches(name, pattern) for pattern in _MEANINGFUL)


def _matches(name: str, pattern: str) -> bool:
    start, star, end = pattern.partition("*")
    if not star:
        return name == pattern
    if "*" in end:
        return end.strip("*") in name
    return name.startswith(start) and name.endswith(end)


def home_of(variables: Mapping[str, str | None], user: str | None) -> str | None:
    """Return the home directory of the user in force; None where it is not known."""
    if "HOME" in variables:
        return variables["HOME"]
    return "/root" if user == "root" else None


def paths_in(value: str) -> set[str]:
    """Return the absolute paths in the value of a variable; addresses are none.

    A path may follow an option without a blank (``-I/app/include``).
    """
    found: set[str] = set()
    if "/" not in value:
        return found
    for separator in ":;, =\t\n'\"()@":
        value = value.replace(separator, "\0")
    for part in value.split("\0"):
        if part.startswith("//") and not part.startswith("///"):
            # An address without its scheme.
            continue
        start = part.find("/")
        if start < 0 or (start > 0 and not part.startswith("-")):
            continue
        path = "/" + part[start:].strip("/")
        if path != "/":
            found.add(path)
    return found
