"""From text to tree: a recursive-descent reader of the shell's grammar.

Source: POSIX.1-2017, *Shell Command Language*, sections 2.2 to 2.10; the manuals of dash and bash
for where they differ. Constructs that only one of the shells called ``sh`` knows are not read.
"""

from __future__ import annotations

from dfopt.shell.nodes import (
    AndOr,
    Arithmetic,
    Assignment,
    Case,
    For,
    Group,
    If,
    List,
    Literal,
    Opaque,
    Parameter,
    Pipeline,
    Redirection,
    Script,
    Simple,
    Substitution,
    While,
    Word,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from dfopt.shell.nodes import Command, Dialect, Part, Separator

#: Deeper nesting than this is not read.
_MAX_DEPTH: Final = 40
#: More here-documents than this on one line are not read.
_MAX_HEREDOCS: Final = 16

_META: Final = frozenset(" \t\n;&|<>()")
_NOT_PLAIN: Final = _META | frozenset("\\'\"$`")
_NOT_PLAIN_QUOTED: Final = frozenset('\\"$`}')
#: What a simple command ends at.
_ENDS: Final = frozenset(("", "\n", ";", "&", "|", ")"))
_NAME_START: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME: Final = _NAME_START | frozenset("0123456789")
_DIGITS: Final = frozenset("0123456789")
_REDIRECTING: Final = _DIGITS | frozenset("<>")
_SPECIAL: Final = _DIGITS | frozenset("@*#?-$!")
_OPERATORS: Final = (":-", ":=", ":?", ":+", "-", "=", "?", "+", "%%", "%", "##", "#")
_COMPOUND: Final = frozenset(("{", "if", "for", "while", "until", "case"))
#: Reserved words that no command begins with.
_MISPLACED: Final = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "in", "}", "!"))
#: Reserved words of bash and others, and words that define more than a command.
_FOREIGN: Final = frozenset(("[[", "select", "function", "coproc", "time", "alias", "unalias"))
_RESERVED: Final = _COMPOUND | _MISPLACED | _FOREIGN
_REDIRECTIONS: Final = ("<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">")

_NOWHERE: Final = (0, 0)
NOTHING: Final = List((), _NOWHERE)


class _OpaqueError(Exception):
    """The text is not understood."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.opaque = Opaque(reason, position)


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
            raise _OpaqueError("it holds characters that no shell script should", 0)
        body = _Reader(text, dialect).script()
    except _OpaqueError as error:
        return Script(text, NOTHING, dialect, found, error.opaque)
    return Script(text, body, dialect, found)


class _Reader:
    """One pass over a text; ``depth`` counts open constructs."""

    def __init__(self, text: str, dialect: Dialect, depth: int = 0) -> None:
        self.text = text
        self.size = len(text)
        self.dialect = dialect
        self.position = 0
        self.depth = depth
        #: Where the text goes on behind the here-documents that begin at a newline.
        self.resume: dict[int, int] = {}
        #: Newlines behind which here-documents begin, until they are met between two commands.
        self.awaited: dict[int, int] = {}

    def script(self) -> List:
        body = self.list(())
        if self.position < self.size:
            raise self.error("it is not well-formed")
        if self.awaited:
            raise self.error("a here-document begins inside of a word")
        return body

    def error(self, reason: str) -> _OpaqueError:
        return _OpaqueError(reason, self.position)

    # Characters

    def peek(self, length: int = 1) -> str:
        return self.text[self.position : self.position + length]

    def blanks(self) -> None:
        """Skip blanks, continued lines and comments."""
        text, end = self.text, self.size
        while self.position < end:
            char = text[self.position]
            if char == " " or char == "\t":
                self.position += 1
            elif char == "\\" and text.startswith("\\\n", self.position):
                self.position += 2
            elif char == "#":
                newline = text.find("\n", self.position)
                self.position = end if newline < 0 else newline
            else:
                return

    def newlines(self) -> None:
        """Skip newlines too, and the here-documents that begin there."""
        self.blanks()
        while self.peek() == "\n":
            self.newline()
            self.blanks()

    def newline(self) -> None:
        self.awaited.pop(self.position, None)
        self.position = self.resume.get(self.position, self.position + 1)

    def continues(self) -> bool:
        """Tell whether a line is continued here, which must not be inside of a token.

        The shell joins the lines before it looks for tokens; here they are looked for before.
        """
        if not self.text.startswith("\\\n", self.position):
            return False
        if self.text[self.position + 2 : self.position + 3] not in (" ", "\t"):
            raise self.error("a line is continued inside of a word")
        return True

    def heredoc(self, delimiter: str, quoted: bool, tabs: bool) -> Word:
        """Read the body of a here-document, which begins behind the line that names it."""
        newline = self.text.find("\n", self.position)
        if newline < 0:
            raise self.error("a here-document has no end")
        if any(char in "\\`()" for char in self.text[self.position : newline]):
            raise self.error("what follows a here-document is not plain")
        self.awaited[newline] = self.awaited.get(newline, 0) + 1
        if self.awaited[newline] > _MAX_HEREDOCS:
            raise self.error("there are too many here-documents")
        position = self.resume.get(newline, newline + 1)
        lines = []
        is_continued = False
        while True:
            if position >= self.size:
                raise self.error("a here-document has no end")
            end = self.text.find("\n", position)
            end = self.size if end < 0 else end
            line = self.text[position:end]
            position = min(end + 1, self.size)
            if is_continued and (line.lstrip("\t") == delimiter or (tabs and line[:1] == "\t")):
                raise self.error("a line of a here-document is continued")
            line = line.lstrip("\t") if tabs else line
            if line == delimiter:
                break
            lines.append(line + "\n")
            is_continued = not quoted and (len(line) - len(line.rstrip("\\"))) % 2 == 1
        self.resume[newline] = position
        body = "".join(lines)
        if quoted:
            return Word((Literal(body, True),))
        return Word(_Reader(body, self.dialect, self.depth + 1).quoted_parts(""))

    def word_ahead(self) -> str:
        """Return the plain text of the next word, as a reserved word would be written."""
        text, end = self.text, self.position
        while end < len(text) and text[end] not in _META:
            if text[end] == "\\" and text.startswith("\n", end + 1):
                break
            end += 1
        return text[self.position : end]

    def take(self, word: str) -> None:
        """Step over a reserved word."""
        self.position += len(word)
        self.continues()

    def reserved(self, word: str) -> None:
        self.newlines()
        if self.word_ahead() != word:
            raise self.error(f"'{word}' is missing")
        self.take(word)

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
        if self.depth > _MAX_DEPTH:
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
        while end < len(text) and text[end] in _DIGITS:
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
        if self.peek() in ("<", ">") and text[self.position - 1] in _DIGITS:
            raise self.error("a number in front of a redirection may be its own")
        if operator in ("<&", ">&") and text[begin : self.position] not in (*_DIGITS, "-"):
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
        if end < len(text) and text[end] in _NAME_START:
            while end < len(text) and text[end] in _NAME:
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
        if self.peek() == "" or self.peek() in _META:
            return Word(())
        return self.word()

    def name(self) -> str:
        end = self.position
        while end < self.size and self.text[end] in _NAME:
            end += 1
        name = self.text[self.position : end]
        if not name or name[0].isdigit():
            raise self.error("a name is missing")
        self.position = end
        return name

    # Words

    def word(self) -> Word:
        """Read one word, which has to begin here."""
        parts: list[Part] = []
        text, size = self.text, self.size
        start = self.position
        while True:
            end = begin = self.position
            while end < size and text[end] not in _NOT_PLAIN:
                end += 1
            if end > begin:
                parts.append(Literal(text[begin:end], False))
                self.position = end
            if end >= size:
                break
            char = text[end]
            if char in _META:
                if char in "<>" and text.startswith("(", self.position + 1):
                    raise self.error("process substitution is not POSIX")
                break
            if char == "\\":
                if self.position + 1 >= size:
                    raise self.error("it ends in a backslash")
                if self.continues():
                    self.position += 2
                    continue
                parts.append(Literal(text[self.position + 1], True))
                self.position += 2
            elif char == "'":
                end = text.find("'", self.position + 1)
                if end < 0:
                    raise self.error("a quote has no end")
                parts.append(Literal(text[self.position + 1 : end], True))
                self.position = end + 1
            elif char == '"':
                self.position += 1
                parts += self.quoted_parts('"') or (Literal("", True),)
                if self.peek() != '"':
                    raise self.error("a quote has no end")
                self.position += 1
            else:
                part = self.expansion(quoted=False)
                parts.append(Literal("$", False) if part is None else part)
        if self.position == start:
            raise self.error("a word is missing")
        return Word(tuple(parts) if len(parts) == 1 else _merged(parts))

    def quoted_parts(self, end: str) -> tuple[Part, ...]:
        """Read up to ``end``, which stays, by the rules inside double quotes.

        With no ``end`` the text is a here-document's, in which a double quote is nothing special.
        """
        parts: list[Part] = []
        plain: list[str] = []
        text, size = self.text, self.size
        while self.position < size:
            char = text[self.position]
            if end and char == end:
                break
            if char == "\\":
                following = text[self.position + 1 : self.position + 2]
                self.position += 2
                if following == "\n":
                    continue
                special = "$`\\" + ('"' if end else "") + (end if end == "}" else "")
                plain.append(following if following and following in special else "\\" + following)
            elif char in "$`":
                part = self.expansion(quoted=True)
                if part is None:
                    plain.append("$")
                    continue
                if plain:
                    parts.append(Literal("".join(plain), True))
                    plain = []
                parts.append(part)
            else:
                begin = self.position
                self.position += 1
                while self.position < size and text[self.position] not in _NOT_PLAIN_QUOTED:
                    self.position += 1
                plain.append(text[begin : self.position])
        if plain:
            parts.append(Literal("".join(plain), True))
        return tuple(parts)

    def expansion(self, *, quoted: bool) -> Part | None:
        """Read what begins with ``$`` or a backquote; None for a dollar that is only one."""
        if self.peek() == "`":
            return self.backquoted(quoted)
        following = self.peek(2)[1:]
        if following in ("'", '"') and not quoted:
            raise self.error(f"'${following}' is not POSIX")
        if self.peek(3) == "$((":
            return self.arithmetic(quoted)
        if following == "[":
            raise self.error("'$[' is not POSIX")
        if following == "(":
            self.position += 1
            self.take("(")
            body = self.list(())
            self.newlines()
            if self.peek() != ")":
                raise self.error("')' is missing")
            self.position += 1
            return Substitution(body, quoted)
        if following == "{":
            return self.braced(quoted)
        self.position += 1
        part = None
        if following in _NAME_START:
            part = Parameter(self.name(), quoted=quoted)
        elif following in _SPECIAL:
            self.position += 1
            part = Parameter(following, quoted=quoted)
        if (part is None or following in _NAME_START) and self.peek(2) == "\\\n":
            raise self.error("a line is continued inside of an expansion")
        return part

    def arithmetic(self, quoted: bool) -> Arithmetic:
        text = self.text
        start = self.position + 3
        depth = 2
        position = start
        while position < len(text) and depth:
            char = text[position]
            if char in "'\"`\\[" or text.startswith(("$(", "++", "--"), position):
                raise self.error("arithmetic that does more than calculate is not read")
            if char == "=" and not _is_comparison(text, position):
                raise self.error("arithmetic that sets a variable is not read")
            depth += (char == "(") - (char == ")")
            position += 1
        if depth or not text.startswith("))", position - 2):
            raise self.error("'))' is missing")
        self.position = position
        return Arithmetic(text[start : position - 2], quoted)

    def backquoted(self, quoted: bool) -> Substitution:
        start = self.position
        self.position += 1
        inner = []
        while self.peek() != "`":
            char = self.peek()
            if not char:
                self.position = start
                raise self.error("a backquote has no end")
            following = self.peek(2)[1:]
            if char == "\\" and following == "\n":
                raise self.error("a line is continued inside of backquotes")
            if char == "\\" and following == '"' and quoted:
                raise self.error("an escaped quote inside of quoted backquotes is not read")
            if char == "\\" and following in ("$", "`", "\\"):
                char = following
                self.position += 1
            inner.append(char)
            self.position += 1
        self.position += 1
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.error("it is nested too deeply")
        body = _Reader("".join(inner), self.dialect, self.depth).script()
        self.depth -= 1
        return Substitution(body, quoted)

    def braced(self, quoted: bool) -> Parameter:
        self.position += 2
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.error("it is nested too deeply")
        length = self.peek() == "#" and self.peek(2) != "#}"
        if length:
            self.position += 1
            if self.peek() not in _NAME:
                raise self.error("an expansion is not POSIX")
        char = self.peek()
        if char in _NAME_START:
            name = self.name()
        elif char in _SPECIAL:
            name = char
            self.position += 1
        else:
            raise self.error("an expansion is not POSIX")
        if length:
            if self.peek() != "}":
                raise self.error("an expansion is not POSIX")
            self.position += 1
            self.depth -= 1
            return Parameter(name, "#length", None, quoted)
        operator = next((o for o in _OPERATORS if self.text.startswith(o, self.position)), "")
        self.position += len(operator)
        operand = None
        if operator:
            operand = Word(self.operand(quoted))
        if self.peek() != "}":
            raise self.error("an expansion is not POSIX")
        self.position += 1
        self.depth -= 1
        return Parameter(name, operator, operand, quoted)

    def operand(self, quoted: bool) -> tuple[Part, ...]:
        """Read the word behind the operator of ``${...}``."""
        if quoted:
            start = self.position
            parts = self.quoted_parts("}")
            if '"' in self.text[start : self.position] or "'" in self.text[start : self.position]:
                raise self.error("quotes inside an expansion are not read")
            return parts
        parts_: list[Part] = []
        while self.peek() not in ("", "}"):
            char = self.peek()
            if char in " \t\n;&|<>()":
                parts_.append(Literal(char, True))
                self.position += 1
                continue
            end = self.position
            while end < self.size and self.text[end] not in "}\"'\\$`" + " \t\n;&|<>()":
                end += 1
            if end > self.position:
                parts_.append(Literal(self.text[self.position : end]))
                self.position = end
            elif char in "\"'\\":
                raise self.error("quotes inside an expansion are not read")
            else:
                part = self.expansion(quoted=False)
                parts_.append(Literal("$") if part is None else part)
        return tuple(parts_)


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """Join neighbouring literals of one kind."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Literal) and isinstance(last, Literal) and part.quoted == last.quoted:
            merged[-1] = Literal(last.text + part.text, part.quoted)
        else:
            merged.append(part)
    return tuple(merged)


def _is_comparison(text: str, position: int) -> bool:
    """Tell whether an equals sign of an arithmetic expression is one of a comparison."""
    before = text[position - 1]
    if text.startswith("=", position + 1):
        return before not in "=<>"
    if before in "<>":
        return text[position - 2] != before
    return before in "!="
