"""The command line: ``dfopt [PATH|-]...``; commands by their word.

The first word chooses the command, and only the module of that command is imported.
"""

from __future__ import annotations

import gc
import os
import sys

from dfopt.cli import output
from dfopt.errors import DfoptError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[[list[str]], int]


def _optimize(arguments: list[str]) -> int:
    from dfopt.cli import optimize

    return optimize.run(arguments)


def _layers(arguments: list[str]) -> int:
    from dfopt.cli import layers

    return layers.run(arguments)


def _profile(arguments: list[str]) -> int:
    from dfopt.cli import profile

    return profile.run(arguments)


def _prove(arguments: list[str]) -> int:
    from dfopt.cli import prove

    return prove.run(arguments)


def _rebuild(arguments: list[str]) -> int:
    from dfopt.cli import rebuild

    return rebuild.run(arguments)


def _replay(arguments: list[str]) -> int:
    from dfopt.cli import replay

    return replay.run(arguments)


def _rule(arguments: list[str]) -> int:
    from dfopt.cli import rule

    return rule.run(arguments)


def _server(arguments: list[str]) -> int:
    from dfopt.cli import server

    return server.run(arguments)


def _tree(arguments: list[str]) -> int:
    from dfopt.cli import tree

    return tree.run(arguments)


def _verify(arguments: list[str]) -> int:
    from dfopt.cli import verify

    return verify.run(arguments)


def _why(arguments: list[str]) -> int:
    from dfopt.cli import why

    return why.run(arguments)


#: Commands by their word; any other first word belongs to the default command.
COMMANDS: dict[str, Command] = {
    "layers": _layers,
    "profile": _profile,
    "prove": _prove,
    "rebuild": _rebuild,
    "replay": _replay,
    "rule": _rule,
    "server": _server,
    "tree": _tree,
    "verify": _verify,
    "why": _why,
}


class _SpareCollector:
    """Keep the garbage collector out of a process that is over before there is any garbage.

    Its runs, the last of them at exit, would be a tenth of a short run.
    """

    def __enter__(self) -> None:
        gc.set_threshold(200_000)

    def __exit__(self, *_: object) -> None:
        gc.freeze()


def _reason(error: Exception) -> str:
    """Return what is wrong; what no file explains may be the current directory that is gone."""
    if isinstance(error, OSError):
        try:
            os.getcwd()
        except OSError as gone:
            return f"the current directory cannot be used: {gone.strerror or gone}"
    return str(error)


def main(argv: Sequence[str] | None = None) -> int:
    """Run dfopt with these arguments (default: those of the process); return the exit code.

    The code is 0 for success, 1 where ``--check`` or ``--diff`` found something to change, and 2
    for an error; it is never another, and nothing is raised.
    """
    if argv is None:
        with _SpareCollector():
            return main(sys.argv[1:])
    arguments = list(argv)
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else _optimize(arguments)
    except SystemExit as stop:
        # argparse leaves this way, after --help and after a usage error.
        return stop.code if isinstance(stop.code, int) else 0
    except BrokenPipeError:
        # The reader has seen enough, as in `dfopt tree FILE | head`.
        output.discard()
        return 0
    except KeyboardInterrupt:
        output.error("interrupted")
    except (DfoptError, OSError) as error:
        output.error(_reason(error))
        notes = getattr(error, "__notes__", ())
        if notes:
            # What a command that has failed said itself.
            from dfopt.report.escape import printable_lines

            for note in notes:
                output.say(printable_lines(note))
    except Exception as error:
        output.internal_error("", error)
    return 2
