"""What all commands want from :mod:`argparse`."""

from __future__ import annotations

import argparse

from dfopt.cli import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


_WIDTH = 96


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """A formatter of fixed width.

    argparse makes one for each option that is added, and each without a width imports ``shutil``,
    with all its compression modules, to measure the terminal.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=_WIDTH)


class Parser(argparse.ArgumentParser):
    """An argument parser that does not guess options and complains in one line."""

    def __init__(self, prog: str, usage: str, description: str) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            allow_abbrev=False,
            formatter_class=_HelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and leave with exit code 2."""
        output.error(f"{message} (see '{self.prog} --help')")
        raise SystemExit(2)
