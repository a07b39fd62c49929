"""What words come to: surely, or as far as they are known."""

from __future__ import annotations

import re

from dfopt.knowledge.state import ShellState
from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex
from dfopt.shell.nodes import Arithmetic, Literal, Parameter, Substitution, Word, commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.shell.nodes import List

#: More texts than this that a word may come to are taken as one.
_MAX_TEXTS: Final = 16
_SPLIT: Final = regex(r"[\s*?\[\\]")
_GLOB: Final = regex(r"[*?\[\\\x00-\x08\x0b-\x1f]")
#: Commands that print where something is.
_PRINT_PATHS: Final = frozenset(("pwd", "realpath", "readlink", "dirname", "find", "ls"))
#: The beginning of a package with its version; what comes then is no path any more.
_PINNED: Final = regex(
    r"(?:@[\w.-]+/)?[A-Za-z0-9][\w.-]*(?:\[[\w,. -]*\])?(?:==|~=|>=|<=|@|:)[\w.-]*"
)


class Expansion(ShellState):
    """Expands words; what stands in a command substitution is walked by the class that can."""

    def list(self, node: List) -> None:
        """Walk over lists of commands."""
        raise NotImplementedError

    def text(self, word: Word) -> str | None:
        """Return what a word comes to, None where that is not known; commands in it are walked."""
        parts = word.parts
        if len(parts) == 1 and isinstance(parts[0], Literal):
            return parts[0].text
        texts = [self.part(part) for part in parts]
        return None if None in texts else "".join(filter(None, texts))

    def part(self, part: object) -> str | None:
        """Return what a part of a word comes to."""
        if isinstance(part, Literal):
            return part.text
        if isinstance(part, Parameter):
            return self.parameter(part)
        if isinstance(part, Substitution):
            self.branch().list(part.body)
            return None
        assert isinstance(part, Arithmetic)
        for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", part.text):
            self.read_variable(name)
            if re.search("[A-Za-z_]", self.variables.get(name) or ""):
                # The shell takes a value that is a name for that variable.
                raise UnknownError("a value is calculated from the values of other variables")
        return None

    def pinned(self, word: Word) -> str | None:
        """Return a package with a letter in its version for what is only known at build time.

        None where more of it than the version may not be known.
        """
        if not all(isinstance(part, Literal | Parameter) for part in word.parts):
            return None
        if not _PINNED.fullmatch(self.start_of(word)):
            return None
        self.assume("arguments.no-paths")
        return self.filled(word)

    def value(self, word: Word) -> str | None:
        """Return what a word on the right of an assignment comes to."""
        text = self.text(word)
        return self.tilde(text) if word.has_tilde else text

    def texts(self, word: Word) -> frozenset[str]:
        """Return what a word may come to, with nothing in the place of what is not known."""
        found = {""}
        for part in word.parts:
            found = {front + end for front in found for end in self.options(part) or {""}}
            if len(found) > _MAX_TEXTS:
                found = {" ".join(sorted(found))}
        return frozenset(found - {""})

    def options(self, part: object) -> frozenset[str]:
        """Return what a part of a word may come to, as far as that is known."""
        if isinstance(part, Literal):
            return frozenset((part.text,))
        if isinstance(part, Parameter):
            if part.name == "PWD" and self.directory is not None:
                return frozenset((self.directory,))
            operand = frozenset[str]() if part.operand is None else self.texts(part.operand)
            return self.texts_of(part.name) | operand
        if isinstance(part, Substitution):
            words = [word for each in commands(part.body) for word in each.words]
            found = {text for word in words if word.literal is None for text in self.texts(word)}
            found |= {word.literal for word in words if word.literal}
            if self.directory is not None and tells_where(Word((part,))):
                found.add(self.directory)
            return frozenset(text for text in found if text.startswith("/"))
        return frozenset()

    def start_of(self, word: Word) -> str:
        """Return what a word surely begins with."""
        found = ""
        for part in word.parts:
            text = part.text if isinstance(part, Literal) else None
            if isinstance(part, Parameter):
                text = self.parameter(part)
            if text is None:
                break
            found += text
        return found

    def filled(self, word: Word) -> str:
        """Return a word with a letter for each part that is not known."""
        texts = [
            part.text if isinstance(part, Literal) else self.part(part) or "x"
            for part in word.parts
        ]
        return "".join(texts)

    def parameter(self, part: Parameter) -> str | None:
        """Return the value of a variable."""
        operand = None if part.operand is None else self.text(part.operand)
        name = part.name
        if not (name[0].isalpha() or name[0] == "_"):
            return None
        self.read_variable(name)
        if part.operator in (":=", "="):
            self.assign(name, None, self.options(part))
            return None
        is_set = name in self.variables
        if is_set:
            value = self.variables[name]
        elif name == "HOME":
            value = self.home()
        elif name == "PWD":
            value = self.directory
        elif self.is_unset(name):
            value = ""
        else:
            return None
        if part.operator:
            if value is None or part.operator not in (":-", "-", ":?", "?"):
                return None
            if value == "" and (part.operator == ":-" or not is_set):
                value = operand
        if value is not None and not part.quoted and _SPLIT.search(value):
            # The shell would make several words of it.
            return None
        return value

    def split(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return words with those that are one variable made into the words of its value.

        The command itself may be the default of a build argument.
        """
        found: list[Word] = []
        for word in words:
            part = word.parts[0] if len(word.parts) == 1 else None
            if isinstance(part, Parameter) and not part.quoted and not part.operator:
                value = self.variables.get(part.name)
                if part.name not in self.variables and self.is_unset(part.name):
                    value = ""
                elif value is None and not found and part.name not in self.own:
                    value = self.circumstances.defaults.get(part.name)
                    if value is not None:
                        self.assume("arguments.commands-as-default")
                if value is not None and not _GLOB.search(value):
                    self.read_variable(part.name)
                    found += [Word((Literal(each, True),)) for each in value.split()]
                    continue
            found.append(word)
        return found


def tells_where(word: Word) -> bool:
    """Tell whether a word is made by a command that prints paths of the working directory."""
    return any(
        each.words and each.words[0].literal in _PRINT_PATHS
        for part in word.parts
        if isinstance(part, Substitution)
        for each in commands(part.body)
    )
