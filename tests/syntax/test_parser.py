"""The tree: who owns which line, what is in a node, and where a diagnostic stands."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.syntax.nodes import (
    Copy,
    Env,
    From,
    Healthcheck,
    Onbuild,
    Run,
    Section,
    Statement,
    Unparsed,
)
from dfopt.syntax.parser import parse_statement
from dfopt.syntax.tree import dump


def parsed(text: str):
    tree = dfopt.parse(text)
    assert str(tree) == text
    return tree


def outline(text: str) -> list[tuple[str, str]]:
    """Return the parts of the body with what stands above them, and the trailer."""
    tree = parsed(text)
    found = [
        ("Section", str(item))
        if isinstance(item, Section)
        else (type(item).__name__, "".join(map(str, item.leading)))
        for item in tree.body
    ]
    trailer = "".join(map(str, tree.trailer))
    return [*found, ("trailer", trailer)] if trailer else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\n# c\nRUN x\n", [("From", ""), ("Run", "# c\n")]),
        ("FROM a\n\n\n# c\nRUN x\n", [("From", ""), ("Run", "\n\n# c\n")]),
        ("FROM a\n# c\n\nRUN x\n", [("From", ""), ("Section", "# c\n\n"), ("Run", "")]),
        (
            "FROM a\n\n# s\n\n\n# c\nRUN x\n",
            [("From", ""), ("Section", "\n# s\n\n\n"), ("Run", "# c\n")],
        ),
        (
            "FROM a\n# s\n\n# t\n\nRUN x\n",
            [("From", ""), ("Section", "# s\n\n# t\n\n"), ("Run", "")],
        ),
        ("FROM a\n# c\n# d\nRUN x\n", [("From", ""), ("Run", "# c\n# d\n")]),
        ("FROM a\n# c\n \t\nRUN x\n", [("From", ""), ("Section", "# c\n \t\n"), ("Run", "")]),
        ("# s\n\n# c\nFROM a\n", [("From", "# s\n\n# c\n")]),
        ("# escape=`\n\n# s\n\nARG A\n", [("Arg", "# escape=`\n\n# s\n\n")]),
        ("FROM a\n# end\n\n", [("From", ""), ("trailer", "# end\n\n")]),
        ("FROM a\n\n", [("From", ""), ("trailer", "\n")]),
        ("FROM a\nRUN x \\\n# in\n y\n", [("From", ""), ("Run", "")]),
        ("FROM a\nRUN x \\\n# in\n", [("From", ""), ("Run", "")]),
        ("# only\n", [("trailer", "# only\n")]),
        ("", []),
    ],
)
def test_who_owns_comments_and_blank_lines(text, expected):
    assert outline(text) == expected


def test_a_whole_tree():
    text = (
        "\ufeff# escape=`\n# About\nFrom a `\n  # in\n As b\n"
        "env A=1 `\n\tB='x y'\r\n\nCOPY <<E /x\nbody\nE"
    )
    assert dump(parsed(text)).splitlines() == [
        "Dockerfile escape='`'",
        "  byte order mark",
        "  From",
        "    directive '# escape=`\\n'",
        "    comment '# About\\n'",
        "    FROM 'From'",
        "    WORD 'a'  before=' '",
        "    AS 'As'  before=' `\\n  # in\\n '",
        "    WORD 'b'  before=' '",
        "    trailing '\\n'",
        "  Env",
        "    ENV 'env'",
        "    pair",
        "      KEY 'A'  before=' '",
        "      EQUALS '='",
        "      VALUE '1'",
        "    pair",
        "      KEY 'B'  before=' `\\n\\t'",
        "      EQUALS '='",
        "      VALUE \"'x y'\"",
        "    trailing '\\r\\n'",
        "  Copy",
        "    blank '\\n'",
        "    COPY 'COPY'",
        "    source",
        "      HEREDOC '<<E'  before=' '",
        "    destination",
        "      WORD '/x'  before=' '",
        "    heredoc",
        "      HEREDOC_BODY 'body\\n'  before='\\n'",
        "      HEREDOC_END 'E'",
    ]


def test_a_token_that_a_continuation_cuts_keeps_both_texts():
    (_, run) = parsed("FROM a\nR\\\nUN a\\\n# c\nb\n").statements
    keyword, command = run.tokens()
    assert (keyword.raw, keyword.value) == ("R\\\nUN", "RUN")
    assert (command.raw, command.value) == ("a\\\n# c\nb", "ab")


@pytest.mark.parametrize(
    ("line", "trailing", "open_ended"),
    [
        ("RUN x", "", False),
        ("RUN x\n", "\n", False),
        ("RUN x \t\r\n", " \t\r\n", False),
        ("RUN x \\\n", " \\\n", True),
        ("RUN x \\", " \\", True),
        ("RUN x \\\n# c\n", " \\\n# c\n", True),
        ("RUN x \\\n\n", " \\\n\n", True),
        ("RUN x \\\\\n", "\n", False),
    ],
)
def test_what_follows_the_last_token(line, trailing, open_ended):
    statement = parsed("FROM a\n" + line).statements[-1]
    assert (statement.trailing, statement.open_ended) == (trailing, open_ended)


def test_typed_views():
    text = (
        "FROM --platform=linux/amd64 a AS Build\nENV A=1 B=$A\nENV C d e\n"
        'RUN --mount=type=ssh ["x", "y"]\nCOPY --from=build --chown= a b /c\nHEALTHCHECK NONE\n'
    )
    origin, env, legacy, run, copy, healthcheck = parsed(text).statements
    assert isinstance(origin, From)
    assert (origin.image, origin.stage_name) == ("a", "build")
    assert origin.flag("platform") == "linux/amd64"
    assert isinstance(env, Env)
    assert isinstance(legacy, Env)
    assert [(p.key, p.value, p.legacy) for p in (*env.pairs, *legacy.pairs)] == [
        ("A", "1", False), ("B", "$A", False), ("C", "d e", True),
    ]  # fmt: skip
    assert isinstance(run, Run)
    assert run.is_exec_form
    assert (run.arguments, run.script) == (("x", "y"), "")
    assert isinstance(copy, Copy)
    assert (copy.sources, copy.destination, copy.from_stage) == (("a", "b"), "/c", "build")
    assert (copy.flag("chown"), copy.flag("link")) == ("", None)
    assert isinstance(healthcheck, Healthcheck)


def test_the_script_of_a_run_has_its_bodies():
    (_, run) = parsed("FROM a\nRUN cat <<A - <<-'B'\n$x\nA\n\ty\n\tB\n").statements
    assert isinstance(run, Run)
    assert run.script == "cat <<A - <<-'B'\n$x\nA\n\ty\nB"
    facts = [(h.name, h.content, h.expand, h.chomp) for h in run.heredocs]
    assert facts == [("A", "$x\n", True, False), ("B", "\ty\n", False, True)]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("RUN <<E\nFROM b\nE\n", ["FROM b\n"]),
        ("RUN <<A <<B\nB\nA\nA\nB\n", ["B\n", "A\n"]),
        ("COPY <<E <<E /x/\n1\nE\n2\nE\n", ["1\n", "2\n"]),
        ("ONBUILD RUN <<E\nx\nE\n", ["x\n"]),
        ("ADD 3<<E /x\n# x\n\nE\n", ["# x\n\n"]),
        ("RUN cat \\\n  <<E\nx \\\nE\n", ["x \\\n"]),
        ("RUN it's <<E\n", []),
        ("RUN cat<<E\n", []),
        ("RUN <<<E\n", []),
        ('RUN "<<E"\n', []),
        ('RUN ["a", "<<E"]\n', []),
        ("CMD <<E\n", []),
        ("ENV A=<<E\n", []),
    ],
)
def test_heredocs(text, bodies):
    tree = parsed("FROM a\n" + text + "USER u\n")
    assert [heredoc.content for heredoc in tree.statements[1].heredocs] == bodies
    assert tree.statements[2].kind == "USER"
    assert not tree.has_errors


@pytest.mark.parametrize(
    ("trigger", "names"),
    [
        ("RUN x", ["ONBUILD", "RUN", "SHELL_TEXT"]),
        ("ENV A=1", ["ONBUILD", "ENV", "KEY", "EQUALS", "VALUE"]),
        ("FOO x", ["ONBUILD", "TRIGGER"]),
        ("COPY a", ["ONBUILD", "TRIGGER"]),
        ("EXPOSE", ["ONBUILD", "TRIGGER"]),
    ],
)
def test_a_trigger_may_be_wrong_until_the_childs_build(trigger, names):
    tree = parsed(f"FROM a\nONBUILD {trigger}\n")
    statement = tree.statements[1]
    assert isinstance(statement, Onbuild)
    assert [token.type for token in statement.tokens()] == names
    assert tree.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "parse-error", (1, 1, 1, 1)),
        ("# c\n", "parse-error", (1, 1, 1, 1)),
        ("RUN x\n", "instruction-error", (1, 1, 1, 4)),
        ("FROM a\n\tEXPOSE\n", "instruction-error", (2, 2, 2, 8)),
        ("FROM a\nFOO x\n", "instruction-error", (2, 1, 2, 4)),
        ("FROM a\nENV A=1 \\\n\t🐳 B\n", "parse-error", (3, 2, 3, 3)),
        ("FROM a\nENV A=1 \\\n# 🐳\n\n  B=2 CD\n", "parse-error", (5, 7, 5, 9)),
        ("FROM a\nENV 🐳=1 B\n", "parse-error", (2, 9, 2, 10)),
        ("FROM a\nENV A\n", "parse-error", (2, 5, 2, 6)),
        ("FROM a\nENV \\\n  A\n", "parse-error", (3, 3, 3, 4)),
        ('FROM a\nCMD ["a",1]\n', "parse-error", (2, 5, 2, 12)),
        ('FROM a\nCMD ["a", \\\n 1]\n', "parse-error", (2, 5, 3, 4)),
        ("FROM a\nRUN <<A\nx\n", "parse-error", (2, 5, 2, 8)),
        ("FROM a\nRUN \\\n <<A <<B\nA\n", "parse-error", (3, 6, 3, 9)),
        ("FROM a\nONBUILD FROM b\n", "instruction-error", (2, 9, 2, 13)),
        ("FROM a\nONBUILD ENV A\n", "parse-error", (2, 13, 2, 14)),
        ("FROM a\nCOPY --link \\\n  --foo=1 a b\n", "instruction-error", (3, 3, 3, 10)),
        ("FROM a\r\nRUN x\r\nEXPOSE\r\n", "instruction-error", (3, 1, 3, 7)),
        ("\ufeffFROM a\nEXPOSE\n", "instruction-error", (2, 1, 2, 7)),
        ("# escape=x\nFROM a\n", "parse-error", (1, 1, 1, 11)),
        ("# escape=`\n# escape=`\nFROM a\n", "parse-error", (2, 1, 2, 11)),
        ("FROM a\n#" + "x" * 65_535 + "\n", "parse-error", (2, 1, 2, 65_537)),
    ],
    ids=range(22),
)
def test_where_an_error_stands(text, code, place):
    errors = [d for d in parsed(text).diagnostics if d.severity == "error"]
    (error,) = errors
    span = error.span
    found = (span.start.line, span.start.column, span.end.line, span.end.column)
    assert (error.code, found) == (code, place)
    assert "expected" in error.message or code == "instruction-error"


def test_a_bad_instruction_does_not_hurt_its_neighbours():
    tree = parsed("FROM a\nENV A\nENV B=1\nFOO\nRUN x\n")
    assert [type(s).__name__ for s in tree.statements] == [
        "From", "Unparsed", "Env", "Unparsed", "Run",
    ]  # fmt: skip
    assert [d.span.start.line for d in tree.diagnostics] == [2, 4]
    assert tree.has_errors
    assert isinstance(tree.statements[1], Unparsed)
    assert tree.statements[1].kind == "ENV"


def test_an_empty_continuation_is_a_warning():
    tree = parsed("FROM a\nRUN x \\\n\n  y\nUSER u\n")
    (warning,) = tree.diagnostics
    assert (warning.code, warning.severity) == ("empty-continuation", "warning")
    assert (warning.span.start.line, warning.span.end.line) == (2, 4)
    assert not tree.has_errors
    assert [s.empty_continuation for s in tree.statements] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "escape", "syntax", "check"),
    [
        ("FROM a\n", "\\", None, None),
        ("# escape=`\n# syntax=x y\n# check=skip=A, B\nFROM a\n", "`", "x", "skip=A,"),
        ("# Escape = ` \nFROM a\n", "`", None, None),
        ("  # escape=`\nFROM a\n", "`", None, None),
        ("  # syntax=x\nFROM a\n", "\\", None, None),
        ("\n# escape=`\nFROM a\n", "\\", None, None),
        ("# c\n# escape=`\nFROM a\n", "\\", None, None),
        ("#!/bin/x\n# escape=`\n# syntax=x\nFROM a\n", "\\", "x", None),
        ("// syntax=x\n", "\\", "x", None),
        ("# foo=bar\n# syntax=x\nFROM a\n", "\\", None, None),
    ],
)
def test_directives(text, escape, syntax, check):
    tree = parsed(text)
    assert (tree.escape, tree.syntax, tree.check) == (escape, syntax, check)


@pytest.mark.parametrize(
    ("text", "escape", "kind"),
    [
        ("ENV A=1 \\\n    B=2\n", "\\", Env),
        ("ENV A=1 `\n    B=2\n", "`", Env),
        ("RUN <<E\nx\nE\n", "\\", Run),
        ("ENV A", "\\", Unparsed),
    ],
)
def test_parse_statement(text, escape, kind):
    statement = parse_statement(text, escape)
    assert isinstance(statement, Statement)
    assert type(statement) is kind
    assert str(statement) == statement.text == text
    assert statement.leading == ()


def test_nodes_are_identities():
    one, other = parsed("FROM a\nRUN x\nRUN x\n").statements[1:]
    assert str(one) == str(other)
    assert one != other
    assert len({one, other}) == 2
    with pytest.raises(AttributeError):
        one.trailing = ""
