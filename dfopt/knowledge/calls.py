"""One call of a command, read by its table: options, operands, and what follows from them."""

from __future__ import annotations

import re

from dfopt.knowledge.account import HOLLOW, HOME, PACKAGED, STRAIGHT
from dfopt.knowledge.scripts import is_harmless_awk, is_harmless_jq, is_harmless_sed
from dfopt.knowledge.unknown import UnknownError
from dfopt.lazy import regex
from dfopt.shell.nodes import Literal, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.knowledge.tables import Rules
    from dfopt.knowledge.walk import Walk

_PACKAGE: Final = regex(r"[A-Za-z0-9@.][A-Za-z0-9+._@:-]*(?:[=~<>/!]+[A-Za-z0-9+._~:*^-]*)*-?")
_PACKAGE_START: Final = regex(r"[A-Za-z0-9.][A-Za-z0-9+._-]*[=~<>-]+[A-Za-z0-9+._~:-]*")
_ARCHIVE: Final = regex(
    r"\.(?:deb|dsc|changes|rpm|spec|apk|whl|egg|gem|tgz|tar|zip|gz|bz2|xz|zst|phar)$", re.IGNORECASE
)
_SPECIAL: Final = regex(r"[*?\[{~]")
_NAME: Final = regex(r"[A-Za-z0-9_.+@:,/-]*")
_MACRO: Final = regex(r"[A-Za-z0-9._-]*(?:%(?:\{\??\w+\}|\??\w+)[A-Za-z0-9._-]*)*")
_URL: Final = regex(r"(?:https?|ftps?|git|ssh|ppa)://|git@|ppa:[a-z]")
_USER: Final = regex(r"[A-Za-z_][A-Za-z0-9_.-]*\$?")


class Call:
    """A call of one command.

    ``flags`` are the options given, without their values.
    """

    def __init__(self, walk: Walk, name: str, rules: Rules) -> None:
        self.walk = walk
        self.name = name
        self.rules = rules
        self.flags: list[str] = []
        self.operands: list[tuple[Word, str | None]] = []
        self.pending: list[tuple[str, Word, str | None]] = []

    def account(self, words: Sequence[Word]) -> None:
        """Add what a call with these arguments does to the account of the walk.

        Raises:
            UnknownError: the table does not say what it does.
        """
        walk = self.walk
        if self.rules.has_subcommands:
            words = self.subcommand(words)
        self.options(words)
        if self.name == "git clone" and len(self.operands) == 1:
            self.operands.append(self.clone(*self.operands[0]))
        rules = self.rules = self.rules.form(self.flags)
        if rules.requires and rules.requires.isdisjoint(self.flags):
            raise self.unknown("is not known in this use")
        if rules.refuses is not None:
            for name, value in walk.variables.items():
                if value != "" and rules.refuses.fullmatch(name):
                    raise self.unknown(f"may do something else where {name} is set")
        sets = walk.account.sets
        if rules.reads:
            sets["reads"].update(walk.places(rules.reads, self.name))
        if rules.alone and not self.operands:
            sets["reads"].update(walk.places(rules.alone, self.name))
        qualities = STRAIGHT if rules.straight else frozenset()
        if rules.packaged:
            qualities |= PACKAGED
        changed = walk.places(rules.changes, self.name) if rules.changes else set()
        sets["changes"].update(changed)
        for path in (*walk.places(rules.writes, self.name), *changed):
            walk.account.write(path, qualities)
        walk.follow_variables(rules)
        sets["assumptions"].update(rules.assumptions)
        sets["consumes"].update(rules.consumes)
        sets["refreshes"].update(rules.refreshes)
        if rules.network:
            walk.account.uses_network = True
        for kind, word, value in self.pending:
            self.operand(kind, word, value)
        self.positions(rules.operands)

    def unknown(self, what: str) -> UnknownError:
        """Return the error that says so of the command."""
        return UnknownError(f"`{self.name}` {what}")

    def subcommand(self, words: Sequence[Word]) -> Sequence[Word]:
        """Find the subcommand, take its rules, and return the other words."""
        index = 0
        while index < len(words):
            text = words[index].literal
            if text is None:
                break
            if not text.startswith("-"):
                rules = self.rules.subcommand(text)
                if rules is None:
                    raise UnknownError(f"`{self.name} {text[:40]}` is not known")
                self.rules = rules
                self.name = f"{self.name} {text}"
                return [*words[:index], *words[index + 1 :]]
            index += 2 if self.rules.takes_value(text) else 1
        raise self.unknown("is called in a way that is not known")

    def options(self, words: Sequence[Word]) -> None:
        """Sort the words into options, their values and operands."""
        walk = self.walk
        index = 0
        only_operands = False
        while index < len(words):
            word = words[index]
            text = walk.text(word)
            index += 1
            if only_operands:
                self.operands.append((word, text))
            elif text is None:
                if walk.start_of(word).startswith("-"):
                    self.half_known(word)
                else:
                    self.operands.append((word, text))
            elif text[:1] not in "-+" or text in ("", "-", "+"):
                self.operands.append((word, text))
            elif text == "--":
                only_operands = True
            elif text[0] == "+" and not self.rules.is_flag(text):
                self.operands.append((word, text))
            else:
                index = self.option(text, words, index)

    def half_known(self, word: Word) -> None:
        """Account for ``--option=$VALUE``."""
        start = self.walk.start_of(word)
        option, equals, _ = start.partition("=")
        if equals and self.rules.values.get(option) in ("text", "data"):
            self.flags.append(option)
            self.walk.assume("arguments.no-paths")
            return
        if not equals or not any(
            self.rules.is_flag(each) for each in (f"{option}=", f"{option}=x")
        ):
            raise self.unknown(f"has an option that is only known at build time: {start[:40]}")
        self.flags.append(option)
        self.walk.assume("arguments.no-paths")

    def option(self, text: str, words: Sequence[Word], index: int) -> int:
        """Take an option; return where the next word stands."""
        rules = self.rules
        if rules.takes_value(text):
            if index >= len(words):
                raise self.unknown(f"lacks the value of {text}")
            self.value(text, words[index], self.walk.text(words[index]))
            return index + 1
        name, equals, attached = text.partition("=")
        if equals and rules.takes_value(name):
            self.value(name, _quoted(attached), attached)
            return index
        if rules.is_flag(text):
            self.flags += [text] if not equals else [text, name]
            self.walk.mention(None, attached)
            return index
        if text.startswith("-") and not text.startswith("--"):
            return self.cluster(text, words, index)
        raise self.unknown(f"has an option that is not known: {text[:40]}")

    def cluster(self, text: str, words: Sequence[Word], index: int) -> int:
        """Take several options of one letter in one word."""
        rules = self.rules
        for place in range(1, len(text)):
            letter = f"-{text[place]}"
            if rules.takes_value(letter):
                rest = text[place + 1 :]
                if rest:
                    self.value(letter, _quoted(rest), rest)
                    return index
                if index >= len(words):
                    raise self.unknown(f"lacks the value of {letter}")
                self.value(letter, words[index], self.walk.text(words[index]))
                return index + 1
            if not rules.is_flag(letter):
                raise self.unknown(f"has an option that is not known: {text[:40]}")
            self.flags.append(letter)
        return index

    def value(self, option: str, word: Word, value: str | None) -> None:
        """Take an option's value."""
        self.flags.append(option)
        if option in self.rules.settings:
            patterns = self.rules.settings[option]
            if value is None or patterns is None or not patterns.fullmatch(value):
                raise self.unknown(f"has a setting that is not known: {option}")
            self.walk.mention(word, value)
            return
        self.pending.append((self.rules.values[option], word, value))

    def clone(self, word: Word, value: str | None) -> tuple[Word, str]:
        """Return the directory that ``git clone`` makes where none is named: the address's end."""
        name = "" if value is None else value.rstrip("/").removesuffix("/.git").removesuffix(".git")
        name = re.split(r"[/:]", name)[-1]
        if not re.fullmatch(r"[A-Za-z0-9._-]*[A-Za-z0-9_-]", name):
            if value is None and not word.parts:
                raise self.unknown("is called in a way that is not known")
            name = "."
        return _quoted(name), name

    def positions(self, kinds: Sequence[str]) -> None:
        """Account for the operands: a kind with ``*`` takes as many as the others leave."""
        operands = self.operands
        start = 0
        for number, kind in enumerate(kinds):
            left = len(operands) - start
            is_many = kind.endswith("*")
            count = max(left - (len(kinds) - number - 1), 0) if is_many else min(1, left)
            if not count and not kind.endswith(("*", "?")):
                raise self.unknown("lacks an operand")
            for word, value in operands[start : start + count]:
                if (
                    not is_many
                    and not is_plain(word)
                    and word.has_pattern
                    and kind not in ("write", "change", "read")
                ):
                    # As many words as files match would stand here.
                    raise self.unknown("is given a pattern where one word has to be")
                self.operand(kind.rstrip("*?"), word, value)
            start += count
        if start < len(operands):
            raise self.unknown("has more operands than it takes")

    def operand(self, kind: str, word: Word, value: str | None) -> None:
        """Account for one operand, or an option's value, of a kind."""
        walk = self.walk
        if kind in ("read", "write", "make", "change"):
            if value != "-":
                qualities = STRAIGHT if self.rules.straight else frozenset()
                walk.path(word, value, kind, qualities | HOLLOW if self.rules.hollow else qualities)
                if self.name == "update-alternatives":
                    # It makes links there.
                    walk.mention(word, value)
                if self.name == "sed" and kind == "change":
                    self.keep(word, value)
            return
        if kind == "home":
            walk.path(word, value, "write", self.home)
            return
        if kind in ("text", "data", "name", "program"):
            walk.mention(word, value)
        if kind == "text" and is_plain(word):
            return
        if kind != "text" and not is_plain(word) and word.has_tilde:
            raise self.unknown("is given somebody's home directory where none is expected")
        if kind == "text":
            self.text(word, value)
        elif kind == "data":
            if (value if value is not None else walk.start_of(word) or "@").startswith("@"):
                raise self.unknown("may be given the name of a file")
            self.text(word, value)
        elif kind == "package":
            self.package(word, value)
        elif kind == "name":
            if word.has_pattern or not _NAME.fullmatch(value or ""):
                raise self.unknown("is given what is no plain name")
            self.text(word, value)
        elif kind == "macro":
            if value is None or word.has_pattern or not _MACRO.fullmatch(value):
                raise self.unknown("is given what is more than the name of a macro")
        elif kind == "source":
            start = walk.start_of(word) if value is None else value
            if _URL.match(start) or start.startswith("file:///"):
                path = value[7:] if value is not None and start[:5] == "file:" else None
                if start[:5] == "file:":
                    walk.path(None, path, "read")
            else:
                walk.path(word, value, "read")
        elif kind == "url":
            self.url(word, value)
        elif kind == "user":
            self.user(value)
        else:
            self.program(word, value)

    def keep(self, word: Word, value: str | None) -> None:
        """Account for the old version that ``sed -i.suffix`` leaves beside a file."""
        for flag in self.flags:
            suffix = flag.removeprefix("--in-place=").removeprefix("-i")
            if not suffix.startswith(".") or value is None or word.has_pattern:
                continue
            if "/" in suffix or "*" in suffix:
                raise self.unknown(f"has an option that is not known: {flag[:40]}")
            self.walk.path(Word((*word.parts, Literal(suffix, True))), value + suffix, "change")

    def text(self, word: Word, value: str | None) -> None:
        """Account for what is taken as it is."""
        if word.has_pattern:
            # What matches in the working directory would take its place.
            self.walk.path(word, value, "read")
        elif value is None and not all(
            part.quoted for part in word.parts if not isinstance(part, Literal)
        ):
            self.walk.assume("arguments.no-paths")

    def program(self, word: Word, value: str | None) -> None:
        """Account for a script of sed or awk."""
        is_harmless = {"sed": is_harmless_sed, "jq": is_harmless_jq}.get(self.name, is_harmless_awk)
        if value is None:
            # What is filled in may be anything but a command that writes.
            value = self.walk.filled(word)
            self.walk.assume("arguments.no-paths")
        if word.has_pattern or not is_harmless(value):
            raise self.unknown("has a script that may read or write other files")

    def url(self, word: Word, value: str | None) -> None:
        """Account for an address; what begins in an unknown way is taken for one."""
        start = self.walk.start_of(word) if value is None else value
        if word.has_pattern:
            start = start if value is not None and not re.search(r"[*\[{]", value) else ""
        if value is None and not start and not word.has_pattern:
            self.walk.assume("arguments.no-paths")
        elif not _URL.match(start):
            raise self.unknown("is given what is no plain URL")

    def package(self, word: Word, value: str | None) -> None:
        """Account for the name of a package; a name with a wildcard would be one of files too."""
        walk = self.walk
        if value is None:
            if word.has_pattern or word.has_tilde:
                raise self.unknown("installs what is only known at build time")
            start = walk.start_of(word)
            if not _PACKAGE.fullmatch(start):
                raise self.unknown("installs what is only known at build time")
            if not all(part.quoted for part in word.parts if not isinstance(part, Literal)):
                walk.assume("arguments.no-paths")
            value = start.rstrip("=~<>-")
        elif word.has_pattern or not _PACKAGE.fullmatch(value) or _ARCHIVE.search(value):
            if not (value.startswith(("https://", "http://")) and not word.has_pattern):
                raise self.unknown(f"is given {value[:40]!r}, which may be a file")
            if self.name.split()[0] not in ("yum", "dnf", "microdnf", "rpm", "zypper"):
                raise self.unknown(f"is given {value[:40]!r}, which may be a file")
            for place in ("/opt", "/srv"):
                walk.account.write(place)
        elif (value.startswith((".", "/")) and "/" in value) or value in (".", ".."):
            raise self.unknown(f"is given {value[:40]!r}, which may be a file")
        if self.rules.local and value:
            walk.account.sets["reads"].update(walk.absolute_all(value))
        if self.rules.has_elsewhere is not None and self.rules.has_elsewhere.fullmatch(value):
            for pattern, places in self.rules.elsewhere:
                if pattern is not None and pattern.fullmatch(value):
                    for place in places:
                        walk.account.write(place)

    def user(self, value: str | None) -> None:
        """Account for a user's home directory, which may be made and filled."""
        if value is None or not _USER.fullmatch(value):
            raise self.unknown("is given a name that is only known at build time")
        self.walk.account.write(f"/home/{value}", self.home)

    @property
    def home(self) -> frozenset[str]:
        """What may be said of a new home directory."""
        return HOME if self.rules.skeleton else HOME - {"homes"}


def is_plain(word: Word) -> bool:
    """Tell whether a word is one piece of text that the shell leaves as it is."""
    parts = word.parts
    if len(parts) != 1:
        return False
    part = parts[0]
    return type(part) is Literal and (part.quoted or _SPECIAL.search(part.text) is None)


def _quoted(text: str) -> Word:
    return Word((Literal(text, True),))
