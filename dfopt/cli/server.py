"""``dfopt server``: the language server, for editors."""

from __future__ import annotations

import os
import sys

from dfopt.cli.parser import Parser
from dfopt.errors import UsageError


def run(arguments: list[str]) -> int:
    """Serve on standard input and output until the editor says goodbye.

    Raises:
        UsageError: the extra ``lsp`` is not installed.
    """
    parser = Parser(
        "dfopt server",
        "dfopt server [--stdio]",
        "Speak the language server protocol on standard input and output, for an editor.",
    )
    parser.add_argument("--stdio", action="store_true", help="the default; editors like to say so")
    parser.parse_args(arguments)
    try:
        from dfopt.server.app import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        advice = "pip install '.[lsp]' in a clone of dfopt"
        raise UsageError(f"the language server needs pygls: {advice}") from None
    code = serve()
    sys.stderr.flush()
    # A long analysis may still run in its thread; nobody waits for it any more.
    os._exit(code)
