"""Sources of ADD that are neither files nor stages: URLs and git repositories.

The rules are those of BuildKit's ``dfgitutil.ParseGitRef`` and ``gitutil.ParseURL``.
"""

from __future__ import annotations

import re

from dfopt.builder.errors import BuildError
from dfopt.builder.paths import clean
from dfopt.lazy import regex
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_PROTOCOL: Final = r"([a-zA-Z0-9]+)://"
_SCP_STYLE: Final = (
    r"(?P<user>[a-zA-Z0-9_-]+)@(?P<host>[a-zA-Z0-9.-]+):(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
)
_URL: Final = regex(
    r"(?P<scheme>[a-zA-Z0-9]+)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_AUTHORITY: Final = r"(?:[^@]*@)?(?:\[[^\]]*\]|[^\s:@\[\]<>\"\\^`{|}]*)(?::[0-9]*)?"
_BROKEN_ESCAPE: Final = r"%(?![0-9a-fA-F]{2})"

#: File name of a URL that ends in none.
UNNAMED: Final = "__unnamed__"


class GitReference(Record, compare=True):
    """A repository and what is wanted of it; ``keep_git_dir`` None where the URL does not say."""

    remote: str
    host_path: str
    ref: str = ""
    subdirectory: str = ""
    checksum: str = ""
    keep_git_dir: bool | None = None
    submodules: bool = True
    over_ssh: bool = False


def is_remote_prefix(text: str) -> bool:
    """Tell whether a source that begins with ``text`` and goes on unknown may be remote."""
    return bool(re.match(r"(?:[a-zA-Z0-9]+://|[a-zA-Z0-9_.-]*@|[a-zA-Z0-9]*$)", text))


def is_http(source: str) -> bool:
    """Tell whether the source is a URL to download, given that it is no repository."""
    return source.startswith(("http://", "https://"))


def http_filename(url: str) -> str:
    """Return the name under which a download is stored."""
    match = _parse_url(url)
    path = _unescaped(match["path"]) if match else ""
    base = path.rstrip("/").rsplit("/", 1)[-1]
    return base if base not in ("", ".") else UNNAMED


def _parse_url(text: str) -> re.Match[str] | None:
    """Take a URL apart; None where Go's ``url.Parse`` refuses it."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        return None
    match = _URL.fullmatch(text)
    if match is None or not re.fullmatch(_AUTHORITY, match["authority"]):
        return None
    escaped = match["authority"] + match["path"] + (match["fragment"] or "")
    return None if re.search(_BROKEN_ESCAPE, escaped) else match


def _unescaped(text: str) -> str:
    """Replace ``%XX``."""
    if "%" not in text:
        return text
    encoded = text.encode("utf-8", "surrogatepass")
    raw = re.sub(rb"%([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), encoded)
    return raw.decode("utf-8", "replace")


def git_reference(source: str) -> GitReference | None:
    """Return the repository that a source names, None if it names none.

    Raises:
        BuildError: it names one, but asks for contradictory or unknown things.
    """
    if source.startswith(("./", "../", "github.com/")):
        return None
    protocol = re.match(_PROTOCOL, source)
    if protocol is None:
        match = re.fullmatch(_SCP_STYLE, source)
        if match is None:
            return None
        remote = f"{match['user']}@{match['host']}:{match['path']}"
        host_path = match["host"] + clean(f"/{match['path']}")
        return _with_details(remote, host_path, match, over_ssh=True)
    scheme = protocol[1].lower()
    match = _parse_url(source) if scheme in ("http", "https", "ssh", "git") else None
    if match is None:
        return None
    if scheme.startswith("http") and not _unescaped(match["path"]).endswith(".git"):
        return None
    remote = f"{scheme}://{match['authority']}{match['path']}"
    host = match["authority"].rsplit("@", 1)[-1]
    host_path = host + clean("/" + _unescaped(match["path"]))
    return _with_details(remote, host_path, match, over_ssh=scheme == "ssh")


def _with_details(
    remote: str, host_path: str, match: re.Match[str], *, over_ssh: bool
) -> GitReference:
    """Read the fragment ``#ref:directory`` and the query."""
    ref, _, subdirectory = _unescaped(match["fragment"] or "").partition(":")
    given = {"ref": ref, "subdir": subdirectory}
    reference = GitReference(remote, host_path, ref, subdirectory, over_ssh=over_ssh)
    query = _query(match["query"] or "")
    if not query:
        return reference
    for name in ("ref", "subdir"):
        if name in query and given[name] not in ("", query[name]):
            raise BuildError(f"two different values of {name} in a git URL")
    wanted = {given["ref"] or query.get("ref", "")}
    for name, prefix in (("tag", "refs/tags/"), ("branch", "refs/heads/")):
        if query.get(name):
            wanted.add(prefix + query[name].removeprefix(prefix))
    wanted.discard("")
    if len(wanted) > 1:
        raise BuildError("more than one ref in a git URL")
    checksum = query.get("checksum") or query.get("commit") or ""
    return reference.with_changes(
        ref="".join(wanted) or checksum,
        subdirectory=subdirectory or query.get("subdir", ""),
        checksum=checksum,
        keep_git_dir=_switch(query, "keep-git-dir"),
        submodules=_switch(query, "submodules") is not False,
    )


_QUERY_KEYS: Final = frozenset(
    ("ref", "tag", "branch", "subdir", "checksum", "commit", "keep-git-dir", "submodules")
)


def _query(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, text.split("&")):
        key, _, value = part.replace("+", " ").partition("=")
        key, value = _unescaped(key), _unescaped(value)
        if key not in _QUERY_KEYS:
            raise BuildError(f"a git URL has no query {key!r}")
        if key in found:
            raise BuildError(f"a git URL gives {key!r} twice")
        if not value and key not in ("keep-git-dir", "submodules"):
            raise BuildError(f"a git URL gives no value for {key!r}")
        found[key] = value
    return found


def _switch(query: dict[str, str], name: str) -> bool | None:
    from dfopt.syntax.flags import FlagValueError, parse_bool

    if name not in query:
        return None
    try:
        return parse_bool(query[name]) if query[name] else True
    except FlagValueError as error:
        raise BuildError(f"{name} in a git URL: {error}") from None
