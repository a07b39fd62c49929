"""Tables: drawn with rich for people, plain lines where a program reads."""

from __future__ import annotations

from dfopt.record import Record
from dfopt.report.escape import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO


class Column(Record, compare=True):
    """A column: its heading, whether numbers stand in it, and whether it may be cut off."""

    heading: str
    is_number: bool = False
    may_be_cut: bool = False


class Table(Record, compare=True):
    """A title, columns, and rows of as many texts; ``footer`` lines follow the rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[str, ...] = ()


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
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    with console.capture() as capture:
        for table in tables:
            drawn = Drawn(box=SIMPLE_HEAD, title=Text(printable(table.title)), title_justify="left")
            for column in table.columns:
                drawn.add_column(
                    column.heading,
                    justify="right" if column.is_number else "left",
                    no_wrap=True,
                    overflow="ellipsis" if column.may_be_cut else "fold",
                )
            for row in table.rows:
                drawn.add_row(*[Text(printable(cell)) for cell in row])
            console.print(drawn)
            for line in table.footer:
                console.print(Text(printable(line)))
    return capture.get()


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
