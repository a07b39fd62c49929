"""Flag words and the values of flags, read as Go reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.syntax.flags import (
    FLAGS,
    FlagError,
    FlagValueError,
    closest,
    parse_bool,
    parse_count,
    parse_duration,
    parse_flags,
    parse_size,
    parse_unsigned,
    quoted,
)
from dfopt.syntax.instructions import INSTRUCTIONS


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("COPY", "", {}),
        ("COPY", "--from=a=b --chown=", {"from": "a=b", "chown": ""}),
        ("COPY", "--link", {"link": True}),
        ("COPY", "--link=TrUe --parents=FALSE", {"link": True, "parents": False}),
        ("COPY", "--exclude=a --link --exclude=", {"exclude": ["a", ""], "link": True}),
        ("ADD", "--unpack=false --keep-git-dir", {"unpack": False, "keep-git-dir": True}),
        ("RUN", "--mount=a,b=c --network=x", {"mount": ["a,b=c"], "network": "x"}),
        ("FROM", "--platform=$P", {"platform": "$P"}),
        ("HEALTHCHECK", "--retries=x", {"retries": "x"}),
        ("COPY", "--link -- --foo", {"link": True}),
        ("COPY", "--", {}),
        ("ARG", "--foo --foo=1", {}),
        ("STOPSIGNAL", "--foo", {}),
    ],
)
def test_flags(name, words, found):
    assert parse_flags(name, words.split()) == found


@pytest.mark.parametrize(
    ("name", "words", "index", "says"),
    [
        ("COPY", "--foo", 0, "--foo"),
        ("COPY", "--=a", 0, "'--'"),
        ("COPY", "--Link", 0, "did you mean --link?"),
        ("COPY", "--link --fron=a", 1, "did you mean --from?"),
        ("COPY", "--from=a --from=a", 1, "twice"),
        ("COPY", "--link=x", 0, "true or false, not 'x'"),
        ("COPY", "--link=", 0, "true or false, not nothing"),
        ("COPY", "--chown", 0, "--chown="),
        ("COPY", "--exclude=a --exclude", 1, "--exclude="),
        ("USER", "--foo", 0, "none"),
        ("ONBUILD", "--foo", 0, "none"),
        ("COPY", "--\x1b[31m=a", 0, r"\x1b"),
    ],
)
def test_refused_flags(name, words, index, says):
    with pytest.raises(FlagError) as caught:
        parse_flags(name, words.split())
    assert caught.value.index == index
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


def test_typed_access():
    flags = parse_flags("COPY", ["--from=a", "--link", "--parents=false", "--exclude=x"])
    assert flags.text("from") == "a"
    assert flags.text("chown") == ""
    assert flags.text("chown", "0:0") == "0:0"
    assert flags.switch("link")
    assert not flags.switch("parents")
    assert not flags.switch("unheard-of")
    assert flags.repeated("exclude") == ["x"]
    assert flags.repeated("unheard-of") == []


def test_table_names_instructions():
    assert set(FLAGS) <= set(INSTRUCTIONS)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("+0", 0),
        ("-0", 0),
        ("5s", 5_000_000_000),
        ("1m30s", 90_000_000_000),
        ("1h1m1s1ms1us1ns", 3_661_001_001_001),
        ("1.5s", 1_500_000_000),
        (".5s", 500_000_000),
        ("5.s", 5_000_000_000),
        ("-1.5h", -5_400_000_000_000),
        ("+1ms", 1_000_000),
        ("1\u00b5s", 1_000),
        ("1\u03bcs", 1_000),
        ("0.3ns", 0),
        ("0.1m", 6_000_000_000),
        ("1s1s", 2_000_000_000),
        ("0s", 0),
        ("00001s", 1_000_000_000),
        ("9223372036854775807ns", 9223372036854775807),
        ("-9223372036854775808ns", -9223372036854775808),
        ("0.9223372036854775807h", 3_320_413_933_267),
        ("0.3333333333333333333h", 1_200_000_000_000),
        ("0." + "0" * 500 + "1s", 0),
        ("0" * 5000 + "1s", 1_000_000_000),
    ],
)
def test_durations(text, nanoseconds):
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "-",
        "--1s",
        "+-1s",
        "1",
        "1.5",
        "00",
        "s",
        ".s",
        ".",
        "1x",
        "1S",
        "1M",
        "1d",
        "1s ",
        " 1s",
        "1 s",
        "1.2.3s",
        "1e3s",
        "1s2",
        "0x1s",
        "\u0661s",  # a digit, but not an ASCII one
        "1\u00c2\u00b5s",
        "$A",
        "9223372036854775808ns",
        "-9223372036854775809ns",
        "9223372036854775807s",
        "2562048h",
        "2562047h2562047h",
        "9" * 5000 + "s",
        "9" * 1_000_000 + "ns",
    ],
)
def test_refused_durations(text):
    with pytest.raises(FlagValueError, match="is not a duration"):
        parse_duration(text)


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_any_number_of_nanoseconds_is_a_duration(number):
    assert parse_duration(f"{number}ns") == number


@given(st.text(alphabet="0123456789.+-nsumh\u00b5 x", max_size=12))
def test_durations_never_crash(text):
    try:
        duration = parse_duration(text)
    except FlagValueError:
        return
    assert -(1 << 63) <= duration < 1 << 63


@pytest.mark.parametrize("text", ["1", "t", "T", "true", "TRUE", "True"])
def test_true(text):
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["0", "f", "F", "false", "FALSE", "False"])
def test_false(text):
    assert parse_bool(text) is False


@pytest.mark.parametrize("text", ["", "yes", "tRUE", "on", " 1", "2", "none"])
def test_neither_true_nor_false(text):
    with pytest.raises(FlagValueError):
        parse_bool(text)


@pytest.mark.parametrize(
    ("text", "base", "number"),
    [
        ("0", 8, 0),
        ("755", 8, 0o755),
        ("0755", 8, 0o755),
        ("37777777777", 8, (1 << 32) - 1),
        ("1000", 10, 1000),
        ("4294967295", 10, (1 << 32) - 1),
        ("0" * 5000 + "7", 10, 7),
    ],
)
def test_unsigned(text, base, number):
    assert parse_unsigned(text, base) == number


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("", 8),
        ("8", 8),
        ("0o7", 8),
        ("+7", 8),
        ("-7", 8),
        ("u+x", 8),
        ("40000000000", 8),
        ("", 10),
        ("a", 10),
        ("1_0", 10),
        ("-1", 10),
        ("+1", 10),
        (" 1", 10),
        ("1\n", 10),
        ("\u0661", 10),
        ("4294967296", 10),
        ("9" * 100_000, 10),
    ],
)
def test_refused_unsigned(text, base):
    with pytest.raises(FlagValueError):
        parse_unsigned(text, base)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-0", 0), ("3", 3), ("+3", 3), ("007", 7), ("2147483647", 2147483647)],
)
def test_counts(text, number):
    assert parse_count(text) == number


@pytest.mark.parametrize(
    "text", ["", "-", "-1", "1.0", "x", " 1", "1_0", "0x1", "2147483648", "99999999999", "9" * 9999]
)
def test_refused_counts(text):
    with pytest.raises(FlagValueError):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("-0", 0),
        ("4096", 4096),
        ("64m", 64 << 20),
        ("64M", 64 << 20),
        ("64mb", 64 << 20),
        ("64MiB", 64 << 20),
        ("1g", 1 << 30),
        ("1.5k", 1536),
        (".5k", 512),
        ("2.k", 2048),
        ("1t", 1 << 40),
        ("1p", 1 << 50),
        ("10 k", 10240),
        ("10 ", 10),
        ("10b", 10),
        ("1e3", 1000),
        ("1e1k", 10240),
    ],
)
def test_sizes(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "-1",
        "m",
        "64x",
        "64mib2",
        "64 mb b",
        "64kk",
        "64bb",
        "64ib",
        "1  k",
        " 1",
        "1,5k",
        "inf",
        "nan",
        "1e999",
        "8388608t",
        "9" * 100_000,
        "$A",
        "0x10",
    ],
)
def test_refused_sizes(text):
    with pytest.raises(FlagValueError, match="is not a size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("word", "options", "nearest"),
    [
        ("foo", ["foo"], "foo"),
        ("FO", ["foo"], "foo"),
        ("ofo", ["foo", "oof"], "foo"),
        ("lnik", ["link"], "link"),
        ("abcd", ["ab"], "ab"),
        ("abc", ["abcde"], "abcde"),
        ("x", ["y"], None),
        ("ab", ["cd"], None),
        ("abcd", ["abwxyz"], None),
        ("", ["ab"], None),
        ("abc", [], None),
        ("link" * 1000, ["link"], None),
    ],
)
def test_closest(word, options, nearest):
    assert closest(word, options) == nearest


@given(st.text())
def test_quoted_text_can_be_printed(text):
    assert quoted(text).isprintable()
    assert len(quoted(text)) < 700


def test_quoted_text_shows_direction_marks():
    assert quoted("a\u202eb\x1b") == r"'a\u202eb\x1b'"
    assert quoted("a" * 100) == repr("a" * 60 + "...")
