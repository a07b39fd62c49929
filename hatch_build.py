"""Build hook: compile the grammar and the tables of tools into what dfopt runs.

Hatchling calls it for wheels, source distributions and editable installs alike, so that the
generated modules are never checked in and never out of date in a package.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GRAMMAR = "grammar/dockerfile.lark"
TABLES = "dfopt/syntax/_tables.py"
TOOLS = "dfopt/knowledge/tools"
TOOL_TABLES = "dfopt/knowledge/_tables.py"


class GrammarHook(BuildHookInterface[Any]):
    """Write the generated modules before the files of the package are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the grammar and the tables.

        Args:
            version: the kind of build, such as ``standard`` or ``editable``; all get the tables.
            build_data: hatchling's description of the package; not changed, because the
                ``artifacts`` setting already names the generated files.

        Raises:
            FileNotFoundError: a source or a compiler is not in the source tree.
        """
        del version, build_data
        root = Path(self.root)
        # A build backend runs without the project's root on its import path.
        sys.path.insert(0, self.root)
        try:
            from grammar.compile import compile_grammar
            from grammar.tools import compile_tools
        finally:
            sys.path.remove(self.root)
        compile_grammar(root / GRAMMAR, root / TABLES)
        compile_tools(root / TOOLS, root / TOOL_TABLES)

    def clean(self, versions: list[str]) -> None:
        """Remove the generated tables (``hatchling build --clean``)."""
        del versions
        for path in (TABLES, TOOL_TABLES):
            Path(self.root, path).unlink(missing_ok=True)
