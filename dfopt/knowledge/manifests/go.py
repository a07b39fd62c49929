"""Go: ``go mod download`` and ``go install`` of a module by its version.

Source: the Go Modules Reference: ``go mod download``, workspaces, environment variables.
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests.project import ancestors, missing, text_of
from dfopt.knowledge.places import PROXIES, home_of
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances

ASSUMPTIONS: Final = {
    "go.version-1-16-or-newer": "go is version 1.16 or newer: `go mod download` changes neither "
    "go.mod nor go.sum.",
    "go.modules-only": "`go mod download` and `go install MODULE@VERSION` read and write the "
    "module and build caches and GOBIN, run no code of modules, and read go's own variables only.",
}

#: What takes the place of a module: another one with its version. A directory has none.
_MODULE: Final = regex(r"[A-Za-z0-9][\w.~/-]*\s+[\w.+-]+")
_VARIABLES: Final = (
    "GO*", "CGO_*", "GIT_*", "SSH_*", "NETRC", "XDG_*", "CC", "CXX", "AR", "PKG_CONFIG*",
)  # fmt: skip


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of go does."""
    arguments = [word for word in words[1:] if word not in ("-x", "-v")]
    if arguments == ["version"]:
        return _version(circumstances)
    if arguments == ["mod", "download"]:
        return _download(circumstances)
    if arguments[:1] == ["install"] and len(arguments) == 2 and "@" in arguments[1]:
        module, _, version = arguments[1].partition("@")
        if re.fullmatch(r"[a-z0-9.-]+\.[a-z]+/[\w./~-]+", module) and version:
            return _with_places(Behaviour(), circumstances, installs=True)
    return Unknown(f"`{' '.join(words[:3])}` compiles the project")


def _version(circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what ``go version`` does: it is that of the toolchain that the project wants.

    From 1.21 on go fetches that, unless it is told to do with its own.
    """
    if circumstances.environment.get("GOTOOLCHAIN") == "local":
        return Behaviour(environment=frozenset(("GO*",)))
    if circumstances.directory is None:
        return Unknown("the working directory is not known")
    above = {
        f"{up.rstrip('/')}/{name}"
        for up in ancestors(circumstances.directory)
        for name in ("go.mod", "go.work")
    }
    found = Behaviour(reads=frozenset((circumstances.directory, *above)), uses_directory=True)
    return _with_places(found, circumstances)


def _download(circumstances: Circumstances) -> Behaviour | Unknown:
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory is not known")
    if circumstances.is_older("golang", 1, 17):
        return Unknown("`go mod download` of Go 1.16 and older may change go.mod and go.sum")
    base = directory.rstrip("/")
    names = ("go.mod", "go.sum", "go.work", "go.work.sum")
    places = [base, *(up.rstrip("/") for up in ancestors(directory))]
    if files is None or not files.is_known(directory):
        found = Behaviour(
            reads=frozenset((directory,)),
            files=frozenset((f"{base}/go.mod",)),
            uses_directory=True,
        )
        return _with_places(found, circumstances)
    module = text_of(files, f"{base}/go.mod")
    if module is None:
        reason = "there is no go.mod that can be read where go runs"
        return missing(files, [f"{base}/go.mod"], reason)
    for line in module.splitlines():
        _, arrow, replacement = line.partition("//")[0].partition("=>")
        if arrow and not _MODULE.fullmatch(replacement.strip()):
            return Unknown("go.mod replaces a module by a directory of the project itself")
    if any(files.mode(f"{place}/go.work") is not None for place in places):
        return Unknown("the project is a workspace of several modules")
    found = Behaviour(
        files=frozenset((f"{base}/go.mod", f"{base}/go.sum")),
        absent=frozenset(f"{place}/{name}" for place in places for name in names[2:]),
        uses_directory=True,
        assumptions=frozenset(("context.as-seen",)),
    )
    return _with_places(found, circumstances)


def _with_places(
    found: Behaviour, circumstances: Circumstances, *, installs: bool = False
) -> Behaviour | Unknown:
    home = home_of(
        circumstances.environment, circumstances.user, is_base_user=circumstances.is_base_user
    )
    if home is None:
        return Unknown("the home directory of the user is not known")
    places = {home, "/go", "/tmp", "/usr/local/go"}
    writes = {home, "/go", "/tmp"}
    return found.with_changes(
        reads=found.reads | places | {"/etc"},
        writes=found.writes | writes,
        environment=frozenset((*_VARIABLES, *PROXIES)) if not installs else frozenset("*"),
        uses_network=True,
        assumptions=found.assumptions | set(ASSUMPTIONS),
    )
