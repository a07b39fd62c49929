"""One joined line and its terminals."""

from __future__ import annotations

import pytest

from dfopt.syntax.lexer import LexError, lex, lex_refused


def terminals(text, escape="\\", heredocs=()):
    found = lex(text, escape, frozenset(heredocs)).terminals
    return [(kind, text[start:end]) for kind, start, end in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a", [("FROM", "FROM"), ("WORD", "a")]),
        (
            "from --platform=x a aS b",
            [("FROM", "from"), ("FLAG", "--platform=x"), ("WORD", "a"), ("AS", "aS"),
             ("WORD", "b")],
        ),
        ("FROM as AS as", [("FROM", "FROM"), ("WORD", "as"), ("AS", "AS"), ("WORD", "as")]),
        (
            "ARG A B=1",
            [("ARG", "ARG"), ("KEY", "A"), ("KEY", "B"), ("EQUALS", "="), ("VALUE", "1")],
        ),
        (
            'ENV A="b c" D=',
            [("ENV", "ENV"), ("KEY", "A"), ("EQUALS", "="), ("VALUE", '"b c"'), ("KEY", "D"),
             ("EQUALS", "="), ("VALUE", "")],
        ),
        ("ENV A  b = c ", [("ENV", "ENV"), ("KEY", "A"), ("LEGACY_VALUE", "b = c")]),
        ("RUN  a  b ", [("RUN", "RUN"), ("SHELL_TEXT", "a  b")]),
        ("RUN", [("RUN", "RUN")]),
        ("CMD [ ]", [("CMD", "CMD"), ("LBRACKET", "["), ("RBRACKET", "]")]),
        (
            'CMD [ "a" ,"b,]" ]',
            [("CMD", "CMD"), ("LBRACKET", "["), ("STRING", '"a"'), ("COMMA", ","),
             ("STRING", '"b,]"'), ("RBRACKET", "]")],
        ),
        ("CMD ['a']", [("CMD", "CMD"), ("SHELL_TEXT", "['a']")]),
        ('CMD ["a",]', [("CMD", "CMD"), ("SHELL_TEXT", '["a",]')]),
        ('COPY a\\ b "c', [("COPY", "COPY"), ("WORD", "a\\"), ("WORD", "b"), ("WORD", '"c')]),
        (
            "COPY --link -- --from=x y",
            [("COPY", "COPY"), ("FLAG", "--link"), ("FLAGS_END", "--"), ("WORD", "--from=x"),
             ("WORD", "y")],
        ),
        ("COPY a --link b", [("COPY", "COPY"), ("WORD", "a"), ("WORD", "--link"), ("WORD", "b")]),
        ("WORKDIR /a  b ", [("WORKDIR", "WORKDIR"), ("TEXT", "/a  b")]),
        ("HEALTHCHECK none", [("HEALTHCHECK", "HEALTHCHECK"), ("NONE", "none")]),
        (
            "HEALTHCHECK --retries=1 Cmd x y",
            [("HEALTHCHECK", "HEALTHCHECK"), ("FLAG", "--retries=1"), ("CHECK_CMD", "Cmd"),
             ("SHELL_TEXT", "x y")],
        ),
        ("HEALTHCHECK FOO", [("HEALTHCHECK", "HEALTHCHECK"), ("WORD", "FOO")]),
        (
            "ONBUILD ENV A b",
            [("ONBUILD", "ONBUILD"), ("ENV", "ENV"), ("KEY", "A"), ("LEGACY_VALUE", "b")],
        ),
        ("FOO a b", [("UNKNOWN", "FOO"), ("TEXT", "a b")]),
        ("VOLUME /a /b", [("VOLUME", "VOLUME"), ("WORD", "/a"), ("WORD", "/b")]),
        ("FROM\ta\vb\fc", [("FROM", "FROM"), ("WORD", "a"), ("WORD", "b"), ("WORD", "c")]),
        ("EXPOSE a\u00a0b", [("EXPOSE", "EXPOSE"), ("WORD", "a\u00a0b")]),
        ("ENV A=a\u00a0B=b",
         [("ENV", "ENV"), ("KEY", "A"), ("EQUALS", "="), ("VALUE", "a"), ("KEY", "B"),
          ("EQUALS", "="), ("VALUE", "b")]),
    ],
)  # fmt: skip
def test_terminals(text, expected):
    assert terminals(text) == expected


def test_the_escape_token_decides_where_a_word_ends():
    assert terminals("ENV A=a\\ b=c")[3] == ("VALUE", "a\\ b=c")
    assert terminals("ENV A=a\\ b=c", "`")[3] == ("VALUE", "a\\")
    assert terminals("ENV A=a` b=c", "`")[3] == ("VALUE", "a` b=c")


def test_heredoc_words_are_told_by_their_place():
    assert terminals("COPY <<A b", heredocs=[5]) == [
        ("COPY", "COPY"), ("HEREDOC", "<<A"), ("WORD", "b"),
    ]  # fmt: skip
    assert terminals("COPY <<A b")[1] == ("WORD", "<<A")


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("RUN --a='b c' x", ("--a=b c",)),
        ('RUN --a="b\'c" x', ("--a=b'c",)),
        ("RUN --a=b\\ c x", ("--a=b c",)),
        ("RUN --a=ü x", ("--a=Ã¼",)),
        ("RUN --a --b x --c", ("--a", "--b")),
        ("RUN --a='b x", ("--a=b x",)),
    ],
)
def test_flags_lose_quotes_and_escapes(text, flags):
    assert lex(text).flags == flags


@pytest.mark.parametrize(
    ("text", "arguments", "json"),
    [
        ("ENV A=1 B='x y'", ("A", "1", "=", "B", "'x y'", "="), False),
        ("ENV A b  c", ("A", "b  c", ""), False),
        ('CMD ["a\\u00fc\\n"]', ("aü\n",), True),
        ("CMD [a]", ("[a]",), False),
        ("COPY [\"a b\", \"c\"]", ("a b", "c"), True),
        ("FROM a as b", ("a", "as", "b"), False),
        ("FOO a b", ("",), False),
        ("RUN", (), False),
    ],
)  # fmt: skip
def test_arguments(text, arguments, json):
    line = lex(text)
    assert (line.arguments, line.json) == (arguments, json)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ENV A", "A"),
        ("ENV A=1 B C=2", "B"),
        ("LABEL a=b 'c d'", "'c d'"),
        ('CMD ["a", 1]', '["a", 1]'),
        ("VOLUME [[]]", "[[]]"),
        ("ONBUILD ENV A", "A"),
    ],
)
def test_refused_by_the_parser_layer(text, part):
    with pytest.raises(LexError) as caught:
        lex(text)
    assert text[caught.value.start : caught.value.end] == part
    assert "expected" in caught.value.message


def test_a_refused_line_keeps_its_words():
    line = lex_refused("  env A ")
    assert (line.keyword, line.kind) == ("env", "ENV")
    assert line.terminals == (("UNKNOWN", 2, 5), ("TEXT", 6, 7))


def test_triggers_nest_up_to_a_point():
    line = lex("ONBUILD " * 40 + "RUN x")
    depth = 0
    while line.trigger:
        line, depth = line.trigger, depth + 1
    assert 1 < depth < 40
    assert line.terminals[-1][0] == "TRIGGER"
