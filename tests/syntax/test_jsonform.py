"""What Go's JSON takes as an array of strings, against Python's ``json`` where the two agree."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.syntax.jsonform import decode, is_json_array, string_spans


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        ("[]", []),
        ("[ ]", []),
        ('["a"]', ['"a"']),
        (' [ "a" , "b" ] ', ['"a"', '"b"']),
        ('["a,b","]"]', ['"a,b"', '"]"']),
        ('["\\"", "\\\\"]', ['"\\""', '"\\\\"']),
        ('["ü🐳\x7f"]', ['"ü🐳\x7f"']),
        ('["a",]', None),
        ('["a" "b"]', None),
        ("['a']", None),
        ('["a"] x', None),
        ('["a"', None),
        ('["\\x"]', None),
        ('["\\u12"]', None),
        ('["a\tb"]', None),
        ('["a", 1]', None),
        ('\u00a0["a"]', None),
        ("", None),
    ],
)
def test_string_spans(text, strings):
    spans = string_spans(text, 0, len(text))
    assert (spans if spans is None else [text[a:b] for a, b in spans]) == strings


@pytest.mark.parametrize(
    "text",
    ['["a", 1]', "[1, -0.5e3, true, null]", "[[], {}]", '[{"a": [1]}]', "[" * 9000 + "]" * 9000],
    ids=range(5),
)
def test_json_arrays_of_other_things(text):
    assert is_json_array(text)


@pytest.mark.parametrize(
    "text",
    ["", "1", "{}", "[NaN]", "[Infinity]", "[01]", "[1.]", "[+1]", "[1,]", "[,1]", "[1 2]", "[1]]",
     '[{"a"}]', '[{"a":}]', "[{1: 2}]", '[{"a": 1,}]', "[1}", "[1e999]", "[tru]", "[1] x",
     "[" * 10_001 + "]" * 10_001],
    ids=range(21),
)  # fmt: skip
def test_no_json_arrays(text):
    assert not is_json_array(text)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@given(_VALUES, st.booleans())
def test_agrees_with_python(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert is_json_array(text) == isinstance(value, list)
    # One character less is no JSON any more.
    assert not is_json_array(text[:-1])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4), st.booleans())
def test_strings_are_decoded(strings, ascii_only):
    text = json.dumps(strings, ensure_ascii=ascii_only)
    spans = string_spans(text, 0, len(text))
    assert [decode(text[a:b]) for a, b in spans or []] == strings


@pytest.mark.parametrize(
    ("string", "value"),
    [
        ('"\\ud83d\\udc33"', "🐳"),
        ('"\\ud83d"', "\ufffd"),
        ('"\\udc33\\ud83d"', "\ufffd\ufffd"),
        ('"\\ud83dx\\n"', "\ufffdx\n"),
        ('"\\\\ud83d"', "\\ud83d"),
        ('"\\/\\b\\f\\r\\t"', "/\b\f\r\t"),
    ],
)
def test_surrogates_are_gos(string, value):
    assert decode(string) == value
