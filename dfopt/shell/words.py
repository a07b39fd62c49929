"""Words of a script: quotes, expansions, substitutions and here-documents."""

from __future__ import annotations

from dfopt.shell.nodes import Arithmetic, Literal, Parameter, Substitution, Word
from dfopt.shell.text import META, NAME, NAME_START, TextReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.shell.nodes import List, Part

#: Deeper nesting than this is not read.
MAX_DEPTH: Final = 40
#: More here-documents than this on one line are not read.
_MAX_HEREDOCS: Final = 16

DIGITS: Final = frozenset("0123456789")
_NOT_PLAIN: Final = META | frozenset("\\'\"$`")
_NOT_PLAIN_QUOTED: Final = frozenset('\\"$`}')
_SPECIAL: Final = DIGITS | frozenset("@*#?-$!")
_OPERATORS: Final = (":-", ":=", ":?", ":+", "-", "=", "?", "+", "%%", "%", "##", "#")


class WordReader(TextReader):
    """Reads words; what stands in a command substitution is read by the class that knows lists."""

    def list(self, closing: tuple[str, ...]) -> List:
        """Read commands up to one of the closing words."""
        raise NotImplementedError

    def script(self) -> List:
        """Read commands up to the end of the text."""
        raise NotImplementedError

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
            if char in META:
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
        if following in NAME_START:
            part = Parameter(self.name(), quoted=quoted)
        elif following in _SPECIAL:
            self.position += 1
            part = Parameter(following, quoted=quoted)
        if (part is None or following in NAME_START) and self.peek(2) == "\\\n":
            raise self.error("a line is continued inside of an expansion")
        return part

    def arithmetic(self, quoted: bool) -> Arithmetic:
        """Read ``$((...))``."""
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
        """Read a command substitution in backquotes."""
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
        if self.depth > MAX_DEPTH:
            raise self.error("it is nested too deeply")
        body = type(self)("".join(inner), self.dialect, self.depth).script()
        self.depth -= 1
        return Substitution(body, quoted)

    def braced(self, quoted: bool) -> Parameter:
        """Read ``${...}``."""
        self.position += 2
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("it is nested too deeply")
        length = self.peek() == "#" and self.peek(2) != "#}"
        if length:
            self.position += 1
            if self.peek() not in NAME:
                raise self.error("an expansion is not POSIX")
        char = self.peek()
        if char in NAME_START:
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
        return Word(type(self)(body, self.dialect, self.depth + 1).quoted_parts(""))


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
