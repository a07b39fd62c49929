"""``dfopt tree FILE``: print the syntax tree of a Dockerfile."""

from __future__ import annotations

import os
import sys

from dfopt.cli import output
from dfopt.cli.parser import Parser
from dfopt.workspace import files


def run(arguments: list[str]) -> int:
    """Print the tree; return 2 if the file has an error in it, with the tree of the rest shown.

    Raises:
        WorkspaceError: the file cannot be read.
    """
    parser = Parser(
        prog="dfopt tree",
        usage="dfopt tree FILE",
        description="Print the syntax tree of a Dockerfile ('-' for standard input).",
    )
    parser.add_argument("file", metavar="FILE")
    path = parser.parse_args(arguments).file
    name = "<stdin>" if path == "-" else path
    if path == "-":
        text = files.decode(files.read_standard_input(name), name)
    else:
        text = files.read(path).text

    from dfopt.syntax.parser import parse
    from dfopt.syntax.tree import dump

    dockerfile = parse(text)
    output.data(output.for_stdout(dump(dockerfile).rstrip("\n")) + "\n")
    if not dockerfile.diagnostics:
        return 0

    from dfopt.report import text as report

    paint = report.Paint(report.wants_colour("auto", sys.stderr, os.environ))
    for line in report.diagnostic_lines(name, text, dockerfile.diagnostics, paint):
        output.say(line)
    return 2 if dockerfile.has_errors else 0
