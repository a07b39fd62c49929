"""The options of the default command."""

from __future__ import annotations

from dfopt.record import Record
from dfopt.terms import ENGINES, SAFETY_LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dfopt.cli.parser import Parser

_USAGE = """dfopt [OPTIONS] [PATH|-]...
       dfopt layers|rebuild|replay FILE [OPTIONS]
       dfopt profile [PATH] [OPTIONS]
       dfopt prove BEFORE AFTER
       dfopt rule NAME|--all|--assumptions
       dfopt server
       dfopt tree FILE
       dfopt verify FILE [OPTIONS]
       dfopt why FILE:LINE"""

_DESCRIPTION = """\
Rewrite Dockerfiles so that images build faster, without changing the image.

A PATH is a file, a directory to walk (default: the current one) or - for standard input.
Without --write, --check or --diff, the changes are shown and nothing is written."""

#: Options without a value, and the fields that they set.
_SWITCHES = {
    "--write": ("write", "rewrite the files in place"),
    "--check": ("check", "print the names of files that would change; exit 1"),
    "--diff": ("diff", "print a patch of what would change; exit 1"),
    "--explain": ("explain", "say why for every change made and every one not"),
    "--exit-zero": ("exit_zero", "exit 0 even if something would change"),
    "--force-exclude": ("force_exclude", "leave out named files too that a walk leaves out"),
    "--quiet": ("quiet", "no talk but errors"),
    "--isolated": ("isolated", "read no configuration file and no profile"),
}

_COLOURS = ("auto", "always", "never")
_FORMATS = ("text", "json", "github", "sarif")


class Options(Record, compare=True):
    """What the arguments say; a value of None was not given."""

    paths: tuple[str, ...] = ()
    write: bool = False
    check: bool = False
    diff: bool = False
    explain: bool = False
    exit_zero: bool = False
    force_exclude: bool = False
    quiet: bool = False
    isolated: bool = False
    color: str = "auto"
    engine: str | None = None
    safety: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    config: str | None = None
    context: str | None = None
    profile: str | None = None
    stdin_filename: str | None = None
    output_format: str = "text"


def parse(arguments: list[str]) -> Options:
    """Read the arguments.

    Raises:
        SystemExit: they are wrong (code 2), or asked for the help or the version (code 0).
    """
    return parse_plain(arguments) or parse_any(arguments)


def parse_plain(arguments: list[str]) -> Options | None:
    """Read arguments that are switches and paths only, as those of most runs are.

    For these, importing argparse would cost a tenth of the whole run.
    """
    switches: dict[str, Any] = {}
    paths = []
    for argument in arguments:
        if argument in _SWITCHES:
            switches[_SWITCHES[argument][0]] = True
        elif not argument.startswith("-") or argument == "-":
            paths.append(argument)
        else:
            return None
    return Options(tuple(paths), **switches)


def parse_any(arguments: list[str]) -> Options:
    """Read any arguments; see :func:`parse`."""
    # Options may stand between and after paths; only this method of argparse is able to read them
    # so, and it forgets that what follows "--" is no option.
    end = arguments.index("--") if "--" in arguments else len(arguments)
    values = vars(_parser().parse_intermixed_args(arguments[:end]))
    if values.pop("version"):
        _print_version()
    values["paths"] = (*values["paths"], *arguments[end + 1 :])
    for field in ("select", "ignore"):
        if values[field] is not None:
            words = ",".join(values[field]).split(",")
            values[field] = tuple(word.strip() for word in words if word.strip())
    return Options(**values)


def _parser() -> Parser:
    from dfopt.cli.parser import Parser

    parser = Parser("dfopt", _USAGE, _DESCRIPTION)
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="file, directory, or - for standard input")
    for switch, (_, text) in _SWITCHES.items():
        names = ("-q", switch) if switch == "--quiet" else (switch,)
        add(*names, action="store_true", help=text)
    add("--color", choices=_COLOURS, default="auto", metavar="WHEN", help=", ".join(_COLOURS))
    add("--engine", metavar="NAME", help=f"builder to optimize for: {', '.join(ENGINES)}")
    add("--safety", metavar="LEVEL", help=f"what to promise: {', '.join(SAFETY_LEVELS)}")
    add("--select", action="append", metavar="RULES", help="apply only these rules (commas)")
    add("--ignore", action="append", metavar="RULES", help="leave out these rules (commas)")
    add("--config", metavar="FILE", help="use this configuration file for everything")
    add("--context", metavar="DIR", help="the build context of the files (else it is guessed)")
    add("--profile", metavar="FILE", help="use this file of profiles, not the nearest one")
    add("--stdin-filename", metavar="PATH", help="what to call standard input")
    shown = ", ".join(_FORMATS)
    add("--output-format", choices=_FORMATS, default="text", metavar="F", help=shown)
    add("--version", action="store_true", help="print the version")
    return parser


def _print_version() -> None:
    from dfopt.cli import output
    from dfopt.version import __version__

    output.data(f"dfopt {__version__}\n")
    raise SystemExit(0)
