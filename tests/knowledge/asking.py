"""Asking what a script does, in the circumstances of a usual image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dfopt.knowledge.behaviour import Behaviour, Circumstances, Unknown
from dfopt.knowledge.commands import behaviour_of, pieces
from dfopt.shell.runs import script_of_arguments

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def circumstances(
    environment: Mapping[str, str | None] | None = None,
    *,
    directory: str | None = "/app",
    user: str | None = "root",
    known: bool = True,
) -> Circumstances:
    variables: dict[str, str | None] = {"PATH": PATH} if known else {}
    return Circumstances(directory, user, variables | dict(environment or {}), known)


def ask(
    script: str,
    environment: Mapping[str, str | None] | None = None,
    *,
    shell: Sequence[str] = ("/bin/sh", "-c"),
    tools: Sequence[Mapping[str, Any]] = (),
    **where: Any,
) -> Behaviour | Unknown:
    here = circumstances(environment, **where)
    return behaviour_of(script_of_arguments((*shell, script)), here, tools)


def known(
    script: str, environment: Mapping[str, str | None] | None = None, **more: Any
) -> Behaviour:
    found = ask(script, environment, **more)
    assert isinstance(found, Behaviour), found
    return found


def reason(script: str, environment: Mapping[str, str | None] | None = None, **more: Any) -> str:
    found = ask(script, environment, **more)
    assert isinstance(found, Unknown), found
    return found.reason


def split(script: str, environment: Mapping[str, str | None] | None = None, **more: Any) -> Any:
    shell = more.pop("shell", ("/bin/sh", "-c"))
    return pieces(script_of_arguments((*shell, script)), circumstances(environment, **more))


def covers(trees: frozenset[str], path: str) -> bool:
    """Tell whether a path is one of some trees, or below one."""
    return any(path == tree or path.startswith(tree.rstrip("/") + "/") for tree in trees)
