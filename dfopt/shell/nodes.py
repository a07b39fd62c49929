"""The tree of a shell script.

Names follow POSIX.1-2017, chapter 2 of the volume *Shell & Utilities*. A ``span`` counts characters
of the script's text; inside of backquotes and here-documents it counts those of their own.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal as Either

    Dialect = Either["sh", "bash"]
    Operator = Either["&&", "||"]
    Separator = Either[";", "&", "\n", ""]
    Span = tuple[int, int]


class Literal(Record, compare=True):
    """Text that stands for itself; ``quoted`` text is not looked at for wildcards."""

    text: str
    quoted: bool = False


class Parameter(Record, compare=True):
    """``$name`` or ``${name operator operand}``; unquoted ones are split and globbed."""

    name: str
    operator: str = ""
    operand: Word | None = None
    quoted: bool = False


class Substitution(Record, compare=True):
    """``$(...)`` or the same in backquotes."""

    body: List
    quoted: bool = False


class Arithmetic(Record, compare=True):
    """``$((...))``, as it is written."""

    text: str
    quoted: bool = False


if TYPE_CHECKING:
    Part = Literal | Parameter | Substitution | Arithmetic


class Word(Record, compare=True):
    """One word: its parts, one after the other."""

    parts: tuple[Part, ...]

    @property
    def literal(self) -> str | None:
        """The word's text, quotes removed; None if the shell makes something else of it."""
        if self.has_pattern or self.has_tilde:
            return None
        texts = [part.text for part in self.parts if isinstance(part, Literal)]
        return "".join(texts) if len(texts) == len(self.parts) else None

    @property
    def has_pattern(self) -> bool:
        """Whether the shell looks for files that match, or expands braces."""
        unquoted = [p.text for p in self.parts if isinstance(p, Literal) and not p.quoted]
        return any(char in text for text in unquoted for char in "*?[{")

    @property
    def has_tilde(self) -> bool:
        """Whether a home directory may take the place of a tilde.

        In what looks like an assignment that is also so behind ``=`` and ``:``.
        """
        first = self.parts[0] if self.parts else None
        if isinstance(first, Literal) and not first.quoted and first.text.startswith("~"):
            return True
        unquoted = [p.text for p in self.parts if isinstance(p, Literal) and not p.quoted]
        return any("=~" in text or ":~" in text for text in unquoted)


class Assignment(Record, compare=True):
    """``name=value`` in front of a command, or alone."""

    name: str
    value: Word


class Redirection(Record, compare=True):
    """``fd operator target``; of a here-document the target is its body."""

    fd: int | None
    operator: str
    target: Word


class Simple(Record, compare=True):
    """A simple command."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirections: tuple[Redirection, ...]
    span: Span


class Group(Record, compare=True):
    """``{ ...; }``, or ``( ... )`` if it is a ``subshell``."""

    body: List
    redirections: tuple[Redirection, ...]
    subshell: bool
    span: Span


class If(Record, compare=True):
    """``if condition; then body; elif ...; else otherwise; fi``."""

    branches: tuple[tuple[List, List], ...]
    otherwise: List | None
    redirections: tuple[Redirection, ...]
    span: Span


class For(Record, compare=True):
    """``for name in words; do body; done``."""

    name: str
    words: tuple[Word, ...]
    body: List
    redirections: tuple[Redirection, ...]
    span: Span


class While(Record, compare=True):
    """``while condition; do body; done``, or ``until``."""

    condition: List
    body: List
    until: bool
    redirections: tuple[Redirection, ...]
    span: Span


class Case(Record, compare=True):
    """``case word in pattern) body;; ... esac``."""

    word: Word
    items: tuple[tuple[tuple[Word, ...], List], ...]
    redirections: tuple[Redirection, ...]
    span: Span


if TYPE_CHECKING:
    Command = Simple | Group | If | For | While | Case


class Pipeline(Record, compare=True):
    """``a | b``; ``! a`` is ``negated``."""

    commands: tuple[Command, ...]
    negated: bool
    span: Span


class AndOr(Record, compare=True):
    """``a && b || c``: the first pipeline, and the operator in front of each further one."""

    first: Pipeline
    rest: tuple[tuple[Operator, Pipeline], ...]
    span: Span

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """All pipelines."""
        return (self.first, *[pipeline for _, pipeline in self.rest])


class List(Record, compare=True):
    """And-or lists, and what stands behind each: ``;``, ``&``, a newline, or nothing."""

    items: tuple[tuple[AndOr, Separator], ...]
    span: Span


class Opaque(Record, compare=True):
    """Why a script is not understood, and where."""

    reason: str
    position: int = 0


class Script(Record, compare=True):
    """A script. ``options`` are the shell's own, as letters and names (``e``, ``pipefail``).

    ``opaque`` says why it is not understood; ``body`` is empty then.
    """

    text: str
    body: List
    dialect: Dialect
    options: frozenset[str] = frozenset()
    opaque: Opaque | None = None


def commands(node: object) -> Iterator[Simple]:
    """Yield all simple commands below a node, those of substitutions too, in no certain order."""
    pending = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, Simple):
            yield each
        if isinstance(each, Record):
            pending += [getattr(each, name) for name in type(each)._fields]
        elif isinstance(each, tuple):
            pending += each
