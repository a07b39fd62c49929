"""Formatting: what ``dfopt --write`` would write, as small edits, and never an error."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from dfopt.cli import main
from tests.server.session import applied
from tests.server.texts import BLOCKED, MERGE, MERGED, NODE, THREE, WRONG, write_node

pytestmark = pytest.mark.asyncio(loop_scope="session")


def written(folder, text, name="Dockerfile"):
    """Return what ``dfopt --write`` makes of a text."""
    path = folder / name
    path.write_bytes(text.encode())
    assert main(["--write", "-q", str(path)]) == 0
    return path.read_bytes().decode()


async def test_the_edits_are_small(start):
    session = await start()
    document = session.open(MERGE)
    (edit,) = await session.format(document)
    assert edit.range == lsp.Range(lsp.Position(1, 0), lsp.Position(3, 0))
    assert edit.new_text == "ENV A=1 \\\n    B=2\n"
    assert applied(MERGE, [edit]) == MERGED


async def test_nothing_to_do(start):
    session = await start()
    assert not await session.format(session.open(MERGED))


async def test_a_second_request_finds_nothing(start):
    session = await start()
    document = session.open(MERGE)
    session.change(document, applied(MERGE, await session.format(document)))
    assert not await session.format(document)


HEAD = "# caf\u00e9 \U0001f433\U0001f469\u200d\U0001f4bb\n"
UNICODE = [
    f"{HEAD}{MERGE}",
    "FROM alpine\nENV A=\U0001f433\nENV B=\u4f60\nRUN echo \U0001f433",
    f"FROM alpine\n{HEAD}ENV A=1\nENV B=2\n# \U0001f433",
    "FROM alpine\nENV A=\U0001f433\nENV B=\U0001f433",
    "\ufeffFROM alpine\nENV A=1\nENV B=\u00e9",
    "FROM alpine\n# a\u2028b\u0085c\x0cd\nENV A=1\nENV B=2\n",
]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
async def test_unicode(start, folder, encoding):
    session = await start(encodings=(encoding,))
    assert session.answer.capabilities.position_encoding == encoding
    for number, text in enumerate(UNICODE):
        name = f"{number}.Dockerfile"
        edits = await session.format(session.open(text, name))
        assert edits
        assert applied(text, edits, encoding) == written(folder, text, name)


async def test_utf16_is_the_rule(start):
    session = await start(encodings=())
    assert session.answer.capabilities.position_encoding == "utf-16"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(THREE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(THREE.replace("\n", "\r\n").rstrip(), id="CRLF without the last"),
        pytest.param(THREE.rstrip(), id="no last newline"),
        pytest.param(THREE.replace("ENV B=2\n", "ENV B=2\r\n"), id="mixed"),
        pytest.param("FROM a\nRUN echo \rx\nENV A=1\nENV B=2\n", id="a lone carriage return"),
        pytest.param("\ufeff" + THREE, id="byte order mark"),
    ],
)
async def test_line_ends(start, folder, text):
    session = await start()
    edits = await session.format(session.open(text))
    expected = written(folder, text)
    assert expected != text
    assert applied(text, edits) == expected


@pytest.mark.parametrize(
    "text",
    ["", "\n", WRONG, "RUN x", "# syntax=other/frontend\nFROM a\nENV A=1\nENV B=2\n", "FROM a\0"],
)
async def test_what_cannot_be_read_is_left_alone(start, text):
    session = await start()
    assert await session.format(session.open(text)) is None
    assert "left as it is" in session.log
    assert await session.format_lines(session.open(text, "again"), 0, 99) is None


async def test_a_document_that_is_not_open(start):
    session = await start()
    assert await session.format(lsp.TextDocumentIdentifier("file:///nowhere/Dockerfile")) is None


async def test_a_document_that_was_never_saved(start):
    session = await start()
    document = session.open(MERGE, "untitled:Untitled-1")
    assert applied(MERGE, await session.format(document)) == MERGED


async def test_a_range_touches_only_its_instructions(start):
    session = await start()
    document = session.open(THREE)
    edits = await session.format_lines(document, 2, 4)
    assert applied(THREE, edits) == THREE.replace("ENV A=1\nENV B=2", "ENV A=1 \\\n    B=2")
    edits = await session.format_lines(document, 7, 9)
    assert applied(THREE, edits) == THREE.replace("ENV C=3\nENV D=4", "ENV C=3 \\\n    D=4")
    for first, last in [(0, 2), (2, 3), (3, 4), (4, 8), (99, 100)]:
        assert not await session.format_lines(document, first, last)


async def test_the_range_of_everything_is_the_file(start):
    session = await start()
    document = session.open(THREE)
    assert await session.format_lines(document, 0, 99) == await session.format(document)


async def test_a_range_in_a_file_with_pins_of_its_own(start):
    text = THREE.replace("RUN true", "# dfopt: pin\n# dfopt:  pin\nRUN true")
    session = await start()
    document = session.open(text)
    edits = await session.format_lines(document, 2, 4)
    assert applied(text, edits) == text.replace("ENV A=1\nENV B=2", "ENV A=1 \\\n    B=2")


async def test_ranges_of_crlf_and_byte_order_mark(start):
    text = "\ufeffFROM alpine\r\nENV A=1\r\nENV B=2\r\nLABEL a=1\r\nLABEL b=2"
    session = await start()
    edits = await session.format_lines(session.open(text), 1, 3)
    assert applied(text, edits) == text.replace("ENV A=1\r\nENV B", "ENV A=1 \\\r\n    B")


async def test_saving_changes_nothing_by_default(start):
    session = await start()
    document = session.open(MERGE)
    params = lsp.WillSaveTextDocumentParams(document, lsp.TextDocumentSaveReason.Manual)
    assert await session.client.text_document_will_save_wait_until_async(params) is None


async def test_saving_formats_on_request(start):
    session = await start(settings={"fixOnSave": True})
    assert session.answer.capabilities.text_document_sync.will_save_wait_until
    document = session.open(MERGE)
    params = lsp.WillSaveTextDocumentParams(document, lsp.TextDocumentSaveReason.Manual)
    edits = await session.client.text_document_will_save_wait_until_async(params)
    assert applied(MERGE, edits) == MERGED


async def test_the_build_context_and_the_profile_count_as_on_the_command_line(start, folder):
    write_node(folder)
    session = await start()
    edits = await session.format(session.open(NODE))
    text = applied(NODE, edits)
    assert "COPY package" in text
    assert text == written(folder, NODE)


async def test_the_configuration_counts_as_on_the_command_line(start, folder):
    (folder / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    session = await start()
    edits = await session.format(session.open(THREE))
    text = applied(THREE, edits)
    assert "LABEL e=5 \\" in text
    assert "ENV A=1\n" in text
    assert text == written(folder, THREE)


async def test_refusals_are_no_edits(start):
    session = await start()
    assert not await session.format(session.open(BLOCKED))
