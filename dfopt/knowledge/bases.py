"""What is published about official images: their variables, working directory and user.

Source: the Dockerfiles that the maintainers of the official images publish. A value that differs
between versions is None: the variable is set, or may be.
"""

from __future__ import annotations

from dfopt.knowledge.places import APPLICATION
from dfopt.lazy import regex
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

#: On what all of this rests.
ASSUMPTION: Final = "base.official-configuration"

#: Assumptions that do not belong to one tool.
ASSUMPTIONS: Final = {
    ASSUMPTION: "Official images have the variables, the working directory and the user that their "
    "published Dockerfiles say, and in /home nothing but the homes that these make, nor in /opt, "
    "/srv, /usr/src, /var/www, /go/src, /data and /config anything but what these put there.",
    "base.fresh-directories": "The base image holds nothing in the directories of an application "
    "(/app, /src, /code, /workspace, /usr/src/app, ...), and no symbolic link leads there or from "
    "there; links in directories of the system lead to directories of the system. The "
    "same holds for the paths in configuration files whose text is not known (of the base image, "
    "of other stages, of downloads).",
    "base.posix-shell": "The shell of a base image that is not known is /bin/sh, a POSIX shell.",
    "base.path-outside-application": "The variables of a base image that is not known (PATH, HOME, "
    "...) name no directory of an application, and none is the home directory of its user.",
    "base.os-release": "/etc/os-release sets no variables but those of os-release(5).",
    "arguments.no-paths": "Values that are only known at build time (of arguments, of variables, "
    "the output of commands) are plain words: no options, no parts of a script, and no paths into "
    "a directory that is copied, apart from what the file itself says of them (the default of an "
    "argument, a part of a value).",
    "arguments.commands-as-default": "A build argument whose value is run as a command (`ARG "
    "install='pip install'`, `RUN $install flask`) has its default.",
    "shell.cd-succeeds": "The directories into which a script changes are there, even where it "
    "would go on without them.",
    "sudo.as-root": "sudo lets everybody run everything, as root.",
    "configuration.tools": "What the configuration says of commands in [[tools]] is true.",
    "variables.of-the-application": "What installs packages does not follow the paths in variables "
    "whose names say that they are the application's own (APP_HOME, DATA_DIR, ...).",
    "context.guessed": "The build context is the nearest directory, from the Dockerfile's own "
    "upwards within the repository, that holds every local source. Name it by --context or in the "
    "configuration to do without.",
    "context.as-seen": "What the manifests in the build context say today (no install scripts, no "
    "local packages, ...) holds for later builds too; dfopt looks again at each run.",
}

_DEFAULT_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Base(Record, compare=True):
    """The configuration of a base image.

    ``environment`` maps the variables that it sets to their values, None where one is not known.
    ``fresh`` are directories that hold nothing, besides those that hold nothing in any image;
    ``volumes`` those that some builders mount anew for each RUN. ``homes`` are the names of all
    that /home may hold. ``release`` is the name of the
    image with the version that its tag begins with, as far as that is told by numbers.
    """

    environment: Mapping[str, str | None]
    directory: str
    user: str
    fresh: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    release: tuple[str, int, int] | None = None


def _base(
    path: str = "",
    directory: str = "/",
    user: str = "",
    fresh: tuple[str, ...] = (),
    **more: str | None,
) -> Base:
    front = f"{path}:" if path else ""
    return Base({"PATH": front + _DEFAULT_PATH, **more}, directory, user, fresh)


#: The homes of images that are built on Ubuntu, from 23.04 on.
_UBUNTU_HOMES: Final = ("ubuntu",)
#: Those of images on Alpine whose Dockerfile adds the user of a server.
_WEB_HOMES: Final = ("www-data",)

_PLAIN: Final = _base()
_PYTHON: Final = _base(
    "/usr/local/bin", LANG="C.UTF-8", GPG_KEY=None, PYTHON_VERSION=None, PYTHON_PIP_VERSION=None,
    PYTHON_SETUPTOOLS_VERSION=None, PYTHON_GET_PIP_URL=None, PYTHON_GET_PIP_SHA256=None,
    PYTHON_SHA256=None, PYTHONIOENCODING=None,
)  # fmt: skip
_NODE: Final = _base(
    NODE_VERSION=None, YARN_VERSION=None, NPM_CONFIG_LOGLEVEL=None
).with_changes(homes=("node",))  # fmt: skip
_GO: Final = _base(
    "/go/bin:/usr/local/go/bin", "/go", GOLANG_VERSION=None, GOTOOLCHAIN=None, GOPATH="/go"
)
_RUBY: Final = _base(
    "/usr/local/bundle/bin", LANG="C.UTF-8", RUBY_VERSION=None, RUBY_MAJOR=None,
    RUBY_DOWNLOAD_URL=None, RUBY_DOWNLOAD_SHA256=None, GEM_HOME="/usr/local/bundle",
    BUNDLE_SILENCE_ROOT_WARNING=None, BUNDLE_APP_CONFIG="/usr/local/bundle", BUNDLE_PATH=None,
    BUNDLE_BIN=None,
)  # fmt: skip
_PHP: Final = dict.fromkeys(
    (
        "PHPIZE_DEPS", "PHP_CFLAGS", "PHP_CPPFLAGS", "PHP_LDFLAGS", "GPG_KEYS", "PHP_VERSION",
        "PHP_URL", "PHP_ASC_URL", "PHP_SHA256", "PHP_MD5", "PHP_EXTRA_BUILD_DEPS",
        "PHP_EXTRA_CONFIGURE_ARGS",
    )
) | {"PHP_INI_DIR": "/usr/local/etc/php"}  # fmt: skip
_APACHE: Final = {"APACHE_CONFDIR": "/etc/apache2", "APACHE_ENVVARS": "/etc/apache2/envvars"}
_RUST: Final = _base(
    "/usr/local/cargo/bin", RUSTUP_HOME="/usr/local/rustup", CARGO_HOME="/usr/local/cargo",
    RUST_VERSION=None,
)  # fmt: skip
_TEMURIN: Final = _base(
    "/opt/java/openjdk/bin", JAVA_HOME="/opt/java/openjdk", JAVA_VERSION=None, LANG=None,
    LANGUAGE=None, LC_ALL=None,
).with_changes(homes=_UBUNTU_HOMES)  # fmt: skip
_MAVEN: Final = Base(
    {
        **_TEMURIN.environment,
        "MAVEN_HOME": "/usr/share/maven",
        "MAVEN_CONFIG": "/root/.m2",
        "MAVEN_VERSION": None,
    },
    "/",
    "",
    homes=_UBUNTU_HOMES,
)
_DOTNET: Final = _base(
    APP_UID=None, ASPNETCORE_HTTP_PORTS=None, ASPNETCORE_URLS=None, ASPNET_VERSION=None,
    DOTNET_VERSION=None, DOTNET_SDK_VERSION=None, DOTNET_RUNNING_IN_CONTAINER=None,
    DOTNET_GENERATE_ASPNET_CERTIFICATE=None, DOTNET_NOLOGO=None, DOTNET_CLI_TELEMETRY_OPTOUT=None,
    DOTNET_USE_POLLING_FILE_WATCHER=None, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=None,
    NUGET_XMLDOC_MODE=None, POWERSHELL_DISTRIBUTION_CHANNEL=None, POWERSHELL_VERSION=None,
).with_changes(homes=("app", *_UBUNTU_HOMES))  # fmt: skip
_WEB: Final = ("/var/www/html",)

#: The official images that are known, by name; tags that change more are left out by ``_ODD``.
_IMAGES: Final[dict[str, Base]] = {
    "debian": _PLAIN,
    "ubuntu": _PLAIN.with_changes(homes=_UBUNTU_HOMES),
    "alpine": _PLAIN,
    "busybox": _PLAIN.with_changes(homes=("default", "ftp")),
    "fedora": _base(DISTTAG=None, FGC=None, FBR=None, container=None),
    "centos": _PLAIN,
    "almalinux": _PLAIN,
    "rockylinux": _PLAIN,
    "amazonlinux": _PLAIN,
    "buildpack-deps": _PLAIN.with_changes(homes=_UBUNTU_HOMES),
    "python": _PYTHON,
    "node": _NODE,
    "golang": _GO,
    "ruby": _RUBY,
    "php": _base("", "/var/www/html", "", _WEB, **_PHP).with_changes(homes=_WEB_HOMES),
    "rust": _RUST,
    "oraclelinux": _PLAIN,
    "erlang": _base(OTP_VERSION=None, REBAR_VERSION=None, REBAR3_VERSION=None, LANG=None),
    "elixir": _base(
        ELIXIR_VERSION=None, OTP_VERSION=None, REBAR_VERSION=None, REBAR3_VERSION=None,
        LANG="C.UTF-8",
    ),
    "eclipse-temurin": _TEMURIN,
    "composer": _base(
        "", "/app", "", (), COMPOSER_ALLOW_SUPERUSER=None, COMPOSER_HOME="/tmp",
        COMPOSER_VERSION=None, **_PHP,
    ).with_changes(homes=_WEB_HOMES),
    "redis": _base(
        "", "/data", "", (), GOSU_VERSION=None, REDIS_VERSION=None, REDIS_DOWNLOAD_URL=None,
        REDIS_DOWNLOAD_SHA=None,
    ).with_changes(volumes=("/data",), homes=("redis",)),
    "gcc": _base(GPG_KEYS=None, GCC_MIRRORS=None, GCC_VERSION=None),
    "nginx": _base(
        NGINX_VERSION=None, NJS_VERSION=None, NJS_RELEASE=None, PKG_RELEASE=None,
        DYNPKG_RELEASE=None, ACME_VERSION=None,
    ),
    "httpd": _base(
        "/usr/local/apache2/bin", "/usr/local/apache2", HTTPD_PREFIX="/usr/local/apache2",
        HTTPD_VERSION=None, HTTPD_SHA256=None, HTTPD_PATCHES=None,
    ).with_changes(homes=_WEB_HOMES),
}  # fmt: skip

#: A number that is not told: the highest one.
_LAST: Final = 1_000
#: The versions of Node.js that are old and have names.
_NAMED: Final = {
    "argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14,
}  # fmt: skip
#: The version that a tag begins with.
_RELEASE: Final = regex(r"(\d+)(?:\.(\d+))?(?![\w])")
#: Variants with another configuration than the rest.
_ODD: Final = regex(r"onbuild|windows|nanoserver|servercore|zts-|unit|perl")

_DOTNET_IMAGES: Final = frozenset(
    f"mcr.microsoft.com/dotnet/{name}" for name in ("sdk", "aspnet", "runtime", "runtime-deps")
)
_DISTROLESS: Final = regex(r"chiseled|distroless|mariner|azurelinux")

#: Directories that hold nothing in any of these images, nor in others by custom.
_FRESH: Final = (*APPLICATION, "/opt/app")


def base_of(reference: object) -> Base | None:
    """Return the configuration of an image, None if it is not known.

    Args:
        reference: the full name, such as ``docker.io/library/debian:12``.
    """
    if type(reference) is not str:
        return None
    name, _, tag = reference.partition("@")[0].partition(":")
    if _ODD.search(tag):
        return None
    if name in _DOTNET_IMAGES:
        return None if _DISTROLESS.search(tag) else _DOTNET
    if not name.startswith("docker.io/library/"):
        return None
    name = name.removeprefix("docker.io/library/")
    if name == "php" and "apache" in tag:
        return _base("", "/var/www/html", "", _WEB, **_PHP, **_APACHE).with_changes(
            homes=_WEB_HOMES
        )
    if name == "php" and "fpm" not in tag:
        return _base("", "/", "", _WEB, **_PHP).with_changes(homes=_WEB_HOMES)
    if name == "maven":
        # With other Javas it lies elsewhere.
        return _MAVEN if "temurin" in tag else None
    found = _IMAGES.get(name)
    return None if found is None else found.with_changes(release=_release(name, tag))


def _release(name: str, tag: str) -> tuple[str, int, int] | None:
    """Return what a tag says about the version of an image; ``3`` is the last one of that."""
    if name == "node" and (old := _NAMED.get(tag.partition("-")[0])):
        return name, old, 0
    match = _RELEASE.match(tag)
    return (name, int(match[1]), int(match[2] or _LAST)) if match else None


def is_fresh(base: Base | None, path: str) -> bool:
    """Tell whether a base image surely holds nothing at or below a path.

    Of an image that is not known only the directories that are an application's by custom count
    (the assumption ``base.fresh-directories``).
    """
    fresh = _FRESH if base is None else (*_FRESH, *base.fresh)
    if base is not None:
        top = "/" + path.strip("/").partition("/")[0]
        if top not in _TOP and path != "/":
            return True
        if top == "/home" and _is_new(path, "/home", base.homes):
            return True
        if any(_is_new(path, room, ()) for room in _ROOMS) and not _PUT_THERE.match(path):
            return True
        if top in ("/data", "/config") and not base.volumes:
            return True
    return any(path == root or path.startswith(root + "/") for root in fresh)


def _is_new(path: str, room: str, names: Sequence[str]) -> bool:
    """Tell whether a path lies in a directory of the system under another name than those."""
    if not path.startswith(f"{room}/"):
        return False
    name = path[len(room) + 1 :].partition("/")[0]
    return name not in ("", ".", "..", *names) and ".." not in path.split("/")


#: Directories of the system in which a known image has nothing but what is listed below.
_ROOMS: Final = ("/opt", "/srv", "/usr/src", "/var/www", "/go/src")
#: What known images, or older ones of their names, have there: Yarn, Java, tools of a vendor, the
#: sources of what they have compiled, a page of a web server.
_PUT_THERE: Final = regex(
    r"(?i)/opt/(?:yarn|java|jdk|openjdk|aws|amazon|microsoft|google|rh|ibm|oracle)|/srv/(?:ftp|www|tftp)"
    r"|/usr/src/(?:php|linux|kernels|debug|gcc|python|ruby|otp|rebar|elixir|httpd|redis|nginx|node"
    r"|golang|rust|perl|annobin)|/var/www/(?:html|localhost|cgi-bin)"
)

#: What a base image may have at the top of its file system.
_TOP: Final = frozenset(
    (
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/media",
        "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/var",
        "/go", "/data", "/config", "/docker-entrypoint.d", "/afs", "/lost+found",
    )
)  # fmt: skip
