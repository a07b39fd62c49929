"""Tree-sitter's grammar of bash as a second reader of every RUN of the corpus.

Compared is the multiset of commands: the name, the number of words behind it, and the number of
assignments in front of it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from dfopt.shell.nodes import Literal, Word, commands
from dfopt.shell.reader import read
from tests.shell.corpus import real_runs

tree_sitter = pytest.importorskip("tree_sitter")
tree_sitter_bash = pytest.importorskip("tree_sitter_bash")

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

#: The share of opaque RUNs that is too much.
OPAQUE_SHARE = 0.03
#: The share of trees with errors above which the comparison means little.
ERROR_SHARE = 0.01

_PLAIN = re.compile(r"[A-Za-z0-9_./+:@%,-]+|\[")
_EXPRESSIONS = ("binary_expression", "unary_expression", "parenthesized_expression")

_REDIRECTIONS = ("file_redirect", "heredoc_redirect", "herestring_redirect")
_HOLDERS = ("command", "declaration_command", "variable_assignments")

Count = tuple[str, int, int]


def name_of(text: str) -> str:
    """Return the name of a command where it is plain; the readers keep others in different ways."""
    return text if not text or _PLAIN.fullmatch(text) else "?"


def read_by_dfopt(script: object) -> Counter[Count]:
    return Counter(
        (name_of(raw_name(command.words)), max(len(command.words) - 1, 0), len(command.assignments))
        for command in commands(script)
    )


def raw_name(words: tuple[Word, ...]) -> str:
    if not words:
        return ""
    parts = words[0].parts
    if len(parts) == 1 and isinstance(parts[0], Literal) and not parts[0].quoted:
        return parts[0].text
    return "?"


class Tree:
    """The commands in a tree of tree-sitter."""

    def __init__(self, text: str) -> None:
        language = tree_sitter.Language(tree_sitter_bash.language())
        self.root = tree_sitter.Parser(language).parse(text.encode()).root_node
        #: Where a word is cut in two that the shell does not cut.
        self.cuts = 0

    @property
    def has_error(self) -> bool:
        return bool(self.root.has_error)

    def counts(self) -> Counter[Count]:
        return Counter(self.walk())

    def walk(self) -> Iterator[Count]:
        pending = [self.root]
        while pending:
            node = pending.pop()
            pending += node.children
            found = self.command(node)
            if found is not None:
                name, words, assignments = found
                yield name_of(name), words, assignments

    def command(self, node: Any) -> Count | None:
        kind = node.type
        if kind == "command":
            name = node.child_by_field_name("name")
            words = self.words([name, *node.children_by_field_name("argument")]) - 1
            assignments = sum(child.type == "variable_assignment" for child in node.children)
            return name.text.decode(), words + self.words_elsewhere(node), assignments
        if kind in ("declaration_command", "unset_command"):
            words = self.words(c for c in node.children[1:] if c.type not in _REDIRECTIONS)
            return node.children[0].text.decode(), words + self.words_elsewhere(node), 0
        if kind == "test_command":
            words = sum(map(self.size, node.children)) - 1
            return node.children[0].text.decode(), words + self.words_elsewhere(node), 0
        if kind == "variable_assignments":
            return "", 0, len(node.children)
        if kind == "variable_assignment" and node.parent.type not in _HOLDERS:
            return "", 0, 1
        if kind == "redirected_statement" and node.child_by_field_name("body") is None:
            return "", 0, 0
        return None

    def words(self, nodes: Iterable[Any]) -> int:
        """Count words; those with nothing between them are one, cut by tree-sitter."""
        count = 0
        end = -1
        for node in nodes:
            if node.start_byte == end:
                self.cuts += 1
            else:
                count += 1
            end = node.end_byte
        return count

    def words_elsewhere(self, node: Any) -> int:
        """Count the words behind a redirection, which tree-sitter takes for the redirection's own.

        Of the last command of ``a && b >f c`` it puts redirections below the whole list.
        """
        count = self.words_in_redirections(node)
        while node.parent is not None and node.parent.type in ("redirected_statement", "list"):
            others = [c for c in node.parent.children if c.type not in _REDIRECTIONS]
            if others[-1] != node:
                break
            node = node.parent
            count += self.words_in_redirections(node)
        return count

    def words_in_redirections(self, node: Any) -> int:
        count = 0
        for child in node.children:
            if child.type == "file_redirect":
                count += max(self.words(child.children_by_field_name("destination")) - 1, 0)
            elif child.type == "heredoc_redirect":
                count += self.words(child.children_by_field_name("argument"))
        return count

    def size(self, node: Any) -> int:
        """Return how many words an expression between brackets has."""
        if node.type in _EXPRESSIONS:
            return sum(map(self.size, node.children))
        return 1


def test_every_run_of_the_corpus(capsys):
    total = opaque = erroneous = foreign = equal = cut = 0
    disagreements = []
    for run in real_runs():
        total += 1
        if run.script.opaque is not None:
            opaque += 1
        elif run.script.text != run.text:
            # Another program than a POSIX shell gets the text as one of its arguments.
            foreign += 1
        elif (tree := Tree(run.text)).has_error:
            erroneous += 1
        else:
            ours, theirs = read_by_dfopt(run.script), tree.counts()
            if ours == theirs:
                equal += 1
                cut += bool(tree.cuts)
            else:
                disagreements.append((run.name, run.text, ours - theirs, theirs - ours))
    with capsys.disabled():
        print(
            f"\n{total} RUNs: {opaque} opaque ({opaque / total:.2%}), {foreign} of no POSIX shell"
        )
        print(f"  {equal} equal, {cut} of them with words that tree-sitter cuts in two")
        print(f"  {erroneous} that tree-sitter does not read, {len(disagreements)} disagreements")
    assert equal > 0
    assert opaque / total < OPAQUE_SHARE
    assert erroneous / total < ERROR_SHARE
    assert disagreements == []


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ('a b >f c && X=1 Y=2 d "$(e f)"', [("a", 2, 0), ("d", 1, 2), ("e", 1, 0)]),
        ("X=1 Y=2; >f; export A B=1", [("", 0, 2), ("", 0, 0), ("export", 2, 0)]),
        ("[ -f x ] && [ a = b ] || ! test y", [("[", 3, 0), ("[", 4, 0), ("test", 1, 0)]),
        ("a /$X/$Y-z && b 2>/dev/null c", [("a", 1, 0), ("b", 1, 0)]),
        ("cat <<EOF | g\n$(z 1)\nEOF\n", [("cat", 0, 0), ("g", 0, 0), ("z", 1, 0)]),
        ("for i in $(a); do b; done; case $(c) in d) e;; esac", [(n, 0, 0) for n in "abce"]),
    ],
)
def test_both_readers_count_what_is_there(text, counts):
    tree = Tree(text)
    assert not tree.has_error
    assert tree.counts() == read_by_dfopt(read(text)) == Counter(counts)


@pytest.mark.parametrize(("one", "other"), [("a b", "a b c"), ("a; b", "a"), ("X=1 a", "a")])
def test_a_difference_is_seen(one, other):
    assert Tree(one).counts() != read_by_dfopt(read(other))
