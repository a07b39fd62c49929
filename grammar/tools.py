"""Compile the tables of tools into the module that dfopt reads.

The tables are TOML, for people; to read TOML takes longer than dfopt may take for a whole file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from pprint import pformat
from typing import Any


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
        for table in document.get("command", ()):
            for name in table.pop("names"):
                if name in commands:
                    raise ValueError(f"{path.name}: {name} is described twice")
                commands[name] = table
    for name, table in commands.items():
        if missing := set(table.get("assumptions", ())) - set(assumptions):
            raise ValueError(f"{name}: {sorted(missing)} is not described")
    text = (
        '"""Generated from the tables in ``tools``."""\n\n'
        f"COMMANDS = {pformat(commands, width=100)}\n\n"
        f"ASSUMPTIONS = {pformat(assumptions, width=100)}\n"
    )
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")
