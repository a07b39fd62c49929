"""The format of the tables of tools, and a table made ready for use.

A table describes one command, or several that are used in the same way. Those of dfopt are TOML
files in ``tools/``, compiled when the package is built; a user's own are the ``[[tools]]`` of the
configuration. docs/knowledge.md describes every field.
"""

from __future__ import annotations

import re

from dfopt.errors import ConfigError
from dfopt.knowledge.places import COMMON, PROXIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Final

    Table = Mapping[str, Any]

#: What an operand, or the value of an option, may be.
KINDS: Final = frozenset(
    (
        "text", "data", "name", "macro", "package", "url", "source", "user", "program", "read",
        "write", "make", "change", "home",
    )
)  # fmt: skip
#: Places that stand for more than a path.
_NAMED_PLACES: Final = ("@system", "@accounts", "@home", "@cwd")

_LIST: Final = "a list of strings"
_FIELDS: Final = {
    "names": _LIST, "assumptions": _LIST, "reads": _LIST, "writes": _LIST, "changes": _LIST,
    "environment": _LIST, "refuses": _LIST, "flags": _LIST, "operands": _LIST, "requires": _LIST,
    "refreshes": _LIST, "consumes": _LIST, "alone": _LIST, "values": "a table of strings",
    "settings": "a table of lists", "elsewhere": "a table of lists", "forms": "a list of tables",
    "subcommand": "a table of tables", "network": "true or false", "straight": "true or false",
    "local": "true or false", "hollow": "true or false", "skeleton": "true or false",
    "packaged": "true or false", "manifest": "a string",
}  # fmt: skip
#: What belongs to the command as a whole, not to a subcommand or form.
_OF_COMMANDS: Final = frozenset(("names", "subcommand", "manifest"))
_KEPT: Final[dict[int, tuple[Table, Rules]]] = {}


class Rules:
    """What one table says about one form of a command."""

    def __init__(self, table: Table) -> None:
        """Make the fields of a table ready for use."""
        self.table = table
        flags = table.get("flags", ())
        self.flags = frozenset(flag for flag in flags if "*" not in flag)
        self.flag_patterns = _any_of(flag for flag in flags if "*" in flag)
        self.values: Mapping[str, str] = table.get("values", {})
        self.settings = {
            option: _any_of(patterns) for option, patterns in table.get("settings", {}).items()
        }
        self.operands: Sequence[str] = table.get("operands", ())
        self.reads: Sequence[str] = table.get("reads", ())
        self.writes: Sequence[str] = table.get("writes", ())
        self.changes: Sequence[str] = table.get("changes", ())
        self.alone: Sequence[str] = table.get("alone", ())
        self.environment = frozenset(_variables(table.get("environment", ())))
        self.reads_variable = _any_of(self.environment)
        self.refuses = _any_of(table.get("refuses", ()))
        self.requires = frozenset(table.get("requires", ()))
        self.assumptions: Sequence[str] = table.get("assumptions", ())
        self.consumes: Sequence[str] = table.get("consumes", ())
        self.refreshes: Sequence[str] = table.get("refreshes", ())
        self.network: bool = table.get("network", False)
        self.straight: bool = table.get("straight", False)
        self.local: bool = table.get("local", False)
        self.hollow: bool = table.get("hollow", False)
        self.skeleton: bool = table.get("skeleton", False)
        self.packaged: bool = table.get("packaged", False)
        self.has_elsewhere = _any_of(table.get("elsewhere", ()))
        self.elsewhere = [
            (_any_of((pattern,)), places) for pattern, places in table.get("elsewhere", {}).items()
        ]
        self.manifest: str | None = table.get("manifest")
        self._subcommands: dict[str, Rules] = {}
        self._forms: dict[int, Rules] = {}

    def takes_value(self, option: str) -> bool:
        """Tell whether the word behind an option is its value."""
        return option in self.values or option in self.settings

    def is_flag(self, option: str) -> bool:
        """Tell whether an option stands alone."""
        return option in self.flags or (
            self.flag_patterns is not None and self.flag_patterns.fullmatch(option) is not None
        )

    @property
    def has_subcommands(self) -> bool:
        """Whether the first operand is a subcommand."""
        return "subcommand" in self.table

    def subcommand(self, name: str) -> Rules | None:
        """Return the rules of a subcommand, together with those of the command; None if unknown."""
        found = self._subcommands.get(name)
        if found is None:
            rules = self.table["subcommand"].get(name)
            if rules is None:
                return None
            found = self._subcommands[name] = Rules(_merged(self.table, rules))
        return found

    def form(self, given: Iterable[str]) -> Rules:
        """Return the rules of the first form of which an option is given, or the plain ones."""
        forms = self.table.get("forms")
        if forms:
            options = set(given)
            for number, form in enumerate(forms):
                if not options.isdisjoint(form["with"]):
                    if number not in self._forms:
                        rest = {field: form[field] for field in form if field != "with"}
                        self._forms[number] = Rules(_merged(self.table, rest))
                    return self._forms[number]
        return self


def rules_of(table: Table) -> Rules:
    """Return a table made ready for use; it is made ready once."""
    kept = _KEPT.get(id(table))
    if kept is None or kept[0] is not table:
        if len(_KEPT) > 4096:
            _KEPT.clear()
        kept = _KEPT[id(table)] = (table, Rules(table))
    return kept[1]


def _merged(table: Table, rules: Table) -> Table:
    """Return a table with the fields of a subcommand or form: options come in addition."""
    merged = {**table, **rules}
    for field in ("forms", "subcommand"):
        if field not in rules:
            merged.pop(field, None)
    if "flags" in rules and "flags" in table:
        merged["flags"] = [*table["flags"], *rules["flags"]]
    for field in ("values", "settings"):
        if field in rules and field in table:
            merged[field] = {**table[field], **rules[field]}
    return merged


def _variables(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        if name == "@common":
            yield from COMMON
        elif name == "@proxies":
            yield from PROXIES
        else:
            yield name


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Return an expression for texts that match one of several patterns; ``*`` is anything."""
    found = sorted(".*".join(map(re.escape, pattern.split("*"))) for pattern in patterns)
    return re.compile("|".join(found), re.DOTALL) if found else None


def check_tools(tables: Iterable[object]) -> None:
    """Check the tables of a user.

    Raises:
        ConfigError: one is not as docs/knowledge.md says, or two describe one command.
    """
    seen: set[str] = set()
    for number, table in enumerate(tables, 1):
        check_table(table, f"tools: table {number}", is_own=True)
        assert isinstance(table, dict)
        for name in table["names"]:
            if name in seen:
                raise ConfigError(f"tools: {name} is described twice")
            seen.add(name)


def check_table(table: object, where: str, *, is_own: bool = False) -> None:
    """Check one table.

    Args:
        table: what TOML made of it.
        where: what messages begin with.
        is_own: whether it is a user's, who cannot use what needs code of dfopt.

    Raises:
        ConfigError: it is not as docs/knowledge.md says.
    """
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table")
    names = table.get("names")
    if not names:
        raise ConfigError(f"{where}: names is missing")
    _check_fields(table, where)
    where = f"{where} ({names[0]})"
    for field in ("manifest", "assumptions"):
        if is_own and field in table:
            raise ConfigError(f"{where}: {field} is for dfopt's own tables")
    if any(not name or "/" in name or any(c.isspace() for c in name) for name in names):
        raise ConfigError(f"{where}: names must be names of commands, without a directory")
    subcommands = table.get("subcommand", {})
    for name, rules in subcommands.items():
        _check_part(rules, f"{where}: subcommand {name}")
    for rules in (table, *subcommands.values()):
        for form in rules.get("forms", ()):
            options = form.get("with") if isinstance(form, dict) else None
            if not options or _kind_of(options) != _LIST:
                raise ConfigError(f"{where}: a form must say with which options it is used")
            rest = {field: form[field] for field in form if field != "with"}
            _check_part(rest, f"{where}: form {options[0]}")


def _check_part(rules: object, where: str) -> None:
    if not isinstance(rules, dict):
        raise ConfigError(f"{where} must be a table")
    for field in rules:
        if field in _OF_COMMANDS:
            raise ConfigError(f"{where}: {field} belongs to the command")
    _check_fields(rules, where)


def _check_fields(table: Table, where: str) -> None:
    for field, value in table.items():
        expected = _FIELDS.get(field)
        if expected is None:
            raise ConfigError(f"{where}: unknown field {field!r}{_nearest(field, _FIELDS)}")
        if not _is(value, expected):
            raise ConfigError(f"{where}: {field} must be {expected}")
    for kind in (*table.get("operands", ()), *table.get("values", {}).values()):
        if kind.rstrip("*?") not in KINDS:
            raise ConfigError(f"{where}: unknown kind {kind!r}{_nearest(kind, KINDS)}")
    if sum(kind.endswith("*") for kind in table.get("operands", ())) > 1:
        raise ConfigError(f"{where}: only one kind of operands may have a *")
    for field in ("reads", "writes", "changes", "alone"):
        for place in table.get(field, ()):
            if not place.startswith(("/", *_NAMED_PLACES)):
                names = ", ".join(_NAMED_PLACES)
                raise ConfigError(
                    f"{where}: {field}: {place!r} is neither an absolute path nor one of {names}"
                )
    for option in (*table.get("flags", ()), *table.get("values", {}), *table.get("settings", {})):
        if not option.startswith(("-", "+")):
            raise ConfigError(f"{where}: {option!r} is no option: it does not begin with -")


def _is(value: object, expected: str) -> bool:
    if expected == "a list of tables":
        return isinstance(value, list)
    if expected in ("a table of lists", "a table of tables", "a table of strings"):
        inner = {"lists": _LIST, "tables": "a table", "strings": "a string"}
        kind = inner[expected.removeprefix("a table of ")]
        return isinstance(value, dict) and all(_kind_of(each) == kind for each in value.values())
    return _kind_of(value) == expected


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return _LIST
    return "something else"


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(sorted(known))})"
