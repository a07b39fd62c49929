"""Python modules that are run as programs: ``python -m pip`` and ``python -m venv``.

Sources: Python's documentation of ``-m`` and of the initialization of ``sys.path``: the working
directory comes first, so a file there is found before a module of Python itself; and
``pip/__main__.py``, which takes the working directory out of ``sys.path`` (pip 20 and newer). What
is imported until then was measured with Python 3.11; the list holds more, for other versions. venv
leaves the working directory where it is: all that it imports was measured with Python 3.6 to 3.13.
"""

from __future__ import annotations

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.manifests import pip, venv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances

#: What it rests on to know a program of a virtual environment by its path.
ENVIRONMENTS: Final = "python.environments-stay"

ASSUMPTIONS: Final = {
    "python.pip-leaves-directory": "pip, run as `python -m pip`, looks for modules and packages in "
    "the working directory only until it has started (version 20 and newer).",
    ENVIRONMENTS: "A pip or Python that is called by its path, DIR/bin/pip, is that of the virtual "
    "environment or the installation in DIR: neither has been copied or linked there from another "
    "directory.",
}

#: What Python imports for ``-m pip`` while the working directory still counts, and what that may
#: import with other versions of Python.
_NAMES: Final = """
    __future__ _abc _bootlocale _codecs _collections _collections_abc _colorize _compat_pickle
    _contextvars _functools _heapq _io _locale _operator _py_abc _pydatetime _pyio _signal
    _sitebuiltins _sre _stat _string _struct _sysconfigdata _thread _threading_local _tokenize
    _typing _warnings _weakref _weakrefset _winapi abc annotationlib ast atexit bisect builtins bz2
    codecs collections contextlib contextvars copy copyreg dataclasses datetime dis encodings enum
    errno fnmatch functools gc genericpath heapq importlib inspect io itertools keyword linecache
    locale logging lzma marshal math msvcrt opcode operator os pathlib pickle pip pkg_resources
    pkgutil platform posix posixpath random re reprlib runpy setuptools shutil signal site
    sitecustomize sre_compile sre_constants sre_parse stat string struct subprocess sys sysconfig
    tempfile textwrap threading time token tokenize traceback types typing typing_extensions urllib
    usercustomize warnings weakref zipfile zipimport zlib
    """
_MODULES: Final = frozenset(_NAMES.split())
#: What venv, and what that imports, asks for besides.
_NAMES_OF_VENV: Final = """
    _bisect _bz2 _compression _distutils_hack _frozen_importlib _frozen_importlib_external _imp
    _lzma _opcode _osx_support _posixsubprocess _random _sha2 _sha512 _suggestions _zstd argparse
    backports binascii compression concurrent csv email ensurepip fcntl gettext glob grp hashlib
    html http ipaddress json ntpath nturl2path optparse packaging pprint pwd py_compile queue
    resource select selectors shlex socket ssl stringprep tarfile unicodedata uuid venv winreg
    zipapp
    """
_OF_MODULE: Final = {"pip": _MODULES, "venv": _MODULES | frozenset(_NAMES_OF_VENV.split())}
#: What the module begins with that says how Python was built, on which platform.
_BUILD: Final = "_sysconfigdata_"
_ENDINGS: Final = ("", ".py", ".pyc", ".so", ".abi3.so")
#: Endings of directories that count as installed packages where Python finds them.
_INSTALLED: Final = (".dist-info", ".egg-info", ".egg", ".egg-link", ".pth")


def behaviour(words: tuple[str, ...], circumstances: Circumstances) -> Behaviour | Unknown:
    """Return what ``python -m pip`` or ``-m venv`` does; ``words`` begin with these."""
    module = words[2]
    if module == "pip":
        found = pip.behaviour(("pip", *words[3:]), circumstances)
        names = frozenset(("python.pip-leaves-directory",))
    else:
        found = venv.of_module(words[3:], circumstances)
        names = frozenset()
    if isinstance(found, Unknown):
        return found
    modules = _OF_MODULE[module]
    directory, files = circumstances.directory, circumstances.files
    if directory is None:
        return Unknown("the working directory, in which Python finds modules, is not known")
    found = found.with_changes(
        uses_directory=True,
        scans=found.scans | {directory},
        assumptions=found.assumptions | names | {"context.as-seen"},
    )
    if files is not None:
        for name in files.children(directory):
            is_module = name.partition(".")[0] in modules or name.startswith(_BUILD)
            if is_module or name.endswith(_INSTALLED):
                return Unknown(f"Python finds {name[:40]} of the project in the working directory")
    if directory == "/":
        return found.with_changes(
            reads=found.reads | {f"/{n}{e}" for n in modules for e in _ENDINGS}
        )
    if files is None or not files.is_known(directory):
        return found.with_changes(reads=found.reads | {directory})
    return found
