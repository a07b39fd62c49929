"""The reader, row by row: what is read, and what is not."""

from __future__ import annotations

import pytest

from dfopt.shell.nodes import (
    Arithmetic,
    Case,
    For,
    Group,
    If,
    Literal,
    Parameter,
    Redirection,
    Simple,
    Substitution,
    While,
    Word,
    commands,
)
from dfopt.shell.reader import read


def the_body(text):
    script = read(text)
    assert script.opaque is None, script.opaque
    return script.body


def the_command(text):
    """Return the only command of a text."""
    ((item, _),) = the_body(text).items
    assert not item.rest
    (command,) = item.first.commands
    return command


def literals(text):
    """Return the words of the only, simple command of a text."""
    command = the_command(text)
    assert isinstance(command, Simple)
    assert not command.assignments
    return [word.literal for word in command.words]


def names(node):
    return sorted(command.words[0].literal or "?" for command in commands(node) if command.words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b", ["a", "b"]),
        ("  a\tb  ", ["a", "b"]),
        (r"a\ b", ["a b"]),
        (r"a\\b", ["a\\b"]),
        (r"\a", ["a"]),
        (r"a \*", ["a", "*"]),
        (r"a \$b", ["a", "$b"]),
        (r"a \#b", ["a", "#b"]),
        ("a 'b c'", ["a", "b c"]),
        ("a 'b\\c'", ["a", "b\\c"]),
        ("a '\"'", ["a", '"']),
        ("a ''", ["a", ""]),
        ('a ""', ["a", ""]),
        ("a ''b\"\"", ["a", "b"]),
        ('a "b c"', ["a", "b c"]),
        ('a "\'"', ["a", "'"]),
        (r'a "\b"', ["a", r"\b"]),
        (r'a "\\"', ["a", "\\"]),
        (r'a "\""', ["a", '"']),
        (r'a "\$b"', ["a", "$b"]),
        (r'a "\`"', ["a", "`"]),
        (r'a "\n"', ["a", r"\n"]),
        (r'a "\}"', ["a", r"\}"]),
        ('a "*?[{~"', ["a", "*?[{~"]),
        ("a x'y'\"z\"", ["a", "xyz"]),
        ("a 'b\nc'", ["a", "b\nc"]),
        ('a "b\nc"', ["a", "b\nc"]),
        ('a "b\\\nc"', ["a", "bc"]),
        ("a 'b\\\nc'", ["a", "b\\\nc"]),
        ("a \\\n b", ["a", "b"]),
        ("a\\\n b", ["a", "b"]),
        ("a # b", ["a"]),
        ("a # b\n", ["a"]),
        ("# b\na", ["a"]),
        ("a b#c", ["a", "b#c"]),
        ("a ''#c", ["a", "#c"]),
        ("a $", ["a", "$"]),
        ("a $/b", ["a", "$/b"]),
        ('a "$"', ["a", "$"]),
        ('a "$ b"', ["a", "$ b"]),
        ("a b~c", ["a", "b~c"]),
        ("a ''~", ["a", "~"]),
        ("a !", ["a", "!"]),
        ("a }", ["a", "}"]),
        ("a if then fi", ["a", "if", "then", "fi"]),
        ("'if' a", ["if", "a"]),
        (r"\if a", ["if", "a"]),
        ("a b=c", ["a", "b=c"]),
        ("a x1 1", ["a", "x1", "1"]),
        ("a é", ["a", "é"]),
        ("a b\u00a0c", ["a", "b\u00a0c"]),
        # Not given by a reader that looks at one of these shells only.
        ("a *", ["a", None]),
        ("a b?", ["a", None]),
        ("a [b]", ["a", None]),
        ("a {b,c}", ["a", None]),
        ("a ~", ["a", None]),
        ("a ~b/c", ["a", None]),
        ("a b=~/c", ["a", None]),
        ("a b=c:~/d", ["a", None]),
        ("a $b", ["a", None]),
        ('a "$b"', ["a", None]),
        ("a `b`", ["a", None]),
        ("a $((1))", ["a", None]),
    ],
)
def test_words(text, words):
    assert literals(text) == words


def parts(text):
    return the_command(f"a {text}").words[1].parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$b", (Parameter("b"),)),
        ('"$b"', (Parameter("b", quoted=True),)),
        ("${b}c", (Parameter("b"), Literal("c"))),
        ("$b-c", (Parameter("b"), Literal("-c"))),
        ("$1a", (Parameter("1"), Literal("a"))),
        ("$10", (Parameter("1"), Literal("0"))),
        ("$$", (Parameter("$"),)),
        ("$?", (Parameter("?"),)),
        ('"$@"', (Parameter("@", quoted=True),)),
        ("${#b}", (Parameter("b", "#length"),)),
        ("${#}", (Parameter("#"),)),
        ("$#", (Parameter("#"),)),
        ("${b:-c}", (Parameter("b", ":-", Word((Literal("c"),))),)),
        ("${b:-}", (Parameter("b", ":-", Word(())),)),
        ("${b:-$c}", (Parameter("b", ":-", Word((Parameter("c"),))),)),
        ("${b%%.*}", (Parameter("b", "%%", Word((Literal(".*"),))),)),
        ("${b%.*}", (Parameter("b", "%", Word((Literal(".*"),))),)),
        ("${b##*/}", (Parameter("b", "##", Word((Literal("*/"),))),)),
        ('"${b:+c d}"', (Parameter("b", ":+", Word((Literal("c d", True),)), True),)),
        ("$((1 + (2)))", (Arithmetic("1 + (2)"),)),
        ("$((a >= 2 && b == 1 || c != 3))", (Arithmetic("a >= 2 && b == 1 || c != 3"),)),
        ('x"y"', (Literal("x"), Literal("y", True))),
        (r"a\*b", (Literal("a"), Literal("*", True), Literal("b"))),
    ],
)
def test_parts(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["$(b c)", "`b c`", '"$(b c)"', "x$(b c)y", "${x:-$(b c)}"])
def test_commands_of_substitutions(text):
    assert names(the_command(f"a {text}")) == ["a", "b"]


def test_quotes_begin_anew_in_a_substitution():
    literal, substitution, end = parts('"a$(b "c")d"')
    assert (literal, end) == (Literal("a", True), Literal("d", True))
    assert isinstance(substitution, Substitution)
    assert substitution.quoted
    (inner,) = commands(substitution)
    assert [word.literal for word in inner.words] == ["b", "c"]


def test_backquotes_in_backquotes():
    assert names(the_command(r"a `b \`c\``")) == ["a", "b", "c"]
    (inner,) = [c for c in commands(the_command(r"a `b \\$x \$y`")) if c.words[0].literal == "b"]
    first, second = inner.words[1:]
    assert first.parts == (Literal("$", True), Literal("x"))
    assert second.parts == (Parameter("y"),)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a&&b||c;d", "a && b || c ; d"),
        ("a && b\n|| c", None),
        ("a &&\n\n b", "a && b"),
        ("a || # why\n b", "a || b"),
        ("a;", "a ;"),
        ("a & b", "a & b"),
        ("a\nb\n", "a \n b \n"),
        ("a | b|c", "a | b | c"),
        ("a |\n b", "a | b"),
        ("! a | b", "! a | b"),
        ("a && ! b", "a && ! b"),
        ("", ""),
        ("# only a comment", ""),
        ("\n\n", ""),
    ],
)
def test_lists(text, shape):
    script = read(text)
    if shape is None:
        assert script.opaque is not None
        return
    assert script.opaque is None
    assert _shape(script.body) == shape


def _shape(body):
    words = []
    for item, separator in body.items:
        for operator, pipeline in (("", item.first), *item.rest):
            names_ = " | ".join(command.words[0].literal for command in pipeline.commands)
            words += [operator, "! " * pipeline.negated + names_]
        words.append(separator)
    return " ".join(word for word in words if word)


def test_spans_cut_the_text():
    text = "  a 'b' >c  &&  d | e ; # x\n( f ) 2>&1"
    body = the_body(text)
    cut = [text[slice(*pipeline.span)] for item, _ in body.items for pipeline in item.pipelines]
    assert cut == ["a 'b' >c", "d | e", "( f ) 2>&1"]
    assert [text[slice(*item.span)] for item, _ in body.items] == [
        "a 'b' >c  &&  d | e",
        "( f ) 2>&1",
    ]
    spans = {text[slice(*command.span)] for command in commands(body)}
    assert spans == {"a 'b' >c", "d", "e", "f"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">f", [(None, ">", "f")]),
        ("> f", [(None, ">", "f")]),
        (">>f <g", [(None, ">>", "f"), (None, "<", "g")]),
        ("2>&1", [(2, ">&", "1")]),
        (">&2", [(None, ">&", "2")]),
        ("2>&-", [(2, ">&", "-")]),
        ("0<f", [(0, "<", "f")]),
        (">|f", [(None, ">|", "f")]),
        ("<>f", [(None, "<>", "f")]),
        ("2>f>g", [(2, ">", "f"), (None, ">", "g")]),
    ],
)
def test_redirections(text, expected):
    command = the_command(f"a b {text} c")
    assert [word.literal for word in command.words] == ["a", "b", "c"]
    found = [(r.fd, r.operator, r.target.literal) for r in command.redirections]
    assert found == expected


def test_a_number_in_a_word_is_no_descriptor():
    assert the_command("a b2>f").redirections == (Redirection(None, ">", Word((Literal("f"),))),)
    assert literals("a 2 >f") == ["a", "2"]
    assert literals(r"a \2>f") == ["a", "2"]


def test_assignments():
    command = the_command("a=1 b= c=$d e 'f=g' h=i")
    assert [(a.name, a.value.literal) for a in command.assignments] == [
        ("a", "1"), ("b", ""), ("c", None),
    ]  # fmt: skip
    assert [word.literal for word in command.words] == ["e", "f=g", "h=i"]
    assert [a.name for a in the_command("a=1").assignments] == ["a"]
    assert literals("'a'=1") == ["a=1"]
    assert literals("1a=1") == ["1a=1"]
    assert the_command("a='b c'#d").assignments[0].value.literal == "b c#d"


HEREDOCS = [
    ("a <<E\nb\nE\n", "b\n"),
    ("a <<E\nb\nE", "b\n"),
    ("a <<E\nE\n", ""),
    ("a << E\nb\n E\nE\n", "b\n E\n"),
    ("a <<-E\n\tb\n\t\tc\n\tE\n", "b\nc\n"),
    ("a <<'E'\n$b `c` \\\nE\n", "$b `c` \\\n"),
    ('a <<"E"\n$b\nE\n', "$b\n"),
    ("a <<\\E\n$b\nE\n", "$b\n"),
    ("a <<E\n'b' \"c\"\nE\n", "'b' \"c\"\n"),
    ("a <<E\nb \\\nc\nE\n", "b c\n"),
    ("a <<E\n\\$b \\\\ \\`\nE\n", "$b \\ `\n"),
    ('a <<E\n\\"\nE\n', '\\"\n'),
    ("a <<E\n* ~ {}\nE\n", "* ~ {}\n"),
    ("a <<E # why\nb\nE\n", "b\n"),
]


@pytest.mark.parametrize(("text", "body"), HEREDOCS)
def test_heredocs(text, body):
    command = the_command(text)
    (redirection,) = command.redirections
    assert redirection.target.literal == body
    assert [word.literal for word in command.words] == ["a"]


def test_what_follows_a_heredoc():
    body = the_body("a <<E >f && b <<F | c\n1\nE\n2 $x\nF\nd\n")
    assert names(body) == ["a", "b", "c", "d"]
    targets = [r.target for command in commands(body) for r in command.redirections]
    assert Word((Literal("1\n", True),)) in targets
    assert Word((Literal("2 ", True), Parameter("x", quoted=True), Literal("\n", True))) in targets
    assert names(the_body("if a <<E; then\n1\nE\nb\nfi\n")) == ["a", "b"]
    assert names(the_body("a <<E\n$(b)\nE\n")) == ["a", "b"]


def test_compound_commands():
    command = the_command("if a; then b; elif c; then d; else e; fi >f")
    assert isinstance(command, If)
    assert [[names(one) for one in branch] for branch in command.branches] == [
        [["a"], ["b"]], [["c"], ["d"]],
    ]  # fmt: skip
    assert command.otherwise is not None
    assert names(command.otherwise) == ["e"]
    assert len(command.redirections) == 1
    command = the_command('for x in a "$b" *.c; do d; e\ndone')
    assert isinstance(command, For)
    assert (command.name, len(command.words), names(command)) == ("x", 3, ["d", "e"])
    command = the_command("while a; do b; done")
    assert isinstance(command, While)
    assert not command.until
    command = the_command("until a\ndo b\ndone <f")
    assert isinstance(command, While)
    assert command.until
    command = the_command("case $x in a|'b') c;; (d*) ;; *) e\nesac")
    assert isinstance(command, Case)
    assert [len(patterns) for patterns, _ in command.items] == [2, 1, 1]
    assert names(command) == ["c", "e"]
    for text, subshell in (("( a; b )", True), ("{ a; b; }", False), ("{ (a) }", False)):
        command = the_command(text)
        assert isinstance(command, Group)
        assert command.subshell is subshell


@pytest.mark.parametrize(
    "text",
    [
        "if a\nthen b\nfi",
        "if ! a; then b; fi",
        "if (a) then b; fi",
        "for x in; do a; done",
        "for x in a b\ndo c; done",
        "for x\nin a; do b; done",
        "case a in esac",
        "case a in\nb) ;;\nesac",
        "case a in (esac) b;; esac",
        "( (a) )",
        "a; { b; } | c",
        "a $( )",
        "a() ",
        "{ a\n}",
        "x=$(case a in b) c;; esac)",
    ],
)
def test_well_formed(text):
    script = read(text)
    assert (script.opaque is None) is (text != "a() ")


OPAQUE = [
    # Not POSIX, or not the same in all shells that may be called sh.
    "[[ a ]]", "((a))", "a <(b)", "a >(b)", "a <<<b", "a &>f", "(a) &>f", "a &>>f", "a |& b",
    "a=(b c)", "a+=b", "a[0]=b", "a $'b'", 'a $"b"', "a $[1]", 'a "$[1]"',
    "select x in a; do b; done",
    "function f { a; }", "f() { a; }", "f () { a; }", "coproc a", "time a", "alias a=b", "a ${b:1}",
    "a ${b/c/d}", "a ${b^}", "a ${!b}", "a ${b[0]}", "a ${b@Q}", "a {fd}>f", "a 10>f", "a >&f",
    "a >&$b", "a <&b", "for ((;;)); do a; done", "case a in b) c;& esac", "case a in b) c;;& esac",
    "a @(b)", "a !(b)", "for x do a; done", "for x; do a; done", "a ${#-}", "a ${##}",
    # Quotes and the like where shells differ.
    'a "${b:-"c"}"', "a ${b:-'c'}", 'a "`b \\"c\\"`"', "a $((b=1))", "a $((b+=1))", "a $((b<<=1))",
    "a $((b++))", "a $((--b))", "a $(($(b)))", "a $((`b`))", "a $((b[0]))", 'a $(("1"))',
    "a $((b=c==d))",
    # Unfinished.
    "'", '"', "`", "a \\", "a 'b", 'a "b', "a `b", "a $(b", "a ${b", "a $((1)", "a $((1) )", "(a",
    "{ a;",
    "{ a }", "if a; then b", "if a; b; fi", "while a; do b", "case a in b) c", "for x in a",
    "a <<E",
    "a <<E\nb\n", "a &&", "a |", "a >", "a > # f\n", "! ", "a ${", "a ${}", "a $(",
    # Out of place.
    ";", "&", "&& a", "| a", "a ;; b", "a ; ; b", "a & ; b", ")", "a )", "}", "fi", "then a",
    "do a",
    "done", "esac", "! ! a", "a | ! b", "(a) b", "{ a; } b", "()", "( )", "{ }", "{ ; }", "a (b)",
    "if ; then a; fi", "if a; then fi", "if a; then b; elif; else c; fi", "if a; then b; else fi",
    "while ; do a; done", "while a; do done", "for x in a; do done", "for 1 in a; do b; done",
    "for x in a & do b; done", "for x in a; b; done", "case a in b c) d;; esac",
    "case a in b) (c) d) e;; esac",
    "case a b) c;; esac", "a\n&& b",
    "in a", "a > 2>&1", "a 2>&1>f", "a <<1>f\n1\n", "if { a; } >f then b; fi",
    "case a in b) { c; } >f esac", ">f then", ">f if", "2>&1 ! a", "<f [[", ">f {",
    # Lines that are joined inside of a token.
    "a 2\\\n>f", "a\\\nb", "a $\\\nb", "a $b\\\nc", 'a "$b\\\nc"', 'a "$\\\nb"', "a\\\n=b",
    "i\\\nf a; then b; fi",
    "if\\\na", "(\\\n(a))", "a $(\\\n(1))", "a &\\\n> f", "a &\\\n& b", "a `b\\\nc`", "!\\\na",
    # Here-documents whose end is not the same to all, or that begin inside of something.
    "a <<$E\nb\n$E\n", "a <<`E`\nE\n", "a <<E \\\n b\nE\n", "$(a <<E)\nb\nE\n", "a <<E `b`\nE\n",
    "a <<E 'b\nE\n' c", "a <<E \"b' c\" '\nE\n'\nE\n", "a <<E $(b\nE\n)", "a <<E\nb \\\nE\nE\n",
    "a <<-E\nb \\\n\tc\nE\n", "a <<E\n$(b\nE\n", "a <<E\n${b\nE\n",
    "a <<E" + " <<E" * 20 + "\n" + "E\n" * 21,
    # No text that a shell should be given.
    "a\0b", "a\r\nb", "a \r",
]  # fmt: skip


@pytest.mark.parametrize("text", OPAQUE)
def test_opaque(text):
    script = read(text)
    assert script.opaque is not None
    assert script.opaque.reason
    assert 0 <= script.opaque.position <= len(text)
    assert script.body.items == ()
    assert script.text == text
    assert list(commands(script)) == []


@pytest.mark.parametrize("around", ["x && {}", "x; ( {}\n)", "if x\nthen {}\nfi", "x $({}\n)"])
@pytest.mark.parametrize("text", [text for text in OPAQUE if text != "a \\"])
def test_opaque_wherever_it_stands(text, around):
    assert read(around.replace("{}", text)).opaque is not None
