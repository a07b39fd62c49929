"""``dfopt prove BEFORE AFTER``: do two Dockerfiles make the same image?"""

from __future__ import annotations

import os
import sys

from dfopt.cli import output
from dfopt.cli.parser import Parser
from dfopt.errors import UsageError
from dfopt.terms import ENGINES, SAFETY_LEVELS
from dfopt.workspace import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.proof.equivalence import Equivalence
    from dfopt.syntax.nodes import Dockerfile

_DESCRIPTION = """\
Tell whether two Dockerfiles surely make the same image, and if not, what differs.

BEFORE or AFTER may be - for standard input. Exit code: 0 equivalent, 1 not shown to be, 2 error."""


def run(arguments: list[str]) -> int:
    """Compare two files; return 0 where they reach the level asked for, 1 where not, 2 on errors.

    Raises:
        ConfigError: there is no such level or engine.
        UsageError: a build argument has no name or no value, or both files are standard input.
        WorkspaceError: a file cannot be read.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.before == options.after == "-":
        raise UsageError("only one of the two files can be standard input")
    from dfopt.config import Config

    config = Config(engine=options.engine, safety=options.safety)
    build_args = _build_args(options.build_arg)
    texts = [_read(path) for path in (options.before, options.after)]

    from dfopt.builder.portability import resolve
    from dfopt.proof.equivalence import compare
    from dfopt.syntax.parser import parse

    before, after = parse(texts[0]), parse(texts[1])
    if _say_errors(zip((options.before, options.after), texts, (before, after))):
        return 2
    target = resolve(config.engine, before)
    result = compare(before, after, safety=config.safety, target=target, build_args=build_args)
    shown = _json(result, target.engine) if options.output_format == "json" else _text(result)
    output.data(shown)
    return 0 if result else 1


def _parser() -> Parser:
    parser = Parser("dfopt prove", "dfopt prove [OPTIONS] BEFORE AFTER", _DESCRIPTION)
    add = parser.add_argument
    add("before", metavar="BEFORE", help="a Dockerfile")
    add("after", metavar="AFTER", help="what has become of it")
    levels = ", ".join(SAFETY_LEVELS)
    add("--safety", metavar="LEVEL", default="same-image", help=f"what to reach: {levels}")
    add("--engine", metavar="NAME", default="auto", help=f"builder: {', '.join(ENGINES)}")
    add("--build-arg", action="append", default=[], metavar="NAME=VALUE", help="fix an argument")
    formats = ("text", "json")
    add("--output-format", choices=formats, default="text", metavar="F", help=", ".join(formats))
    return parser


def _build_args(words: Iterable[str]) -> dict[str, str]:
    """Return the build arguments by their names; the last one of a name counts.

    Raises:
        UsageError: one is not ``NAME=VALUE``.
    """
    values = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise UsageError(f"--build-arg: {word!r} is not NAME=VALUE")
        values[name] = value
    return values


def _read(path: str) -> str:
    if path == "-":
        return files.decode(files.read_standard_input("<stdin>"), "<stdin>")
    return files.read(path).text


def _say_errors(parsed: Iterable[tuple[str, str, Dockerfile]]) -> bool:
    """Say what BuildKit would refuse about the files; tell whether there is anything."""
    refused = False
    for path, text, dockerfile in parsed:
        errors = [d for d in dockerfile.diagnostics if d.severity == "error"]
        if not errors:
            continue
        refused = True
        from dfopt.report import text as report

        paint = report.Paint(report.wants_colour("auto", sys.stderr, os.environ))
        name = "<stdin>" if path == "-" else path
        for line in report.diagnostic_lines(name, text, errors, paint):
            output.say(line)
    return refused


def _text(result: Equivalence) -> str:
    """Return the result for people: the level on the first line, then the differences."""
    from dfopt.report.escape import printable

    if result.level is None:
        lines = ["not equivalent"]
    else:
        lines = [f"equivalent: {result.level}"]
        if not result:
            lines[0] += f" (not {result.safety})"
    lines += [f"  assumes {name}" for name in result.assumptions]
    lines += [f"  {printable(str(difference))}" for difference in result.differences]
    return "\n".join(lines) + "\n"


def _json(result: Equivalence, engine: str) -> str:
    """Return the result for programs."""
    import json

    found = {
        "equivalent": bool(result),
        "level": result.level,
        "safety": result.safety,
        "engine": engine,
        "assumptions": list(result.assumptions),
        "differences": [
            {"stage": difference.stage, "message": difference.message}
            for difference in result.differences
        ],
    }
    return json.dumps(found, indent=2) + "\n"
