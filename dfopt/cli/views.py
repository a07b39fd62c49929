"""What the commands have in common that show what a build costs."""

from __future__ import annotations

import json
import os
import sys

from dfopt.builder.portability import resolve
from dfopt.cli import output
from dfopt.cli.arguments import file_name
from dfopt.cli.parser import Parser
from dfopt.config import Config
from dfopt.errors import DfoptError, UsageError
from dfopt.record import Record
from dfopt.report import tables
from dfopt.syntax.parser import parse
from dfopt.terms import ENGINES
from dfopt.workspace import files
from dfopt.workspace.contexts import find_context
from dfopt.workspace.inputs import Lookup
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import Any

    from dfopt.context.context import Context
    from dfopt.cost.profile import Profile
    from dfopt.report.tables import Table
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.terms import Engine

#: A bar this wide leaves room for the numbers.
_EXCERPT = 60


class RefusedFileError(DfoptError):
    """BuildKit would refuse the file."""


class Subject(Record):
    """The Dockerfile that a command looks at, as it is and as dfopt makes it.

    ``engine`` is the builder whose cache is looked at.
    """

    path: str
    dockerfile: Dockerfile
    optimized: Dockerfile
    engine: Engine
    profile: Profile | None
    context: Context | None

    @property
    def directory(self) -> str:
        """Return the directory of the context; the file's own where none is known."""
        known = self.context.directory if self.context else ""
        return known or os.path.dirname(self.path) or os.curdir


def parser(name: str, arguments: str, description: str) -> Parser:
    """Return a parser with the options that all views have."""
    made = Parser(f"dfopt {name}", f"dfopt {name} FILE {arguments}", description)
    add = made.add_argument
    add("file", type=file_name, metavar="FILE", help="a Dockerfile")
    engines = ", ".join(engine for engine in ENGINES if engine != "any")
    add("--engine", metavar="NAME", help=f"builder: {engines} (auto: buildkit)")
    add("--context", metavar="DIR", help="the build context (else it is guessed)")
    add("--profile", metavar="FILE", help="use this file of profiles, not the nearest one")
    formats = ("text", "json")
    add("--output-format", choices=formats, default="text", metavar="F", help=", ".join(formats))
    return made


def subject(options: Namespace) -> Subject:
    """Read the file and what is known of it, and optimize it.

    Raises:
        ConfigError: there is no such engine, or a configuration or profile cannot be used.
        RefusedFileError: BuildKit would refuse the file.
        WorkspaceError: it cannot be read.
    """
    from dfopt.optimizer import optimize

    if options.engine is not None and Config(engine=options.engine).engine == "any":
        names = ", ".join(engine for engine in ENGINES if engine not in ("any", "auto"))
        raise UsageError(f"--engine any: one builder is looked at at a time; choose one of {names}")
    overrides: dict[str, object] = {} if options.engine is None else {"engine": options.engine}
    if options.context is not None:
        overrides["context"] = os.path.abspath(options.context)
    text = files.read(options.file).text
    dockerfile = parse(text)
    errors = [d for d in dockerfile.diagnostics if d.severity == "error"]
    if errors:
        place = errors[0].span
        raise RefusedFileError(f"{options.file}:{place}: {errors[0].message}")
    inputs = Lookup(Settings(None, overrides), Profiles(options.profile)).of(options.file, text)
    engine = resolve(inputs.config.engine, dockerfile).engine
    if engine == "any":
        engine = "buildkit"
    setting, profile = inputs.setting, inputs.profile
    context = find_context(options.file, dockerfile, setting).context
    # As `dfopt FILE` rewrites it: for all builders where none is named.
    after = optimize(
        text, config=setting.config, filename=options.file, context=context, profile=profile
    ).text
    return Subject(options.file, dockerfile, parse(after), engine, profile, context)


def put(options: Namespace, document: Any, shown: Sequence[Table]) -> None:
    """Print the document for programs, or the tables for people."""
    if options.output_format == "json":
        output.data(json.dumps(document, indent=2) + "\n")
        return
    is_terminal = output.is_terminal(sys.stdout)
    output.data(tables.show(shown, sys.stdout, is_terminal=is_terminal))


def excerpt(statement: Statement) -> str:
    """Return the beginning of an instruction, on one line."""
    text = " ".join(statement.lexed.original.split())
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 3]}..."


def lines_of(dockerfile: Dockerfile) -> dict[Statement, int]:
    """Return the line on which each instruction begins."""
    from dfopt.syntax.edits import spans

    return {statement: span.start.line for statement, span in spans(dockerfile).items()}


def times_note(measured: int, count: int) -> str:
    """Say what times rest on: a prior is never shown as a measurement."""
    if not measured:
        return "times are priors, nothing was measured (dfopt profile --log)"
    if measured < count:
        return f"times of {measured} of {count} steps were measured, the others are priors"
    return "all times were measured"
