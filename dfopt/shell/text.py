"""A position in the text of a script: blanks, comments, newlines and plain words."""

from __future__ import annotations

from dfopt.shell.nodes import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.shell.nodes import Dialect

META: Final = frozenset(" \t\n;&|<>()")
NAME_START: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
NAME: Final = NAME_START | frozenset("0123456789")


class OpaqueError(Exception):
    """The text is not understood."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.opaque = Opaque(reason, position)


class TextReader:
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

    def error(self, reason: str) -> OpaqueError:
        """Return that the text is not understood from here on."""
        return OpaqueError(reason, self.position)

    def peek(self, length: int = 1) -> str:
        """Return the next characters."""
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
        """Step over a newline, and over the here-documents that begin behind it."""
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

    def word_ahead(self) -> str:
        """Return the plain text of the next word, as a reserved word would be written."""
        text, end = self.text, self.position
        while end < len(text) and text[end] not in META:
            if text[end] == "\\" and text.startswith("\n", end + 1):
                break
            end += 1
        return text[self.position : end]

    def take(self, word: str) -> None:
        """Step over a reserved word."""
        self.position += len(word)
        self.continues()

    def reserved(self, word: str) -> None:
        """Step over a reserved word, which has to come next."""
        self.newlines()
        if self.word_ahead() != word:
            raise self.error(f"'{word}' is missing")
        self.take(word)

    def name(self) -> str:
        """Read the name of a variable."""
        end = self.position
        while end < self.size and self.text[end] in NAME:
            end += 1
        name = self.text[self.position : end]
        if not name or name[0].isdigit():
            raise self.error("a name is missing")
        self.position = end
        return name
