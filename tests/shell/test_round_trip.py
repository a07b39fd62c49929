"""What is written of a tree is read as that tree."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dfopt.shell.nodes import Simple, commands
from dfopt.shell.reader import read
from tests.shell.scripts import scripts, text_of, without_spans


@settings(max_examples=150)
@given(scripts)
def test_reading_what_was_written(tree):
    text = text_of(tree)
    script = read(text)
    assert script.opaque is None, (script.opaque, text)
    assert without_spans(script.body) == tree


@settings(max_examples=80)
@given(scripts)
def test_spans_are_those_of_the_text(tree):
    """The text of a span is read as what has the span."""
    text = text_of(tree)
    for item, _ in read(text).body.items:
        for pipeline in item.pipelines:
            cut = text[slice(*pipeline.span)]
            assert cut == cut.strip()
            ((again, _),) = read(cut).body.items
            assert without_spans(again.first) == without_spans(pipeline)


@settings(max_examples=100)
@given(scripts, st.data())
def test_a_cut_text_is_no_crash(tree, data):
    text = text_of(tree)
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    for script in (read(text[:begin] + text[end:]), read(text[begin:end])):
        assert all(isinstance(command, Simple) for command in commands(script))


@settings(max_examples=500)
@given(st.text())
@example("\ud800")
@example("²>f")
@example("a ٣>f")
@example("1" * 5000 + ">f")
def test_any_text_is_no_crash(text):
    script = read(text)
    assert script.text == text
    assert (script.opaque is None) or script.body.items == ()
