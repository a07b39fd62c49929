"""The syntax tree of a Dockerfile: lossless, immutable, compared by identity.

``str(node)`` is the node's text, and the text of the whole file is the concatenation of its parts.
No node knows where it stands; moving an instruction moves its text.

Who owns what
-------------
* White space, continuations and comments inside an instruction belong to the token that follows
  them (``Token.before``), or to the instruction's ``trailing``.
* Comments directly above an instruction belong to it (``leading``), and so do the blank lines above
  those: both travel with it.
* A comment block that a blank line parts from what follows is a :class:`Section`: it stays where it
  is, with the blank lines around it.
* Comments and blank lines after the last instruction are the file's ``trailer``.
* Parser directives, the byte order mark and everything else in front of the first instruction
  belong to the first instruction, which never moves.
"""

from __future__ import annotations

from dfopt.record import Record
from dfopt.syntax.driver import Token, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.syntax.lexer import LexedLine
    from dfopt.terms import Diagnostic


class Line(Record):
    """A whole physical line that is no instruction: ``blank``, ``comment`` or ``directive``."""

    kind: str
    raw: str

    def __str__(self) -> str:
        return self.raw


class Section(Record):
    """A comment block set apart by a blank line: a header that stays where it stands."""

    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return "".join(line.raw for line in self.lines)


class Heredoc(Record):
    """A here-document of ADD, COPY or RUN.

    ``content`` is the body as it stands in the file; ``expand`` is false where the delimiter was
    quoted, ``chomp`` is true for ``<<-``. Source: BuildKit's ``parser.Heredoc``.
    """

    name: str
    content: str
    file_descriptor: int
    expand: bool
    chomp: bool


class Statement(Record):
    """An instruction of the file, well-formed or not.

    ``leading`` are the blank and comment lines it owns, ``trailing`` what follows its last token,
    newline included. ``lexed`` is what BuildKit's parser layer hands on, ``open_ended`` tells that
    the file ends in the middle of a continuation.
    """

    leading: tuple[Line, ...]
    children: tuple[Token | Tree, ...]
    trailing: str
    lexed: LexedLine
    heredocs: tuple[Heredoc, ...] = ()
    empty_continuation: bool = False
    open_ended: bool = False

    def __str__(self) -> str:
        return "".join(map(str, (*self.leading, *self.children))) + self.trailing

    @property
    def text(self) -> str:
        """The instruction less the lines above it."""
        return "".join(map(str, self.children)) + self.trailing

    @property
    def comments(self) -> tuple[str, ...]:
        """The comment lines above the instruction that belong to it, trimmed."""
        return tuple(line.raw.strip() for line in self.leading if line.kind == "comment")

    @property
    def kind(self) -> str:
        """The instruction word in upper case."""
        return self.lexed.kind

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags with quotes and escapes removed, ``--name=value`` each."""
        return self.lexed.flags

    @property
    def arguments(self) -> tuple[str, ...]:
        """BuildKit's arguments (see :class:`~dfopt.syntax.lexer.LexedLine`)."""
        return self.lexed.arguments

    def flag(self, name: str) -> str | None:
        """Return the value of a flag; empty for one without a value, None where it is absent."""
        for flag in self.flags:
            key, _, value = flag[2:].partition("=")
            if key == name:
                return value
        return None

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens in the order of the text."""
        stack: list[Token | Tree] = list(reversed(self.children))
        while stack:
            node = stack.pop()
            if isinstance(node, Token):
                yield node
            else:
                stack.extend(reversed(node.children))

    def trees(self, name: str) -> tuple[Tree, ...]:
        """Return the parts that the grammar rule ``name`` made."""
        return tuple(c for c in self.children if isinstance(c, Tree) and c.name == name)


class Unparsed(Statement):
    """An instruction that BuildKit refuses, kept token by token; nothing may cross it."""


class Instruction(Statement):
    """A well-formed instruction; the subclasses give its parts their names."""


class From(Instruction):
    """``FROM image [AS name]``."""

    @property
    def image(self) -> str:
        """The image or the stage to start from, unexpanded."""
        return self.arguments[0]

    @property
    def stage_name(self) -> str | None:
        """The stage's own name in lower case, None where it has none."""
        return self.arguments[2].lower() if len(self.arguments) == 3 else None


class Pair(Record):
    """One assignment of ENV or LABEL, unexpanded; ``legacy`` for the form without ``=``."""

    key: str
    value: str
    legacy: bool


class Assignment(Instruction):
    """ENV or LABEL."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The assignments in their order."""
        words = self.arguments
        return tuple(
            Pair(words[i], words[i + 1], not words[i + 2]) for i in range(0, len(words), 3)
        )


class Env(Assignment):
    """``ENV key=value ...`` or ``ENV key value``."""


class Label(Assignment):
    """``LABEL key=value ...`` or ``LABEL key value``."""


class Arg(Instruction):
    """``ARG name[=default] ...``."""

    @property
    def declarations(self) -> tuple[tuple[str, str | None], ...]:
        """Names with their unexpanded defaults; None where there is none."""
        split = [word.partition("=") for word in self.arguments]
        return tuple((name, value if equals else None) for name, equals, value in split)


class Command(Instruction):
    """RUN, CMD, ENTRYPOINT, HEALTHCHECK or SHELL: an exec form or a shell form."""

    @property
    def is_exec_form(self) -> bool:
        """Whether the command is a JSON array."""
        return self.lexed.json


class Run(Command):
    """``RUN command``."""

    @property
    def script(self) -> str:
        """The command line of the shell form, with its heredoc bodies; empty for an exec form."""
        if self.is_exec_form:
            return ""
        bodies = [f"\n{heredoc.content}{heredoc.name}" for heredoc in self.heredocs]
        return "".join((*self.arguments, *bodies))


class Cmd(Command):
    """``CMD command``."""


class Entrypoint(Command):
    """``ENTRYPOINT command``."""


class Shell(Command):
    """``SHELL ["executable", ...]``."""


class Healthcheck(Command):
    """``HEALTHCHECK NONE`` or ``HEALTHCHECK CMD command``."""


class Transfer(Instruction):
    """COPY or ADD."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources, unexpanded, heredoc words included."""
        return self.arguments[:-1]

    @property
    def destination(self) -> str:
        """The destination, unexpanded."""
        return self.arguments[-1]


class Copy(Transfer):
    """``COPY source... destination``."""

    @property
    def from_stage(self) -> str | None:
        """The stage or image of ``--from``; None for the build context."""
        return self.flag("from")


class Add(Transfer):
    """``ADD source... destination``."""


class Expose(Instruction):
    """``EXPOSE port...``."""


class Volume(Instruction):
    """``VOLUME path...``."""


class User(Instruction):
    """``USER name``."""


class Workdir(Instruction):
    """``WORKDIR path``."""

    @property
    def path(self) -> str:
        """The path, unexpanded."""
        return self.arguments[0]


class Stopsignal(Instruction):
    """``STOPSIGNAL signal``."""


class Maintainer(Instruction):
    """``MAINTAINER name``."""


class Onbuild(Instruction):
    """``ONBUILD instruction``."""


#: The node class of each rule of the grammar.
CLASS_OF_RULE: Final[dict[str, type[Instruction]]] = {
    cls.__name__.lower(): cls
    for cls in (
        Add, Arg, Cmd, Copy, Entrypoint, Env, Expose, From, Healthcheck, Label, Maintainer,
        Onbuild, Run, Shell, Stopsignal, User, Volume, Workdir,
    )
}  # fmt: skip


class Dockerfile(Record):
    """A whole file.

    ``escape``, ``syntax`` and ``check`` are the values of the parser directives as BuildKit reads
    them; ``syntax`` and ``check`` are None where there is none.
    """

    byte_order_mark: str
    body: tuple[Statement | Section, ...]
    trailer: tuple[Line, ...]
    escape: str
    syntax: str | None
    check: str | None
    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        return self.byte_order_mark + "".join(map(str, (*self.body, *self.trailer)))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The instructions, well-formed or not, in their order."""
        return tuple(item for item in self.body if isinstance(item, Statement))

    @property
    def has_errors(self) -> bool:
        """Whether BuildKit would refuse the file."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def variables_of(statement: Statement) -> Iterator[str]:
    """Yield the variables that an ENV or ARG sets, in their order; of others there are none."""
    if isinstance(statement, Env):
        for pair in statement.pairs:
            yield pair.key
    elif isinstance(statement, Arg):
        for name, _ in statement.declarations:
            yield name
