"""dash, bash and busybox as judges of quoting, and of what is well-formed.

The texts are made at random of small pieces, from one seed, so that each run judges the same ones.
"""

from __future__ import annotations

import random
import re
import subprocess
from typing import Any

import pytest

from dfopt.record import Record
from dfopt.shell.nodes import AndOr, If, List, Pipeline, Redirection, Simple
from dfopt.shell.reader import read
from tests.shell.corpus import real_runs
from tests.shell.judges import SHELLS, accepts, arguments, installed
from tests.shell.scripts import NOWHERE

#: How many texts are made, and how many of them the reader has to understand.
TEXTS = 2000
ENOUGH = 250

_PIECES = [
    *"ab1=~:{}[]*?!#$&|;<>()'\"\\` \t\n-,.^%@+/é",
    "\\\n", "$'", '$"', "''", '""', "2>&1", "$a", "${", "\\\\", "~/", "a=", "=~", ":~", "a b",
    "'a b'", '"a b"', "\\'", '\\"', "\\$", "$(", "$((", "))", "#c", "{a,b}", "-n", "\\\n ",
]  # fmt: skip


def words_of(text: str) -> list[str] | None:
    """Return the words of a text as the reader has them; None if it does not know them all."""
    script = read(f"show {text}")
    if script.opaque is not None or len(script.body.items) != 1:
        return None
    ((item, separator),) = script.body.items
    (command, *others) = item.first.commands
    if item.rest or others or separator not in ("", "\n", ";") or not isinstance(command, Simple):
        return None
    if command.redirections or command.assignments:
        return None
    words = [word.literal for word in command.words[1:]]
    return None if None in words else words  # type: ignore[return-value]


def texts_with_known_words() -> dict[str, list[str]]:
    source = random.Random(2)
    texts = ("".join(source.choices(_PIECES, k=source.randint(1, 7))) for _ in range(TEXTS))
    return {text: words for text in texts if (words := words_of(text)) is not None}


@pytest.mark.parametrize("shell", SHELLS)
def test_words_are_those_of_the_shell(shell, tmp_path):
    known = texts_with_known_words()
    assert len(known) >= ENOUGH
    judged = {text: arguments(shell, text, str(tmp_path)) for text in known}
    assert judged == known


def test_the_judge_sees_what_the_shell_changes(tmp_path):
    assert arguments("dash", "'a b' c\\ d \"\"", str(tmp_path)) == ["a b", "c d", ""]
    assert arguments("dash", "~ $HOME", str(tmp_path)) == ["/home/somebody", "/home/somebody"]
    assert arguments("dash", "'a", str(tmp_path)) is None


_SCRIPTS = [
    "if a; then b; fi", "for x in a b; do c; done", "while a; do b; done", "{ a; }", "( a )",
    "case a in b) c;; d|e) f;; esac", "a | b", "! a", "a && b || c", "a <<E\nx $(b)\nE\n", "a `b`",
    "x=$(a; b)", "a >f 2>&1", "cat <<-'E' | b\n\tq\n\tE\n", "{ a; } >f", '"$(a "b")"', "a # c\n",
    "until a; do b; done", 'for x in "$@"; do a; done', "x=1 y=2 a", "(a; (b))", "a ${x:-y}",
    "if a; then b; elif c; then d; else e; fi", "a $((1 + 2))",
]  # fmt: skip
_TOKENS = [
    "a", "b", "'c d'", "$x", "if", "then", "elif", "else", "fi", "for", "in", "do", "done", "while",
    "until", "case", "esac", "{", "}", "(", ")", "!", "&&", "||", ";", ";;", "&", "|", "\n", " ",
    "#", "<", ">", "2>&1", ">f", "<<E\n", "E\n", "x=1", "$(", "`", '"', "\\\n", "((", "))", "${x:-",
    "<<-E", "=", "[", "\t",
]  # fmt: skip


def damaged_script(source: random.Random) -> str:
    """Return some scripts in a row, of which up to two pieces have been changed."""
    pieces: list[str] = []
    for number in range(source.randint(1, 3)):
        if number:
            pieces.append(source.choice([" && ", "; ", "\n", " | ", " || ", " & "]))
        pieces += re.findall(r"\w+|\s|[^\w\s]", source.choice(_SCRIPTS))
    for _ in range(source.randint(0, 2)):
        place = source.randrange(len(pieces))
        pieces[place : place + source.randint(0, 1)] = source.choices(
            _TOKENS, k=source.randint(0, 1)
        )
        if not pieces:
            return ""
    return "".join(pieces)


def understood_scripts() -> list[str]:
    source = random.Random(3)
    texts = {damaged_script(source) for _ in range(TEXTS)}
    return sorted(text for text in texts if read(text).opaque is None)


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_understood_is_well_formed(shell):
    understood = understood_scripts()
    assert len(understood) >= ENOUGH
    assert [text for text in understood if not accepts(shell, text)] == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_judge_refuses(shell):
    assert accepts(shell, "a; b")
    assert not accepts(shell, "a; fi")


def test_bash_prints_the_same_script():
    """bash prints what it has read of a function; that is read as the body of the function."""
    bash = installed("bash")
    compared = 0
    for text in understood_scripts():
        body = read(text).body
        if not body.items:
            continue
        run = subprocess.run(
            [*bash, "-c", f"f() {{\n{text}\n}}\ndeclare -f f"],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert (run.returncode, run.stderr) == (0, ""), text
        printed = read(run.stdout.split("\n", 1)[1].strip())
        assert printed.opaque is None, text
        ((item, _),) = printed.body.items
        assert shape(item.first.commands[0].body) == shape(body), text  # type: ignore[union-attr]
        compared += 1
    assert compared >= ENOUGH


def shape(node: Any) -> Any:
    """Return what bash keeps of a tree: no places, no line ends, and no ``elif``."""
    if isinstance(node, List):
        return [(shape(item), separator == "&") for item, separator in node.items]
    if isinstance(node, Redirection) and node.fd is None:
        node = node.with_changes(fd=0 if node.operator.startswith("<") else 1)
    if isinstance(node, If) and len(node.branches) > 1:
        inner = If(node.branches[1:], node.otherwise, (), NOWHERE)
        item = AndOr(Pipeline((inner,), False, NOWHERE), (), NOWHERE)
        otherwise = List(((item, ""),), NOWHERE)
        node = If(node.branches[:1], otherwise, node.redirections, NOWHERE)
    if isinstance(node, Record):
        fields = [name for name in type(node)._fields if name != "span"]
        return [type(node).__name__, *(shape(getattr(node, name)) for name in fields)]
    return [shape(each) for each in node] if isinstance(node, tuple) else node


def test_real_scripts_are_well_formed():
    """Every tenth script of the corpus that is understood is one to the shell that it is for."""
    scripts = [run.script for run in real_runs() if run.script.text == run.text][::10]
    understood = [script for script in scripts if script.opaque is None]
    refused = [
        script.text
        for script in understood
        if not accepts("bash" if script.dialect == "bash" else "dash", script.text)
    ]
    assert understood
    assert refused == []
