"""``dfopt why FILE:LINE``: what is known of one instruction."""

from __future__ import annotations

import os
import sys

from dfopt.cli import output
from dfopt.cli.parser import Parser
from dfopt.errors import UsageError


def run(arguments: list[str]) -> int:
    """Print what an instruction reads and writes, what runs it again, and what holds it.

    The exit code is 2 if BuildKit would refuse the file, which is said too.

    Raises:
        UsageError: there is no instruction on that line.
        WorkspaceError: the file or its build context cannot be read.
        ConfigError: a configuration cannot be used.
    """
    parser = Parser(
        "dfopt why",
        "dfopt why FILE:LINE [OPTIONS]",
        "Say of an instruction what it reads and writes, what makes it run again, and what\n"
        "keeps it from moving.",
    )
    parser.add_argument("place", metavar="FILE:LINE")
    parser.add_argument("--context", metavar="DIR", help="the build context (else it is guessed)")
    parser.add_argument("--engine", metavar="NAME", help="the builder to look at it for")
    parser.add_argument("--profile", metavar="FILE", help="the profiles (else the nearest file)")
    if any(argument == "-" or argument.startswith("-:") for argument in arguments):
        raise UsageError("this command reads no standard input, name a file (or ./-)")
    options = parser.parse_args(arguments)
    path, colon, number = options.place.rpartition(":")
    if not colon or not number.isdecimal() or not path:
        raise UsageError(f"{options.place!r} is no FILE:LINE")

    from dfopt.report.escape import printable
    from dfopt.report.text import Paint, diagnostic_lines, wants_colour
    from dfopt.report.why import account, explain
    from dfopt.workspace import files
    from dfopt.workspace.inputs import Lookup
    from dfopt.workspace.profiles import Profiles
    from dfopt.workspace.settings import Settings

    overrides = {} if options.engine is None else {"engine": options.engine}
    if options.context is not None:
        overrides["context"] = os.path.abspath(options.context)
    lookup = Lookup(Settings(None, overrides), Profiles(options.profile))
    text = files.read(path).text
    inputs = lookup.of(path, text)
    result = inputs.optimized(text, path)
    context = inputs.context() if inputs.context is not None else None
    found = explain(text, int(number), inputs.config, context, inputs.profile)
    if found is None:
        raise UsageError(f"{path}: there is no instruction on line {number}")
    head, *rest = found.lines()
    output.data(f"{printable(path)}:{found.line}: {printable(head)}\n")
    for line in [*rest, *account(result, found.line)]:
        output.data(f"    {printable(line)}\n")
    if not result.refused:
        return 0
    errors = [each for each in result.diagnostics if each.severity == "error"]
    paint = Paint(wants_colour("auto", sys.stderr, os.environ))
    for line in diagnostic_lines(path, text, errors, paint):
        output.say(line)
    return 2
