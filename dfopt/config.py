"""What a person may set: the :class:`Config` values and the TOML file that holds them.

A configuration file is ``dfopt.toml`` (keys at the top) or ``pyproject.toml`` (keys under
``[tool.dfopt]``); the nearest one, searched upwards from a directory, wins as a whole.
"""

from __future__ import annotations

import os

from dfopt.errors import ConfigError
from dfopt.record import Record
from dfopt.terms import ENGINES, SAFETY_LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dfopt.terms import Engine, Safety

#: The names that a walk through a directory takes for Dockerfiles.
DEFAULT_INCLUDE = (
    "Dockerfile",
    "Containerfile",
    "*.Dockerfile",
    "*.dockerfile",
    "Dockerfile.*",
    "Containerfile.*",
)

#: More names than these are not listed in a message.
_MOST_LISTED = 20

_DEDICATED = "dfopt.toml"
_SHARED = "pyproject.toml"


class Config(Record, compare=True):
    """The settings of one run.

    ``engine`` is the builder whose cache is optimized for, ``safety`` the promise to keep.
    ``select`` names the rules to apply (empty: all), ``ignore`` those to leave out.
    ``include`` and ``exclude`` are globs for walks through directories: without a slash they match
    a name, with one the path from the directory of the configuration file. ``deny_assumptions``
    names what no rewrite may rest on. ``context`` is the build context, a directory relative to
    that of the configuration file; None leaves it to be found. ``tools``
    describe commands: see docs/knowledge.md.
    """

    engine: Engine
    safety: Safety
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    deny_assumptions: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    context: str | None
    tools: tuple[Mapping[str, Any], ...]

    def __init__(
        self,
        engine: Engine = "auto",
        safety: Safety = "known-commands",
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        deny_assumptions: Iterable[str] = (),
        include: Iterable[str] = DEFAULT_INCLUDE,
        exclude: Iterable[str] = (),
        context: str | None = None,
        tools: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Check the values.

        Raises:
            ConfigError: a value is none of those allowed, or of the wrong type.
        """
        super().__init__(
            _one_of("engine", engine, ENGINES),
            _one_of("safety", safety, SAFETY_LEVELS),
            _names("select", select),
            _names("ignore", ignore),
            _names("deny-assumptions", deny_assumptions),
            _names("include", include),
            _names("exclude", exclude),
            _directory("context", context),
            _tables("tools", tools),
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Config:
        """Read a ``dfopt.toml``, or the ``[tool.dfopt]`` table of a ``pyproject.toml``.

        Raises:
            ConfigError: the file cannot be read, is not TOML, or holds an unknown key or a value
                that is not allowed; the message names the file.
        """
        name = os.fspath(path)
        table = _parse_toml(name, _read(name))
        if os.path.basename(name) == _SHARED:
            table = _tool_table(table) or {}
        return _from_table(name, table)

    def check_assumptions(self, known: Iterable[str]) -> None:
        """Check the names in ``deny_assumptions`` against the assumptions that exist.

        Raises:
            ConfigError: a name is not among ``known``.
        """
        names = tuple(known)
        for name in self.deny_assumptions:
            if name not in names:
                hint = did_you_mean(name, names) or " (dfopt rule --assumptions lists them)"
                raise ConfigError(f"deny-assumptions: unknown assumption {name!r}{hint}")

    def check_rules(self, known: Iterable[str]) -> None:
        """Check the names in ``select`` and ``ignore`` against the rules that exist.

        Raises:
            ConfigError: a name is not among ``known``.
        """
        rules = tuple(known)
        for key, names in (("select", self.select), ("ignore", self.ignore)):
            for name in names:
                if name not in rules:
                    raise ConfigError(f"{key}: unknown rule {name!r}{did_you_mean(name, rules)}")


def find_config(start: str) -> str | None:
    """Return the path of the configuration file nearest to the directory ``start``, or None.

    Within one directory ``dfopt.toml`` goes before ``pyproject.toml``, and the latter counts only
    if it has a ``[tool.dfopt]`` table.

    Raises:
        ConfigError: a ``pyproject.toml`` on the way that names dfopt cannot be read.
    """
    directory = os.path.abspath(start)
    while True:
        found = config_in(directory)
        if found is not None:
            return found
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def config_in(directory: str) -> str | None:
    """Return the path of the configuration file in exactly this directory, or None.

    Raises:
        ConfigError: its ``pyproject.toml`` names dfopt and cannot be read.
    """
    dedicated = os.path.join(directory, _DEDICATED)
    if os.path.isfile(dedicated):
        return dedicated
    shared = os.path.join(directory, _SHARED)
    if os.path.isfile(shared):
        raw = _read(shared)
        # Most projects do not mention dfopt: they need not pay for a TOML parser.
        if b"dfopt" in raw and _tool_table(_parse_toml(shared, raw)) is not None:
            return shared
    return None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known word, or the list of all of them.

    Where there is no near one, and too many to list, it is the empty string.
    """
    import difflib

    candidates = tuple(known)
    near = difflib.get_close_matches(word, candidates, n=1)
    # The beginning of a long name is no close match of it, and still says what is meant.
    near += [name for name in candidates if len(word) > 2 and name.startswith(word)]
    if near:
        return f" (did you mean {near[0]!r}?)"
    return f" (known: {', '.join(candidates)})" if len(candidates) <= _MOST_LISTED else ""


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


def _parse_toml(path: str, raw: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _tool_table(document: dict[str, Any]) -> dict[str, Any] | None:
    tools = document.get("tool")
    table = tools.get("dfopt") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else None


def _from_table(path: str, table: dict[str, Any]) -> Config:
    values: dict[str, Any] = {}
    fields = {name.replace("_", "-"): name for name in Config._fields}
    for key, value in table.items():
        if key not in fields:
            raise ConfigError(f"{path}: unknown key {key!r}{did_you_mean(key, fields)}")
        values[fields[key]] = value
    try:
        return Config(**values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def _one_of(key: str, value: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} must be a string, not {_kind(value)}")
    if value not in allowed:
        raise ConfigError(f"{key}: unknown value {value!r}{did_you_mean(value, allowed)}")
    return value


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ConfigError(f"{key} must be a list of strings, not {_kind(value)}")
    # A set has no order of its own; equal settings must compare equal and give equal results.
    names = tuple(sorted(value) if isinstance(value, (set, frozenset)) else value)
    for name in names:
        if not isinstance(name, str) or not name:
            raise ConfigError(f"{key} must hold non-empty strings, not {name!r}")
    return names


def _tables(key: str, value: object) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, (list, tuple)):
        raise ConfigError(f"{key} must be a list of tables, not {_kind(value)}")
    for table in value:
        if not isinstance(table, dict):
            raise ConfigError(f"{key} must be a list of tables, not of {_kind(table)}")
    return tuple(value)


def _directory(key: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and value and "\0" not in value):
        return value
    what = repr(value) if isinstance(value, str) else _kind(value)
    raise ConfigError(f"{key} must be the path of a directory, not {what}")


def _kind(value: object) -> str:
    kinds = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        dict: "a table",
    }
    return kinds.get(type(value), type(value).__name__)
