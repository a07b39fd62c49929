"""Tables: drawn with rich for people, plain lines where a program reads."""

from __future__ import annotations

import os

from dfopt.record import Record
from dfopt.report.escape import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final, TextIO

    from rich.table import Table as Drawn

#: With less room for a text that may be cut off, sides are not drawn beside each other.
_READABLE: Final = 28
#: A text is not cut off to less than this.
_LEAST: Final = 8


class Column(Record, compare=True):
    """A column: its heading, whether numbers stand in it, and whether it may be cut off."""

    heading: str
    is_number: bool = False
    may_be_cut: bool = False


class Table(Record, compare=True):
    """A title, columns, and rows of as many texts; ``footer`` lines follow the rows.

    ``sides`` names equal groups of the columns that stand one beside the other. Where a terminal is
    too narrow for that, they are drawn one below the other.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    def stacked(self) -> list[Table]:
        """Return the sides as tables of their own, without the footer."""
        size = len(self.columns) // len(self.sides)
        found = []
        for number, side in enumerate(self.sides):
            part = slice(number * size, (number + 1) * size)
            rows = tuple([row[part] for row in self.rows if any(row[part])])
            found.append(Table(f"{self.title}: {side}", self.columns[part], rows))
        return found


def show(tables: Sequence[Table], stream: TextIO, *, is_terminal: bool) -> str:
    """Return tables as text for a stream.

    Args:
        tables: what to show, in order.
        stream: where it will be written; its width and colours count if it is a terminal.
        is_terminal: whether a person reads it.
    """
    return _rich(tables, stream) if is_terminal else "\n".join(map(plain, tables))


def plain(table: Table) -> str:
    """Return a table as lines of aligned columns, none of them cut off."""
    lines = [tuple(column.heading for column in table.columns), *table.rows]
    cells = [[printable(cell) for cell in line] for line in lines]
    widths = [max(len(line[i]) for line in cells) for i in range(len(table.columns))]
    shown = [printable(table.title)] if table.title else []
    for line in cells:
        parts = [
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(line, widths, table.columns, strict=True)
        ]
        shown.append("  ".join(parts).rstrip())
    shown += [printable(line) for line in table.footer]
    return "\n".join(shown) + "\n"


def _rich(tables: Sequence[Table], stream: TextIO) -> str:
    from rich.console import Console
    from rich.text import Text

    from dfopt.report.text import wants_colour

    # NO_COLOR turns off what rich does not count as a colour, too: bold and italic headings.
    is_colourful = wants_colour("auto", stream, os.environ)
    console = Console(file=stream, highlight=False, color_system="auto" if is_colourful else None)
    with console.capture() as capture:
        for table in tables:
            is_narrow = table.sides and _room(table, console.width) < _READABLE
            for part in table.stacked() if is_narrow else [table]:
                console.print(_drawn(part, console.width))
            for line in table.footer:
                console.print(Text(printable(line)))
    return capture.get()


def _drawn(table: Table, width: int) -> Drawn:
    """Return a table for rich, in which columns that may be cut off share what the others leave."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=SIMPLE_HEAD, title=Text(printable(table.title)), title_justify="left")
    room = max(_LEAST, _room(table, width))
    for column, needed in zip(table.columns, _widths(table)):
        drawn.add_column(
            column.heading,
            justify="right" if column.is_number else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=min(needed, room) if column.may_be_cut else needed,
        )
    for row in table.rows:
        drawn.add_row(*[Text(printable(cell)) for cell in row])
    return drawn


def _widths(table: Table) -> list[int]:
    """Return how many columns of a terminal the texts of each column take."""
    from rich.cells import cell_len

    lines = [[column.heading for column in table.columns], *table.rows]
    return [max(cell_len(printable(cell)) for cell in cells) for cells in zip(*lines)]


def _room(table: Table, width: int) -> int:
    """Return what is left for each of the columns that may be cut off."""
    # A blank on either side of each text, a blank between columns, and one at both ends.
    spaces = 3 * len(table.columns) + 1
    cut = [number for column, number in zip(table.columns, _widths(table)) if column.may_be_cut]
    rest = width - spaces - (sum(_widths(table)) - sum(cut))
    for done, needed in enumerate(sorted(cut)):
        share = rest // (len(cut) - done)
        if needed > share:
            return share
        rest -= needed
    return max(cut, default=0)


class Progress:
    """A bar on standard error, shown only after half a second, and only to people."""

    def __init__(self, title: str, total: int, stream: TextIO | None) -> None:
        from time import monotonic

        self._clock = monotonic
        self._title, self._total = title, total
        self._stream = stream if stream is not None and stream.isatty() else None
        self._began = monotonic()
        self._done = 0
        self._bar: object = None

    def tick(self) -> None:
        """Count one more."""
        self._done += 1
        if self._stream is None or self._clock() - self._began < _PATIENCE:
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        if self._bar is None:
            bar = Bar(console=Console(file=self._stream), transient=True)
            bar.start()
            self._task = bar.add_task(self._title, total=self._total)
            self._bar = bar
        assert isinstance(self._bar, Bar)
        self._bar.update(self._task, completed=self._done)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            from rich.progress import Progress as Bar

            assert isinstance(self._bar, Bar)
            self._bar.stop()


_PATIENCE = 0.5


def seconds(value: float) -> str:
    """Return seconds as people read them."""
    if value >= 3600:
        return f"{int(value // 3600)} h {int(value % 3600 // 60):02} min"
    if value >= 100:
        return f"{value:.0f} s"
    return f"{value:.1f} s" if value >= 10 else f"{value:.2f} s"


def size(value: int) -> str:
    """Return a number of bytes as Docker prints it."""
    number, unit = float(value), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:.4g}{unit}"


def percent(share: float) -> str:
    """Return a share as whole percents."""
    return f"{100 * share:.0f} %"
