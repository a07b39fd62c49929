"""Words: expansion, references, splitting, heredocs."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dfopt.errors import ExpansionError
from dfopt.syntax.words import (
    UNICODE_SPACES,
    expand,
    has_required,
    heredoc_marks,
    is_unicode_space,
    parse_words,
    references,
)
from dfopt.syntax.wordtree import MAX_NESTING

ENV = {"A": "foo boo", "E": "", "P": "a/b.tar.gz", "N": "x\ny", "W": "a*b?c\\d", "D": "$0|$$|$x"}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("$A-${A}", "foo boo-foo boo"),
        ("${Z}$Z", ""),
        ("'$A'\\$A\"\\$A\"", "$A$A$A"),
        ('"a\\nb"', "a\\nb"),
        ("a\\nb\\", "anb"),
        ("$$ $@ $1x $- $% $", "  x  $% $"),
        ("${Z:-${E:-deep}}", "deep"),
        ("${E-w}${E:+w}${E+w}", "w"),
        ("${A:?no}", "foo boo"),
        ("${P#*/}", "b.tar.gz"),
        ("${P%.*}", "a/b.tar"),
        ("${P%%.*}", "a/b"),
        ("${P##*.}", "gz"),
        ("${A#$Z}", "foo boo"),
        ("${A%o?*}", "foo b"),
        ("${A/o/0}", "f0o boo"),
        ("${A//o/0}", "f00 b00"),
        ("${A//o*o/-}", "f-"),
        ("${A//*/-}", "-"),
        ("${A///-}", "-f-o-o- -b-o-o-"),
        ("${P/\\//:}", "a:b.tar.gz"),
        ("${N#*y}", "x\ny"),
        ("${N//*/-}", "-\n-"),
        ("${W#a\\*}", "b?c\\d"),
        ("${W%\\\\d}", "a*b?c"),
        ("${A//oo/[$D]}", "f[oo|$|] b[oo|$|]"),
        ("${A/oo/$D}", "f$0|$$|$x boo"),
        ("${E:-<<  x}", "<<  x"),
    ],
)
def test_expansion(word, text):
    assert expand(word, ENV).text == text


@pytest.mark.parametrize(
    "word",
    [
        "'",
        '"',
        '"\\',
        "${",
        "${A",
        "${}",
        "${{A}",
        "${:A}",
        "${A:",
        "${A:-x",
        "${A^^}",
        "${A:1}",
        "${A:#f}",
        "${A/o}",
        "${A/o/",
        "${A#\\f}",
        "${Z?}",
        "${Z:?must be set}",
        "${E:?}",
        "${A:-${Z?}}",
    ],
)
def test_refused(word):
    with pytest.raises(ExpansionError):
        expand(word, ENV)


def test_the_message_of_a_required_variable():
    with pytest.raises(ExpansionError, match=r"Z is required but unset: say foo boo"):
        expand("${Z:?say $A}", ENV)


def test_the_backslash_is_ordinary_when_the_backtick_escapes():
    assert expand('C:\\x`$A"`""', ENV, "`").text == 'C:\\x$A"'


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("$A x", ("foo", "boo", "x")),
        ("\"$A\" 'x y' x\\ y", ("foo boo", "x y", "x y")),
        ("''  \"\"", ()),
        ("a\u00a0b\u3000c\x1cd", ("a", "b", "c\x1cd")),
        ("<<  a < b", ("<<  a", "<", "b")),
        ("8${Z:-0} x", ("0", "x")),
        ('8"1${Z:-0}"', ("10",)),
        ('8"$A"', ("8foo boo",)),
    ],
)
def test_split_after_expansion(word, words):
    assert expand(word, ENV).words == words


def test_unmatched_names():
    assert expand("$Z${Y:-$X}${A:-$W}'$V'", {"A": "1", "W": ""}).unmatched == {"Z", "Y", "X"}


def test_options():
    source = "'a $Z' \"b\\c\" \\d ${Z:-x} ${Z//p/r} $Z ${Z}"
    raw = expand(source, {}, raw_quotes=True, raw_escapes=True, skip_unset=True)
    assert raw.text == source.replace("b\\c", "b\\\\c").replace("//", "/")
    body = expand("it's \"$A\" \\$A a\\nb \\\n'$A'", {"A": "1"}, process_quotes=False)
    assert body.text == "it's \"1\" $A anb \n'1'"


def test_what_go_cannot_read():
    assert expand("\ufeffa\udcffb\ufeff", {}).text == "a\ufffdb\ufeff"


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("plain", set()),
        ("$a\"$b\"'$c'\\$d", {"a", "b"}),
        ("${a:-$b}${c:+${d#$e}}", {"a", "b", "c", "d", "e"}),
        ('"${a/$b/"$c"}"', {"a", "b", "c"}),
        ("${a?$b}$1$@", {"a", "b", "1", "@"}),
    ],
)
def test_references(word, names):
    assert references(word) == names


def test_references_without_quotes():
    assert references("it's $a '$b'", process_quotes=False) == {"a", "b"}


@pytest.mark.parametrize(
    "word", ["'$a", "${a", "${a:1}", "x${b:-${a:1}}", "${a#\\x}", "${a//\\x/$b}"]
)
def test_no_references_where_nothing_can_be_expanded(word):
    with pytest.raises(ExpansionError):
        references(word)


@pytest.mark.parametrize("word", ["${a?}", "${a:?b}", '"${x:-${a?}}"', "${x/${a?}/}"])
def test_required(word):
    assert has_required(word)


@pytest.mark.parametrize("word", ["$a", "'${a?}'", "\\${a?}", "${a:-?}", "${?}"])
def test_not_required(word):
    assert not has_required(word)


def marks(line):
    return [(m.name, m.file_descriptor, m.expand, m.chomp, m.word) for m in heredoc_marks(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN <<EOF", [("EOF", 0, True, False, "<<EOF")]),
        ("RUN cat <<A 3<<-B && x", [("A", 0, True, False, "<<A"), ("B", 3, True, True, "3<<-B")]),
        ("RUN << EOF cat", [("EOF", 0, True, False, "<< EOF")]),
        ("RUN <<- \t EOF", []),
        ("RUN cat <<EOF|sh", [("EOF|sh", 0, True, False, "<<EOF|sh")]),
        ("RUN (cat <<EOF)", [("EOF)", 0, True, False, "<<EOF)")]),
        ("RUN cat <<EOF>x", [("EOF>x", 0, True, False, "<<EOF>x")]),
        ("RUN x=$((1 << 3))", [("3))", 0, True, False, "<< 3))")]),
        ("RUN <<'E'", [("E", 0, False, False, "<<'E'")]),
        ('RUN <<E"O"F', [("EOF", 0, False, False, '<<E"O"F')]),
        ('RUN <<-"E F" x', [("E F", 0, False, True, '<<-"E F"')]),
        ("RUN <<\\EOF", [("EOF", 0, True, False, "<<\\EOF")]),
        ("RUN <<$EOF", [("$EOF", 0, True, False, "<<$EOF")]),
        ("RUN <<${EOF}", [("${EOF}", 0, True, False, "<<${EOF}")]),
        ("RUN <<\"a\\nb\"", [("a\\nb", 0, False, False, '<<"a\\nb"')]),
        ("COPY --chmod=755 <<a <<b /d/", [
            ("a", 0, True, False, "<<a"), ("b", 0, True, False, "<<b"),
        ]),
        ("RUN ${x:- <<EOF}", [("EOF}", 0, True, False, "${x:- <<EOF}")]),
        ("RUN echo ${x:1} <<EOF", [("EOF", 0, True, False, "<<EOF")]),
        ("RUN 99999999999999999999<<E", [("E", 2**64 - 1, True, False, "99999999999999999999<<E")]),
        ("RUN cat<<EOF", []),
        ("RUN cat <<<word", []),
        ("RUN x=$((1<<2))", []),
        ('RUN echo "<<EOF"', []),
        ("RUN echo \\<<EOF", []),
        ("RUN echo it's <<EOF", []),
        ('RUN echo "$(cat <<EOF)"', []),
        ("RUN echo ${x/a} <<EOF", []),
        ("RUN echo ${x^^} <<EOF", []),
        ("RUN <<E${x:-y}", []),
        ("RUN <<", []),
        ("RUN <<''", []),
        ("RUN <<\vEOF", []),
    ],
)  # fmt: skip
def test_heredocs(line, expected):
    assert marks(line) == expected


def test_the_place_of_a_heredoc():
    (mark,) = heredoc_marks("RUN \u00e9 'x' 3<<-'E F' && y")
    assert (mark.start, mark.end) == (10, 19)


def test_a_heredoc_name_that_cannot_be_read():
    with pytest.raises(ExpansionError):
        heredoc_marks("RUN ${x:- <<\\'}")


@pytest.mark.parametrize(
    ("text", "escape", "words"),
    [
        ("", "\\", []),
        (" a=1  b=2 ", "\\", ["a=1", "b=2"]),
        ('a=\'x y\' b="x \\" y"z', "\\", ["a='x y'", 'b="x \\" y"z']),
        ("a=x\\ y b", "\\", ["a=x\\ y", "b"]),
        ("a=x\\ y b", "`", ["a=x\\", "y", "b"]),
        ("a=x` y", "`", ["a=x` y"]),
        ("a='x\\' y", "\\", ["a='x\\'", "y"]),
        ('a="b c', "\\", ['a="b c']),
        ('a="b \\', "\\", ['a="b ']),
        ("a b\\", "\\", ["a", "b"]),
        ("a \\", "\\", ["a"]),
        ("a=${b:-x y}", "\\", ["a=${b:-x", "y}"]),
        ("a\u2003b\u200bc", "\\", ["a", "b\u200bc"]),
        ("''", "\\", ["''"]),
    ],
)
def test_argument_words(text, escape, words):
    assert [text[start:end] for start, end in parse_words(text, escape)] == words


def test_spaces():
    assert len(UNICODE_SPACES) == 25
    assert is_unicode_space("\u3000")
    assert not is_unicode_space("\x1c")


def test_nesting_has_a_limit():
    def nested(depth):
        return "${a:-" * depth + "x" + "}" * depth

    assert expand(nested(MAX_NESTING), {}).text == "x"
    for refuse in (expand, lambda word, _: references(word)):
        with pytest.raises(ExpansionError, match="too deeply"):
            refuse(nested(MAX_NESTING + 1), {})
    with pytest.raises(ExpansionError, match="too deeply"):
        expand('"${a:-' * 100_000, {})


class Looked(dict[str, str]):
    """An environment that notes what is looked up."""

    def __init__(self, values):
        super().__init__(values)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


WORDS = st.lists(
    st.sampled_from(
        [*"$${{}}::-+?#%//'\"\\`<* \n1aBé_", "${", "${a:-", "${a/", "$B", "<<", "\ufeff", "\udc80"]
    )
).map("".join)
ENVIRONMENTS = st.dictionaries(
    st.sampled_from(["a", "B", "1", "é", ""]), st.text(alphabet="ab*?\\/$ \n#%")
)


@given(
    word=WORDS,
    env=ENVIRONMENTS,
    escape=st.sampled_from("\\`"),
    raw_quotes=st.booleans(),
    raw_escapes=st.booleans(),
)
@example("${a//$B/x}", {"a": "ab", "B": "\\"}, "\\", False, False)
def test_expansion_fails_with_its_own_error_and_reads_its_references(
    word, env, escape, raw_quotes, raw_escapes
):
    looked = Looked(env)
    try:
        result = expand(word, looked, escape, raw_quotes=raw_quotes, raw_escapes=raw_escapes)
    except ExpansionError:
        return
    assert result.unmatched == looked.names - env.keys()
    assert all(result.words)
    assert looked.names == references(word, escape)


@given(word=WORDS, process_quotes=st.booleans())
def test_unset_variables_can_stay(word, process_quotes):
    try:
        result = expand(word, {}, process_quotes=process_quotes, skip_unset=True)
        names = references(word, process_quotes=process_quotes)
    except ExpansionError:
        return
    assert result.unmatched == names
    assert all(f"${name}" in result.text or f"${{{name}" in result.text for name in names)


@given(line=WORDS)
def test_heredoc_marks_lie_in_the_line(line):
    try:
        found = heredoc_marks("RUN " + line)
    except ExpansionError:
        return
    for mark in found:
        assert ("RUN " + line)[mark.start : mark.end] == mark.word
        assert "<<" in mark.word


@given(text=WORDS, escape=st.sampled_from("\\`"))
def test_argument_words_leave_only_space(text, escape):
    spans = parse_words(text, escape)
    outside = list(text)
    for start, end in reversed(spans):
        assert start < end
        del outside[start:end]
    assert "".join(outside).strip(UNICODE_SPACES) in ("", escape)


@pytest.mark.parametrize(
    "unit", ["$a ", "${a:-b}", '"$a"', "'x' ", "\\x", "<< ", "x", "${a//b*c/d}", "${a%%*b*c}"]
)
def test_time_grows_with_length(unit):
    env = {"a": "b" * 20}

    def seconds(count):
        best = 1e9
        for _ in range(3):
            begin = time.process_time()
            expand(unit * count, env)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(8_000) < 40 * seconds(1_000) + 0.01


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*c", "*?a?*?c", "a*c"])
@pytest.mark.parametrize("form", ["${v##P}", "${v#P}", "${v%%P}", "${v/P/x}", "${v//P/x}"])
def test_patterns_do_not_backtrack(form, pattern):
    value = "ab" * 20_000
    begin = time.process_time()
    assert expand(form.replace("P", pattern), {"v": value}).text == value
    assert time.process_time() - begin < 2


@given(
    pattern=st.text(alphabet="ab*?\n", max_size=6),
    value=st.text(alphabet="ab0\n", max_size=10),
)
def test_patterns_agree_with_regular_expressions(pattern, value):
    greedy = "".join({"*": ".*", "?": "."}.get(c, c) for c in pattern)
    lazy = greedy.replace("*", "*?")
    env = {"v": value, "p": pattern}
    assert expand("${v##$p}", env).text == re.sub(rf"\A{greedy}", "", value, count=1)
    assert expand("${v#${z}$p}", env).text == re.sub(rf"\A{lazy}", "", value, count=1)
    assert expand("${v/$p/_}", env).text == re.sub(greedy, "_", value, count=1)
