"""Virtual environments: ``python -m venv`` and virtualenv.

Sources: Python's documentation of :mod:`venv`, :mod:`ensurepip` and :mod:`site`, and the modules
themselves: the pip of a new environment comes out of Python's own bundle, without any variable or
configuration file of pip, and is installed by the new Python with the environment as its working
directory (Python 3.10 and newer; older ones are started with ``-I``); virtualenv's command line
and configuration.
"""

from __future__ import annotations

from posixpath import normpath

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import pip
from dfopt.knowledge.manifests.project import ignored
from dfopt.knowledge.places import EXISTING, TOP, mentioned_in
from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances, Files

ASSUMPTIONS: Final = {
    "venv.own-directory-only": "`python -m venv` and `virtualenv` write to the environment that "
    "they make, to temporary files, to Python's own directories (byte code) and to the home "
    "directory (virtualenv's store of wheels), and read nothing of the project but what Python "
    "imports.",
}

_FLAGS: Final = frozenset(
    ("--system-site-packages", "--without-pip", "--copies", "--symlinks", "--clear")
)
#: What ``venv`` and what ``virtualenv`` takes besides.
_MODULE_FLAGS: Final = frozenset(("--upgrade-deps", "--without-scm-ignore-files"))
_PROGRAM_FLAGS: Final = frozenset(
    (
        "--no-download", "--no-pip", "--no-setuptools", "--no-wheel", "--no-periodic-update",
        "--always-copy", "--no-vcs-ignore", "-q", "--quiet", "-v", "--verbose",
    )
)  # fmt: skip
#: A prompt that is no path, and that does not ask for the name of the working directory.
_PROMPT: Final = regex(r"[A-Za-z0-9_()-][A-Za-z0-9_.()-]*")
#: A Python that is looked up in PATH; other names (``python-3.12``) may be those of files.
_PYTHON: Final = regex(r"(?:python|pypy)?\d+(?:\.\d+){0,2}|python|pypy")
_PYTHON_OF_SYSTEM: Final = regex(r"/usr/(?:local/)?bin/(?:python|pypy)[0-9.]*")
#: Where only what is installed lies: no byte code.
_ONLY_READ: Final = frozenset(("/etc", "/usr/bin", "/usr/share"))


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what a call of ``virtualenv`` does."""
    for name, value in sorted(circumstances.environment.items()):
        if name.startswith("VIRTUALENV_") and value != "":
            return Unknown(f"{name[:40]} may lead virtualenv to files of the project")
    found = _made("virtualenv", words[1:], circumstances)
    if isinstance(found, Unknown):
        return found
    return found.with_changes(uses_network=True)


def of_module(options: Sequence[str], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what ``python -m venv`` does, but for what Python imports from elsewhere.

    Args:
        options: the words behind ``venv``.
        circumstances: where it runs.
    """
    return _made("venv", options, circumstances)


def _made(tool: str, options: Sequence[str], circumstances: Circumstances) -> Behaviour | Unknown:
    rest = list(options)
    operands = []
    updates = False
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in _FLAGS or word in (_MODULE_FLAGS if tool == "venv" else _PROGRAM_FLAGS):
            updates = updates or word == "--upgrade-deps"
        elif name == "--prompt" or (tool == "virtualenv" and name in ("-p", "--python")):
            if not equals:
                value = rest.pop(0) if rest else ""
            if name == "--prompt" and not _PROMPT.fullmatch(value):
                return Unknown(f"the prompt {value[:40]!r} is no plain word")
            is_python = _PYTHON.fullmatch(value) or _PYTHON_OF_SYSTEM.fullmatch(value)
            if name != "--prompt" and not is_python:
                return Unknown(f"`{tool}` is given {value[:40]!r}, which may be a file")
        elif word.startswith("-"):
            return Unknown(f"an option of `{tool}` is not known: {word[:40]}")
        else:
            operands.append(word)
    if len(operands) != 1 or not operands[0]:
        return Unknown(f"`{tool}` does not make one environment")
    place = _place(operands[0], circumstances)
    if isinstance(place, Unknown):
        return place
    return _behaviour(place, circumstances, updates=updates)


def _place(word: str, circumstances: Circumstances) -> str | Unknown:
    """Return the directory of the environment, or why it is none that can be told."""
    directory, files = circumstances.directory, circumstances.files
    if not word.startswith("/") and directory is None:
        return Unknown("the working directory is not known")
    place = "/" + normpath(word if word[0] == "/" else f"{directory}/{word}").strip("/")
    if ":" in place or "\\" in place:
        return Unknown("the name of the virtual environment is unusual")
    if directory is None or f"{directory.rstrip('/')}/".startswith(f"{place.rstrip('/')}/"):
        # The new Python would look for modules there first.
        return Unknown("the virtual environment may hold the working directory")
    if f"/{place.strip('/').partition('/')[0]}" in _SYSTEM_TOPS:
        return Unknown(f"the virtual environment {place[:60]} lies in a directory of the system")
    if files is not None:
        problem = _of_project(place, files) or ignored(files, [place])
        if problem is not None:
            return problem
    return place


#: Directories at the top in which no environment is made, but below root's home.
_SYSTEM_TOPS: Final = frozenset(f"/{name}" for name in TOP if name not in ("root", "usr", "var"))


def _of_project(place: str, files: Files) -> Unknown | None:
    """Return why the environment may hold files of the project; None if it surely does not."""
    if files.mode(place) is not None or files.children(place):
        return Unknown(f"files of the project lie in the virtual environment {place[:60]}")
    return None


def _behaviour(place: str, circumstances: Circumstances, *, updates: bool) -> Behaviour | Unknown:
    places = pip.places_of(circumstances)
    if isinstance(places, Unknown):
        return places
    directory = circumstances.directory
    parent = place.rpartition("/")[0] or "/"
    makes = frozenset((parent,)) - EXISTING - {directory}
    # Its python is a link to the one that made it, which may lie in any directory of PATH.
    path = (circumstances.environment.get("PATH") or "").replace(":", " ")
    led = {each for each in mentioned_in(path) if not f"{each}/".startswith(f"{place}/")}
    is_inside = directory is not None and place.startswith(f"{directory.rstrip('/')}/")
    found = Behaviour(
        reads=places | {place},
        writes=places - _ONLY_READ | {place},
        outputs=frozenset((place,))
        if is_inside and circumstances.files is not None
        else frozenset(),
        makes=makes,
        mentions=frozenset(led),
        environment=frozenset("*"),
        uses_directory=True,
        uses_network=updates,
        assumptions=frozenset(ASSUMPTIONS),
    )
    if updates:
        # It runs pip, as anybody would.
        return pip.with_setup(pip.with_places(found, circumstances), circumstances)
    return pip.with_setup(found, circumstances)
