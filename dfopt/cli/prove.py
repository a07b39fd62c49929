"""``dfopt prove BEFORE AFTER``: do two Dockerfiles make the same image?"""

from __future__ import annotations

import os
import sys

from dfopt.cli import output
from dfopt.cli.parser import Parser
from dfopt.config import Config
from dfopt.errors import UsageError
from dfopt.syntax.parser import parse
from dfopt.terms import ENGINES, SAFETY_LEVELS
from dfopt.workspace import files
from dfopt.workspace.inputs import Lookup
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterable, Sequence

    from dfopt.builder.portability import Target
    from dfopt.context.context import Context
    from dfopt.proof.equivalence import Equivalence
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.terms import Safety
    from dfopt.workspace.inputs import Inputs

#: What a result rests on where it rests on a build context that nobody has named.
_GUESSED = "context.guessed"

_DESCRIPTION = """\
Tell whether two Dockerfiles surely make the same image, and if not, what differs.

BEFORE or AFTER may be - for standard input. Exit code: 0 equivalent, 1 not shown to be, 2 error."""


def run(arguments: list[str]) -> int:
    """Compare two files; return 0 where they reach the level asked for, 1 where not, 2 on errors.

    Raises:
        ConfigError: there is no such level or engine, or a configuration cannot be used.
        ContextError: the build context that was named cannot be read.
        UsageError: a build argument has no name or no value, or both files are standard input.
        WorkspaceError: a file cannot be read.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.before == options.after == "-":
        raise UsageError("only one of the two files can be standard input")
    # A wrong option is an error even if there is no file to use it on.
    Config().with_changes(**_overrides(options))
    build_args = _build_args(options.build_arg)
    paths = (options.before, options.after)
    texts = [_read(path) for path in paths]
    before, after = (parse(text) for text in texts)
    if _say_errors(zip(paths, texts, (before, after))):
        return 2

    from dfopt.builder.portability import resolve

    inputs = _inputs(options, paths, texts)
    target = resolve(inputs[0].config.engine, before)
    result = _proved(before, after, inputs, target, build_args)
    shown = _json(result, target.engine) if options.output_format == "json" else _text(result)
    output.data(shown)
    return 0 if result else 1


def _overrides(options: Namespace) -> dict[str, object]:
    names = ("engine", "safety")
    found: dict[str, object] = {
        name: getattr(options, name) for name in names if getattr(options, name) is not None
    }
    if options.context is not None:
        found["context"] = os.path.abspath(options.context)
    return found


def _inputs(options: Namespace, paths: Sequence[str], texts: Sequence[str]) -> list[Inputs]:
    """Return what the optimizer would go by for each of the files, that of standard input aside.

    The first one counts: that of the file with ignore rules of its own, else that of the first.
    """
    lookup = Lookup(Settings(None, _overrides(options)), Profiles(enabled=False), output.warning)
    files_of = [(path, text) for path, text in zip(paths, texts) if path != "-"]
    files_of.sort(key=lambda item: not os.path.isfile(f"{item[0]}.dockerignore"))
    return [lookup.of(path, text) for path, text in files_of]


def _proved(
    before: Dockerfile,
    after: Dockerfile,
    inputs: Sequence[Inputs],
    target: Target,
    build_args: dict[str, str],
) -> Equivalence:
    """Compare, by what commands do and what the context holds only where nothing else will do."""
    from dfopt.proof.equivalence import compare, fewest_assumptions

    config = inputs[0].config
    by_builder: Safety = "same-image" if config.safety == "known-commands" else config.safety
    result = compare(before, after, safety=by_builder, target=target, build_args=build_args)
    if result.level is not None or config.safety != "known-commands":
        return result.with_changes(safety=config.safety)

    from dfopt.knowledge.assumptions import all_assumptions

    if config.tools:
        from dfopt.knowledge.tables import check_tools

        check_tools(config.tools)
    allowed = set(all_assumptions()) - set(config.deny_assumptions)

    def known(context: Context | None) -> Equivalence:
        def attempt(names: Collection[str] | None) -> Equivalence:
            return compare(
                before,
                after,
                safety=config.safety,
                target=target,
                build_args=build_args,
                context=context,
                assumptions=names,
                tools=config.tools,
            )

        return fewest_assumptions(attempt, allowed)

    result = known(None)
    context = None if result else _context(inputs)
    is_guess = context is not None and context.origin == "guessed"
    if context is None or (is_guess and _GUESSED in config.deny_assumptions):
        return result
    result = known(context)
    if result and is_guess:
        names = sorted({*result.assumptions, _GUESSED})
        result = result.with_changes(assumptions=tuple(names))
    return result


def _context(inputs: Iterable[Inputs]) -> Context | None:
    """Return the build context of the files; None where there is none, or not the same for both."""
    found = [one.context() for one in inputs if one.context is not None]
    known = [context for context in found if context is not None]
    places = sorted({os.path.realpath(context.directory) for context in known})
    if len(places) > 1:
        output.warning(f"no context: one file has {places[0]}, the other {places[1]} (--context)")
        return None
    return known[0] if known else None


def _parser() -> Parser:
    parser = Parser("dfopt prove", "dfopt prove [OPTIONS] BEFORE AFTER", _DESCRIPTION)
    add = parser.add_argument
    add("before", metavar="BEFORE", help="a Dockerfile")
    add("after", metavar="AFTER", help="what has become of it")
    levels = ", ".join(SAFETY_LEVELS)
    add("--safety", metavar="LEVEL", help=f"what to reach: {levels} (default)")
    add("--engine", metavar="NAME", help=f"builder: {', '.join(ENGINES)}")
    add("--context", metavar="DIR", help="the build context of both (else it is guessed)")
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
        lines = [f"not shown to be equivalent at {result.safety}"]
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
