"""From text to tree: a recursive-descent reader of the shell's grammar.

Source: POSIX.1-2017, *Shell Command Language*, sections 2.2 to 2.10; the manuals of dash and bash
for where they differ. Constructs that only one of the shells called ``sh`` knows are not read.
"""

from __future__ import annotations

from dfopt.shell.nodes import (
    AndOr,
    Assignment,
    Case,
    For,
    Group,
    If,
    List,
    Pipeline,
    Redirection,
    Script,
    Simple,
    While,
    Word,
)
from dfopt.shell.text import META, NAME, NAME_START, OpaqueError
from dfopt.shell.words import DIGITS, MAX_DEPTH, WordReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from dfopt.shell.nodes import Command, Dialect, Separator

#: What a simple command ends at.
_ENDS: Final = frozenset(("", "\n", ";", "&", "|", ")"))
_REDIRECTING: Final = DIGITS | frozenset("<>")
_COMPOUND: Final = frozenset(("{", "if", "for", "while", "until", "case"))
#: Reserved words that no command begins with.
_MISPLACED: Final = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "in", "}", "!"))
#: Reserved words of bash and others, and words that define more than a command.
_FOREIGN: Final = frozenset(("[[", "select", "function", "coproc", "time", "alias", "unalias"))
_RESERVED: Final = _COMPOUND | _MISPLACED | _FOREIGN
_REDIRECTIONS: Final = ("<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">")

_NOWHERE: Final = (0, 0)
NOTHING: Final = List((), _NOWHERE)


def read(text: str, dialect: Dialect = "sh", options: Iterable[str] = ()) -> Script:
    """Read a script.

    Args:
        text: what the shell is given.
        dialect: ``bash`` where the shell surely is bash; ``sh`` may be any POSIX shell.
        options: the shell's own options, as letters and as names.

    What is not understood comes back as an opaque script; nothing is raised.
    """
    found = frozenset(options)
    try:
        if "\0" in text or "\r" in text:
            raise OpaqueError("it holds characters that no shell script should", 0)
        body = _Reader(text, dialect).script()
    except OpaqueError as error:
        return Script(text, NOTHING, dialect, found, error.opaque)
    return Script(text, body, dialect, found)


class _Reader(WordReader):
    """Reads commands."""

    def script(self) -> List:
        body = self.list(())
        if self.position < self.size:
            raise self.error("it is not well-formed")
        if self.awaited:
            raise self.error("a here-document begins inside of a word")
        return body

    # Lists

    def commands(self, *closing: str) -> List:
        """Read lists as :meth:`list`; there has to be one."""
        found = self.list(closing)
        if not found.items:
            raise self.error("a command is missing")
        return found

    def list(self, closing: tuple[str, ...]) -> List:
        """Read lists up to one of the closing words, ``)`` or the end."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("it is nested too deeply")
        items: list[tuple[AndOr, Separator]] = []
        self.newlines()
        start = self.position
        while not self.at_end(closing):
            item = self.and_or()
            items.append((item, self.separator()))
            if not items[-1][1]:
                break
        self.depth -= 1
        return List(tuple(items), (start, self.position))

    def at_end(self, closing: tuple[str, ...]) -> bool:
        if self.position >= self.size or self.peek() == ")":
            return True
        if self.peek(2) == ";;":
            return True
        return bool(closing) and self.word_ahead() in closing

    def separator(self) -> Separator:
        self.blanks()
        char = self.peek()
        if char == ";" and self.peek(2) != ";;":
            self.position += 1
            self.newlines()
            return ";"
        if char == "&":
            if self.peek(2) == "&>":
                raise self.error("'&>' is not POSIX")
            self.take("&")
            self.newlines()
            return "&"
        if char == "\n":
            self.newlines()
            return "\n"
        return ""

    def and_or(self) -> AndOr:
        start = self.position
        first = self.pipeline()
        rest: list[tuple[str, Pipeline]] = []
        while True:
            self.blanks()
            operator = self.peek(2)
            if operator not in ("&&", "||"):
                break
            self.position += 2
            self.newlines()
            rest.append((operator, self.pipeline()))
        end = (rest[-1][1] if rest else first).span[1]
        return AndOr(first, tuple(rest), (start, end))  # type: ignore[arg-type]

    def pipeline(self) -> Pipeline:
        start = self.position
        negated = self.word_ahead() == "!"
        if negated:
            self.take("!")
            self.blanks()
        commands = [self.command()]
        while True:
            self.blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            if self.peek(2) == "|&":
                raise self.error("'|&' is not POSIX")
            self.position += 1
            self.newlines()
            commands.append(self.command())
        return Pipeline(tuple(commands), negated, (start, commands[-1].span[1]))

    # Commands

    def command(self) -> Command:
        start = self.position
        if self.peek(2) == "((":
            raise self.error("'((' is not POSIX")
        if self.peek() == "(":
            self.take("(")
            body = self.commands()
            self.newlines()
            if self.peek() != ")":
                raise self.error("')' is missing")
            self.position += 1
            redirections, end = self.redirections()
            return Group(body, redirections, True, (start, end))
        word = self.word_ahead()
        if word in _FOREIGN:
            raise self.error(f"'{word}' is not read")
        if word in _MISPLACED:
            raise self.error(f"'{word}' is out of place")
        if word not in _COMPOUND:
            return self.simple()
        self.take(word)
        return self.compound(word)(start, word)

    def compound(self, word: str) -> Callable[[int, str], Command]:
        """Return the reader of what a reserved word begins."""
        return {
            "{": self.group, "if": self.if_, "for": self.for_, "while": self.while_,
            "until": self.while_, "case": self.case,
        }[word]  # fmt: skip

    def group(self, start: int, _: str) -> Command:
        body = self.commands("}")
        self.reserved("}")
        redirections, end = self.redirections()
        return Group(body, redirections, False, (start, end))

    def if_(self, start: int, _: str) -> Command:
        branches = []
        otherwise = None
        word = "if"
        while word in ("if", "elif"):
            condition = self.commands("then")
            self.reserved("then")
            branches.append((condition, self.commands("elif", "else", "fi")))
            self.newlines()
            word = self.word_ahead()
            if word in ("elif", "else"):
                self.take(word)
        if word == "else":
            otherwise = self.commands("fi")
        self.reserved("fi")
        redirections, end = self.redirections()
        return If(tuple(branches), otherwise, redirections, (start, end))

    def for_(self, start: int, _: str) -> Command:
        self.blanks()
        name = self.name()
        self.newlines()
        words = []
        if self.word_ahead() != "in":
            raise self.error("a loop over the arguments is not read")
        self.take("in")
        self.blanks()
        while self.peek() not in ("", ";", "\n"):
            words.append(self.word())
            self.blanks()
        if self.peek() == ";":
            self.position += 1
        self.reserved("do")
        body = self.commands("done")
        self.reserved("done")
        redirections, end = self.redirections()
        return For(name, tuple(words), body, redirections, (start, end))

    def while_(self, start: int, word: str) -> Command:
        condition = self.commands("do")
        self.reserved("do")
        body = self.commands("done")
        self.reserved("done")
        redirections, end = self.redirections()
        return While(condition, body, word == "until", redirections, (start, end))

    def case(self, start: int, _: str) -> Command:
        self.blanks()
        subject = self.word()
        self.reserved("in")
        items = []
        self.newlines()
        while self.word_ahead() != "esac":
            if self.peek() == "(":
                self.position += 1
                self.blanks()
            patterns = [self.word()]
            self.blanks()
            while self.peek() == "|":
                self.position += 1
                self.blanks()
                patterns.append(self.word())
                self.blanks()
            if self.peek() != ")":
                raise self.error("')' is missing")
            self.position += 1
            body = self.list(("esac",))
            items.append((tuple(patterns), body))
            self.newlines()
            if self.peek(2) == ";;":
                if self.peek(3) == ";;&":
                    raise self.error("';;&' is not POSIX")
                self.position += 2
                self.newlines()
            elif self.word_ahead() != "esac":
                raise self.error("';;' is missing")
        self.reserved("esac")
        redirections, end = self.redirections()
        return Case(subject, tuple(items), redirections, (start, end))

    def redirections(self) -> tuple[tuple[Redirection, ...], int]:
        """Read the redirections of a compound command, and tell where it ends."""
        found: list[Redirection] = []
        end = self.position
        while True:
            self.blanks()
            redirection = self.redirection()
            if redirection is None:
                if found and self.peek() not in _ENDS:
                    raise self.error("a word stands behind a compound command")
                return tuple(found), end
            found.append(redirection)
            end = self.position

    def redirection(self) -> Redirection | None:
        text, position = self.text, self.position
        end = position
        while end < len(text) and text[end] in DIGITS:
            end += 1
        operator = next((o for o in _REDIRECTIONS if text.startswith(o, end)), None)
        if operator is None:
            return None
        if text.startswith(("<(", ">(", "<<<"), end):
            raise self.error("it is not POSIX")
        if end > position + 1:
            raise self.error("a file descriptor above 9 is not portable")
        fd = int(text[position:end]) if end > position else None
        self.position = end + len(operator)
        self.blanks()
        if self.peek() in _ENDS or self.peek() in ("<", ">", "("):
            raise self.error("a redirection leads nowhere")
        begin = self.position
        target = self.word()
        if self.peek() in ("<", ">") and text[self.position - 1] in DIGITS:
            raise self.error("a number in front of a redirection may be its own")
        if operator in ("<&", ">&") and text[begin : self.position] not in (*DIGITS, "-"):
            raise self.error("what a file descriptor is a copy of is not plain")
        if not operator.startswith("<<"):
            return Redirection(fd, operator, target)
        delimiter = self.delimiter(self.text[begin : self.position])
        quoted = any(char in self.text[begin : self.position] for char in "\\'\"")
        return Redirection(fd, operator, self.heredoc(delimiter, quoted, operator == "<<-"))

    def delimiter(self, raw: str) -> str:
        if any(char in raw for char in "$`\n") or ("\\" in raw and ('"' in raw or "'" in raw)):
            raise self.error("the end of a here-document is not plain")
        return "".join(char for char in raw if char not in "\\'\"")

    def simple(self) -> Simple:
        start = self.position
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirections: list[Redirection] = []
        end = start
        while True:
            self.blanks()
            char = self.peek()
            if char in _ENDS:
                # What '&' begins here may be '&>', which is for the separator to see.
                break
            if char == "(":
                raise self.error("a function, or a parenthesis out of place")
            redirection = self.redirection() if char in _REDIRECTING else None
            if redirection is not None:
                redirections.append(redirection)
            elif not words and redirections and self.word_ahead() in _RESERVED:
                raise self.error("a reserved word stands behind a redirection")
            elif not words and (name := self.assigned()):
                assignments.append(Assignment(name, self.value()))
            else:
                words.append(self.word())
                if char == "{" and self.peek() in ("<", ">"):
                    raise self.error("a file descriptor in a variable is not POSIX")
            end = self.position
        if not (assignments or words or redirections):
            raise self.error("a command is missing")
        return Simple(tuple(assignments), tuple(words), tuple(redirections), (start, end))

    def assigned(self) -> str:
        """Step over ``name=`` and return the name; empty if none stands here."""
        text, end = self.text, self.position
        if end < len(text) and text[end] in NAME_START:
            while end < len(text) and text[end] in NAME:
                end += 1
            if text.startswith("+=", end) or text.startswith("[", end):
                raise self.error("it is not POSIX")
            if text.startswith("=", end):
                name = text[self.position : end]
                self.position = end + 1
                if self.peek() == "(":
                    raise self.error("an array is not POSIX")
                return name
        return ""

    def value(self) -> Word:
        """Read what follows ``name=``; nothing may."""
        if self.peek() == "" or self.peek() in META:
            return Word(())
        return self.word()
