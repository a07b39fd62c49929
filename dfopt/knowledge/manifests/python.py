"""Python modules that are run as programs: ``python -m pip``.

Sources: Python's documentation of ``-m`` and of the initialization of ``sys.path``: the working
directory comes first, so a file there is found before a module of Python itself; and
``pip/__main__.py``, which takes the working directory out of ``sys.path`` (pip 20 and newer). What
is imported until then was measured with Python 3.11; the list holds more, for other versions.
"""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import pip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances

ASSUMPTIONS: Final = {
    "python.pip-leaves-directory": "pip, run as `python -m pip`, looks for modules and packages in "
    "the working directory only until it has started (version 20 and newer).",
}

#: What Python imports for ``-m pip`` while the working directory still counts, and what that may
#: import with other versions of Python.
_NAMES: Final = """
    __future__ _abc _bootlocale _codecs _collections _collections_abc _colorize _compat_pickle
    _contextvars _functools _heapq _io _locale _operator _py_abc _pydatetime _pyio _signal
    _sitebuiltins _sre _stat _string _struct _sysconfigdata _thread _threading_local _tokenize
    _typing _warnings _weakref _weakrefset abc annotationlib ast atexit bisect builtins bz2 codecs
    collections contextlib contextvars copy copyreg dataclasses datetime dis encodings
    enum errno fnmatch functools gc genericpath heapq importlib inspect io itertools keyword
    linecache locale logging lzma marshal math opcode operator os pathlib pickle pip
    pkg_resources pkgutil platform posix posixpath random re reprlib runpy setuptools shutil signal
    site sitecustomize sre_compile sre_constants sre_parse stat string struct subprocess sys
    sysconfig tempfile textwrap threading time token tokenize traceback types typing
    typing_extensions urllib usercustomize warnings weakref zipfile zipimport zlib
    """
_MODULES: Final = frozenset(_NAMES.split())
_ENDINGS: Final = ("", ".py", ".pyc", ".so", ".abi3.so")
#: Endings of directories that count as installed packages where Python finds them.
_INSTALLED: Final = (".dist-info", ".egg-info", ".egg", ".egg-link", ".pth")


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what ``python -m pip`` does; ``words`` are those and the arguments of pip."""
    found = pip.behaviour(("pip", *words[3:]), circumstances)
    if isinstance(found, Unknown):
        return found
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory, in which Python finds modules, is not known")
    found = found.with_changes(
        uses_directory=True, assumptions=found.assumptions | {"context.as-seen", *ASSUMPTIONS}
    )
    if directory == "/":
        return found.with_changes(
            reads=found.reads | {f"/{n}{e}" for n in _MODULES for e in _ENDINGS}
        )
    if files is None or not files.is_known(directory):
        return found.with_changes(reads=found.reads | {directory})
    for name in files.children(directory):
        if name.partition(".")[0] in _MODULES or name.endswith(_INSTALLED):
            return Unknown(f"Python finds {name[:40]} of the project in the working directory")
    return found
