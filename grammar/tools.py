"""Compile the tables of tools into the module that dfopt reads.

The tables are TOML, for people; to read TOML takes longer than dfopt may take for a whole file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from pprint import pformat
from typing import Any

from dfopt.errors import ConfigError
from dfopt.knowledge.tables import check_table


def compile_tools(source: Path, target: Path) -> None:
    """Write all tables of a directory as one Python module.

    Args:
        source: the directory of ``*.toml`` files.
        target: the module to write; left alone if it is the same already.

    Raises:
        ValueError: a table is wrong, or two of them describe one command.
    """
    commands: dict[str, dict[str, Any]] = {}
    assumptions: dict[str, str] = {}
    for path in sorted(source.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := set(document) - {"command", "assumption"}:
            raise ValueError(f"{path.name}: {sorted(unknown)} is no table")
        assumptions |= document.get("assumption", {})
        for number, table in enumerate(document.get("command", ()), 1):
            try:
                check_table(table, f"{path.name}: command {number}")
            except ConfigError as error:
                raise ValueError(str(error)) from None
            for name in table["names"]:
                if name in commands:
                    raise ValueError(f"{path.name}: {name} is described twice")
                commands[name] = table
    used = {name for table in commands.values() for name in _assumptions(table)}
    if missing := used - set(assumptions):
        raise ValueError(f"{sorted(missing)} is not described")
    if unused := set(assumptions) - used:
        raise ValueError(f"{sorted(unused)} is not used")
    target_text = _module(commands, assumptions)
    if not target.exists() or target.read_text(encoding="utf-8") != target_text:
        target.write_text(target_text, encoding="utf-8")


def _assumptions(table: Any) -> list[str]:
    """Return the assumptions of a table, of its forms and of its subcommands."""
    found = list(table.get("assumptions", ()))
    for inner in (*table.get("forms", ()), *table.get("subcommand", {}).values()):
        found += _assumptions(inner)
    return found


def _module(commands: dict[str, dict[str, Any]], assumptions: dict[str, str]) -> str:
    """Return the text of the module; commands with one table share it."""
    tables: list[dict[str, Any]] = []
    for table in commands.values():
        if not any(each is table for each in tables):
            tables.append(table)
    numbers = {id(table): number for number, table in enumerate(tables)}
    names = {name: numbers[id(table)] for name, table in sorted(commands.items())}
    numbered = pformat(names, width=100)
    return (
        '"""Generated from the tables in ``tools``."""\n\n'
        f"TABLES = {pformat(tables, width=100)}\n\n"
        f"COMMANDS = {{name: TABLES[number] for name, number in {numbered}.items()}}\n\n"
        f"ASSUMPTIONS = {pformat(assumptions, width=100)}\n"
    )
