"""Paths of images, with unknown parts kept as terms.

The rules are those of Go's ``path`` package and of BuildKit's ``system.NormalizePath``,
``system.NormalizeWorkdir`` and ``llb.normalizePath`` for Linux.
"""

from __future__ import annotations

from posixpath import normpath

from dfopt.builder.values import leading_text, term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.builder.values import Value


def clean(path: str) -> str:
    """Return the shortest equal path, as Go's ``path.Clean``."""
    cleaned = normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def join(*parts: str) -> str:
    """Join the parts that are not empty and clean the result, as Go's ``path.Join``."""
    given = [part for part in parts if part]
    return clean("/".join(given)) if given else ""


def is_absolute(path: Value) -> bool:
    """Tell whether the path surely begins with a slash."""
    return leading_text(path).startswith("/")


def cleaned(path: Value) -> Value:
    """Return an absolute path cleaned."""
    if type(path) is str:
        return clean(path)
    return term("clean", path)


def working_directory(current: Value, path: Value) -> Value:
    """Return the directory that WORKDIR changes to; absolute paths stay as they are written."""
    if is_absolute(path):
        return path
    if type(current) is str and type(path) is str:
        return join("/", current, path)
    return term("path", current, path)


def below(directory: Value, path: Value) -> Value:
    """Return where a path of a mount lies, seen from the working directory."""
    if is_absolute(path):
        return path
    if type(directory) is str and type(path) is str:
        return path if clean(path).startswith("/") else join("/", directory, path)
    return term("path", directory, path)


def source_path(path: Value) -> Value:
    """Return a source of COPY as an absolute path in its tree."""
    if type(path) is str:
        return clean("/" + path)
    return term("source path", path)


def destination_path(directory: Value, path: Value) -> Value:
    """Return a destination of COPY as an absolute path; a slash at the end keeps its meaning."""
    if path in (".", ""):
        path = "./"
    if type(path) is str and (path.startswith("/") or type(directory) is str):
        assert path.startswith("/") or type(directory) is str
        whole = path if path.startswith("/") else _keep_slash(path, join("/", str(directory), path))
        return _keep_slash(whole, clean(whole))
    if is_absolute(path):
        return term("destination", path)
    return term("destination", directory, path)


def _keep_slash(original: str, path: str) -> str:
    """Give ``path`` the ``/`` or ``/.`` that ``original`` ends with."""
    if original.endswith("/"):
        return path if path.endswith("/") else path + "/"
    if original.endswith("/."):
        return (path if path == "/" else path + "/") + "."
    return path
