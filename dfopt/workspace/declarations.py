"""What compose files, dev containers and workflows say about the context of a Dockerfile.

Each reader yields the builds that a file declares, as paths, and believes nothing that it does not
see: variables and expressions make a path unknown. The files may come from anywhere, so they are
read up to a limit, and YAML only as far as its syntax: no object is made of it, and no alias is
expanded.
"""

from __future__ import annotations

import os
import re
import stat

from dfopt.lazy import regex
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal

    Source = Literal["compose", "devcontainer", "workflow"]

#: Files above this many bytes are not read.
SIZE_LIMIT = 256 * 1024

_COMPOSE_NAME = regex(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml").fullmatch
_WORKFLOW_PATH = regex(r"\.github/workflows/[^/]+\.ya?ml").fullmatch
_DEVCONTAINER_PATH = regex(
    r"(?:.*/)?(?:\.devcontainer\.json|\.devcontainer/(?:[^/]+/)?devcontainer\.json)"
).fullmatch


class Declaration(Record, compare=True):
    """One build that a file declares.

    ``source`` is the kind of file and ``path`` the file; ``dockerfile`` and ``context`` are
    absolute paths, ``context`` None where it cannot be known. ``remote`` says that the files come
    from a commit and not from a directory, so that ``.dockerignore`` does not apply.
    """

    source: Source
    path: str
    dockerfile: str
    context: str | None
    remote: bool = False


def kind_of(path: str) -> Source | None:
    """Tell what a file may declare by its path, relative to the repository; None for nothing."""
    if _COMPOSE_NAME(path.rpartition("/")[2]):
        return "compose"
    if path.endswith("devcontainer.json") and _DEVCONTAINER_PATH(path):
        return "devcontainer"
    return "workflow" if path.startswith(".github/") and _WORKFLOW_PATH(path) else None


def read_declarations(root: str, path: str) -> Iterator[Declaration]:
    """Yield the builds that a file declares; nothing if it cannot be read.

    Args:
        root: the repository (or the directory that stands for it).
        path: the file, relative to ``root``, with slashes.
    """
    kind = kind_of(path)
    text = read_text(os.path.join(root, *path.split("/")))
    if kind is None or text is None:
        return
    if kind == "devcontainer":
        yield from _devcontainer(root, path, text)
    elif kind == "compose":
        yield from _compose(root, path, text)
    else:
        yield from _workflow(root, path, text)


def read_text(path: str) -> str | None:
    """Return the text of a file of the project; None for a link, no text, or one too large."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            raw = file.read(SIZE_LIMIT + 1)
        return raw.decode("utf-8") if len(raw) <= SIZE_LIMIT else None
    except (OSError, ValueError):
        return None


def _compose(root: str, path: str, content: str) -> Iterator[Declaration]:
    """Read ``services.*.build`` (the Compose Specification, "build")."""
    if "build" not in content:
        return
    here = os.path.dirname(os.path.join(root, path))
    document = _yaml(content)
    for service in _values(_get(document, "services")):
        build = _get(service, "build")
        text = _text(build)
        if text is not None:
            context, dockerfile = text, "Dockerfile"
        elif not _pairs(build) or _get(build, "dockerfile_inline") is not None:
            continue
        else:
            context = _text_or(_get(build, "context"), ".")
            dockerfile = _text_or(_get(build, "dockerfile"), "Dockerfile")
        # A dollar sign begins a variable, a colon is in every URL. Without a context that is known
        # nobody knows which Dockerfile is meant.
        if set("$:~").isdisjoint(context + dockerfile):
            directory = _join(here, context)
            yield Declaration("compose", path, _join(directory, dockerfile), directory)


def _devcontainer(root: str, path: str, text: str) -> Iterator[Declaration]:
    """Read ``build.dockerfile`` and ``build.context``, or the older ``dockerFile``, ``context``."""
    document = _json(text)
    if not isinstance(document, dict):
        return
    build = document.get("build")
    table = build if isinstance(build, dict) else document
    dockerfile = table.get("dockerfile", table.get("dockerFile", document.get("dockerFile")))
    context = table.get("context", document.get("context", "."))
    if not isinstance(dockerfile, str) or "${" in dockerfile:
        return
    here = os.path.dirname(os.path.join(root, path))
    directory = None
    if isinstance(context, str) and "${" not in context:
        directory = _join(here, context)
    yield Declaration("devcontainer", path, _join(here, dockerfile), directory)


def _workflow(root: str, path: str, text: str) -> Iterator[Declaration]:
    """Read the steps that use ``docker/build-push-action``.

    ``file`` is relative to the checkout. Without ``context`` the action builds from the commit.
    """
    if "docker/build-push-action" not in text:
        return
    for job in _values(_get(_yaml(text), "jobs")):
        for step in _items(_get(job, "steps")):
            uses = _text(_get(step, "uses")) or ""
            if not uses.startswith("docker/build-push-action@"):
                continue
            inputs = _get(step, "with")
            context = _text_or(_get(inputs, "context"), "")
            name = _text_or(_get(inputs, "file"), "")
            known = not _is_dynamic(context)
            if _is_dynamic(name) or not (name or known):
                continue
            directory = _join(root, context) if known else None
            dockerfile = _join(root, name) if name else _join(directory or root, "Dockerfile")
            yield Declaration("workflow", path, dockerfile, directory, remote=not context)


def _is_dynamic(text: str) -> bool:
    """Tell whether an input is an expression, a template or a URL."""
    return "{{" in text or "$" in text or ":" in text


def _join(directory: str, path: str) -> str:
    return os.path.normpath(os.path.join(directory, path))


def _json(text: str) -> Any:
    """Read JSON with comments and commas before closing brackets; None if it is not that."""
    import json

    def keep(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else " "

    text = re.sub(r'"(?:[^"\\]|\\.)*+"|//[^\n]*|/\*.*?\*/', keep, text, flags=re.DOTALL)
    text = re.sub(r'"(?:[^"\\]|\\.)*+"|,(?=\s*[}\]])', keep, text, flags=re.DOTALL)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _yaml(text: str) -> Any:
    """Return the root node of a YAML document; None if it is not YAML or nested too deeply."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _get(node: Any, key: str) -> Any:
    """Return the node that a mapping has for a key, also by ``<<``; None if there is none."""
    todo = [node]
    # Merges can be written so that following each of them would never end.
    seen = set()
    while todo:
        current = todo.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        merged = []
        found = None
        for name, value in _pairs(current):
            if name == key:
                found = value
            elif name == "<<":
                merged += _items(value) or [value]
        if found is not None:
            return found
        # Of several mappings the first counts.
        todo += merged[::-1]
    return None


def _pairs(node: Any) -> list[tuple[str | None, Any]]:
    value = getattr(node, "value", None)
    if not isinstance(value, list) or not all(isinstance(item, tuple) for item in value):
        return []
    return [(_text(key), below) for key, below in value]


def _values(node: Any) -> list[Any]:
    return [value for _, value in _pairs(node)]


def _items(node: Any) -> list[Any]:
    value = getattr(node, "value", None)
    if not isinstance(value, list) or any(isinstance(item, tuple) for item in value):
        return []
    return value


def _text_or(node: Any, default: str) -> str:
    """Return a scalar, the default if there is no node; of another node what is no path."""
    return default if node is None else _text(node) or "$"


def _text(node: Any) -> str | None:
    value = getattr(node, "value", None)
    return value if isinstance(value, str) else None
