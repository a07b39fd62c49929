"""Diagnostics, code actions, hover and hints."""

from __future__ import annotations

import json

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from tests.server.session import applied
from tests.server.texts import BLOCKED, MERGE, MERGED, NODE, THREE, WRONG, write_node

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_opportunities_are_sent(start):
    session = await start()
    (found,) = await session.diagnostics(session.open(MERGE))
    assert (found.source, found.code, found.severity) == (
        "dfopt",
        "coalesce-env",
        lsp.DiagnosticSeverity.Information,
    )
    assert found.range == lsp.Range(lsp.Position(1, 0), lsp.Position(1, 7))


async def test_refusals_are_hints_with_their_reason(start):
    session = await start()
    (found,) = await session.diagnostics(session.open(BLOCKED))
    assert found.severity == lsp.DiagnosticSeverity.Hint
    assert found.message.startswith("not changed: ")
    assert "sets a key that is set" in found.message


async def test_refusals_can_be_hidden(start):
    session = await start(settings={"showBlocked": False})
    assert await session.diagnostics(session.open(BLOCKED)) == ()


async def test_mistakes_are_errors(start):
    session = await start()
    found = await session.diagnostics(session.open(WRONG))
    assert [d.severity for d in found] == [lsp.DiagnosticSeverity.Error]
    assert found[0].range == lsp.Range(lsp.Position(1, 0), lsp.Position(1, 4))


async def test_closing_takes_diagnostics_away(start):
    session = await start()
    document = session.open(MERGE)
    assert await session.diagnostics(document)
    session.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))
    assert await session.diagnostics(document) == ()


async def test_diagnostics_can_be_asked_for(start):
    session = await start(pull=True)
    document = session.open(MERGE)
    report = await session.pull(document)
    assert [d.code for d in report.items] == ["coalesce-env"]
    again = await session.pull(document, report.result_id)
    assert (again.kind, again.result_id) == ("unchanged", report.result_id)
    session.change(document, MERGED)
    assert (await session.pull(document, report.result_id)).items == ()
    # Who asks is not sent any.
    assert session.client.sent[document.uri].empty()


async def test_hostile_text_in_messages_is_harmless(start):
    session = await start()
    found = await session.diagnostics(session.open("FROM a\n\x1b[31m\u202e<script> x\n"))
    assert found
    for diagnostic in found:
        assert diagnostic.message.isprintable()


async def test_a_fix_for_each_change_has_its_gain_in_the_title(start):
    text = 'FROM diamol/node\nWORKDIR /web\nCOPY app.js .\nCMD ["node", "/web/app.js"]\n'
    session = await start()
    titles = [a.title for a in await session.actions(session.open(text), 3, ["quickfix"])]
    assert titles[0].startswith("dfopt: move CMD above COPY (saves 0.")
    assert titles[0].endswith(" s per rebuild)")


@pytest.mark.parametrize("resolve", [False, True])
@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (2, "ENV A=1\nENV B=2", "ENV A=1 \\\n    B=2"),
        (8, "ENV C=3\nENV D=4", "ENV C=3 \\\n    D=4"),
        (9, "LABEL e=5\nLABEL f=6", "LABEL e=5 \\\n    f=6"),
    ],
)
async def test_a_fix_makes_its_change_and_no_other(start, resolve, line, before, after):
    session = await start(resolve=resolve)
    document = session.open(THREE)
    (action, ignore) = await session.actions(document, line, ["quickfix"])
    assert ignore.title.endswith(" here")
    if resolve:
        assert action.edit is None
        action = await session.client.code_action_resolve_async(action)
    (edits,) = action.edit.changes.values()
    assert applied(THREE, edits) == THREE.replace(before, after)


async def test_a_fix_of_another_version_is_refused(start):
    session = await start(resolve=True)
    document = session.open(THREE)
    action, _ = await session.actions(document, 2, ["quickfix"])
    session.change(document, MERGE)
    with pytest.raises(JsonRpcException) as error:
        await session.client.code_action_resolve_async(action)
    assert error.value.code == -32801


async def test_the_fix_of_all(start):
    session = await start(versioned=True)
    document = session.open(THREE)
    for kind in ("source.fixAll.dfopt", "source.fixAll", "source"):
        (action,) = await session.actions(document, only=[kind])
        assert action.kind == "source.fixAll.dfopt"
        (change,) = action.edit.document_changes
        assert change.text_document.version == 1
        assert applied(THREE, change.edits) == applied(THREE, await session.format(document))


@pytest.mark.parametrize("only", [["refactor"], ["source.organizeImports"], ["source.fixAll.ruff"]])
async def test_other_kinds_are_not_offered(start, only):
    session = await start()
    assert await session.actions(session.open(THREE), only=only) == []


@pytest.mark.parametrize("text", [MERGED, WRONG, ""])
async def test_nothing_is_offered_where_nothing_can_be_done(start, text):
    session = await start()
    assert await session.actions(session.open(text)) == []


@pytest.mark.parametrize("text", [MERGE, BLOCKED, MERGE.replace("\n", "\r\n"), "\ufeff" + BLOCKED])
async def test_ignoring_takes_the_finding_away(start, text):
    session = await start(pull=True)
    document = session.open(text)
    (finding,) = (await session.pull(document)).items
    *_, action = await session.actions(document, finding.range.start.line)
    assert action.title == "dfopt: ignore coalesce-env here"
    (edits,) = action.edit.changes.values()
    session.change(document, applied(text, edits))
    assert (await session.pull(document)).items == ()
    assert not await session.format(document)


async def test_an_action_names_its_diagnostic(start):
    session = await start()
    document = session.open(MERGE)
    (finding,) = await session.diagnostics(document)
    params = lsp.CodeActionParams(document, finding.range, lsp.CodeActionContext([finding]))
    actions = await session.client.text_document_code_action_async(params)
    named = [a.diagnostics for a in actions if a.kind == "quickfix"]
    assert named == [(finding,)] * 2


async def test_hover(start):
    session = await start()
    document = session.open(NODE)
    text = await session.hover(document, 3)
    assert text.startswith("```dockerfile\nRUN npm ci\n```")
    assert "runs again when what" in text
    assert "writes" in text
    assert await session.hover(session.open(""), 0) is None


async def test_hover_shows_the_page_of_the_rule(start):
    session = await start()
    document = session.open(MERGE)
    text = await session.hover(document, 2)
    assert "**coalesce-env**: merge 2 ENV" in text
    assert "## Safe because" in text
    assert "## Safe because" not in await session.hover(document, 3)


async def test_hover_shows_hostile_text_as_text(start):
    session = await start()
    text = "FROM a\nCOPY ![x](http://e/x.png)<img> ``` /\nRUN x ```\n"
    for line in (1, 2):
        shown = await session.hover(session.open(text, str(line)), line)
        _, _, rest = shown.partition("\n````\n")
        assert rest
        assert "![" not in rest
        assert "<img" not in rest.replace("\\<img", "")


async def test_hints(start, folder):
    session = await start()
    document = session.open(NODE)
    (hint,) = await session.hints(document)
    assert hint.label == "runs again on every source edit"
    assert hint.position == lsp.Position(3, 10)
    assert "estimated" in hint.tooltip
    assert await session.hints(session.open("FROM a\nCOPY a.txt /\nRUN x\n", "other")) == ()
    assert await session.hints(session.open(WRONG, "wrong")) == ()


async def test_hints_count_commits_where_there_is_a_profile(start, folder):
    (folder / "dfopt.profile.json").write_text(
        json.dumps(
            {
                "version": 1,
                "dockerfiles": {
                    "Dockerfile": {
                        "events": 300,
                        "sources": {".": "0-69"},
                        "edits": {"RUN npm ci": "70-75"},
                    }
                },
            }
        )
    )
    session = await start()
    (hint,) = await session.hints(session.open(NODE))
    assert hint.label == "76 of the last 300 commits"


async def test_hints_can_be_turned_off(start):
    session = await start(settings={"inlayHints": False})
    assert await session.hints(session.open(NODE)) is None


async def test_hints_of_a_range(start):
    session = await start()
    document = session.open(NODE)
    params = lsp.InlayHintParams(document, lsp.Range(lsp.Position(0, 0), lsp.Position(2, 0)))
    assert await session.client.text_document_inlay_hint_async(params) == ()


async def test_symbols_by_stage(start):
    session = await start()
    text = f"ARG V=1\n{THREE}"
    document = session.open(text)
    params = lsp.DocumentSymbolParams(document)
    found = await session.client.text_document_document_symbol_async(params)
    assert [(s.name, s.detail, len(s.children or ())) for s in found] == [
        ("ARG V=1", None, 0),
        ("build", "alpine", 3),
        ("stage 1", "alpine", 4),
    ]
    build = found[1]
    assert build.range == lsp.Range(lsp.Position(2, 0), lsp.Position(5, 8))
    assert build.selection_range.end == lsp.Position(2, 20)
    assert build.children[2].name == "RUN true"


async def test_foldings(start):
    session = await start()
    text = f"# one\n# two\n\n{NODE}RUN a \\\n  b \\\n  # inside\n  c\n"
    params = lsp.FoldingRangeParams(session.open(text))
    found = await session.client.text_document_folding_range_async(params)
    assert [(f.start_line, f.end_line, f.kind) for f in found] == [
        (3, 11, "region"),
        (8, 11, None),
        (0, 1, "comment"),
    ]


@pytest.mark.parametrize("text", ["", "RUN x", WRONG, "FROM", "\0", "RUN <<E\n"])
async def test_views_of_broken_files(start, text):
    session = await start()
    document = session.open(text)
    client = session.client
    await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    await client.text_document_folding_range_async(lsp.FoldingRangeParams(document))
    await session.hover(document, 0)
    await session.hints(document)
    assert "internal error" not in session.log


async def test_the_command_that_applies_everything(start):
    session = await start(versioned=True)
    document = session.open(MERGE)
    params = lsp.ExecuteCommandParams("dfopt.applyAutofix", [{"uri": document.uri, "version": 1}])
    await session.client.workspace_execute_command_async(params)
    (edit,) = session.client.applied
    assert applied(MERGE, edit.document_changes[0].edits) == MERGED


async def test_the_command_that_tells_what_is_known(start, folder):
    write_node(folder)
    session = await start()
    document = session.open(NODE)
    params = lsp.ExecuteCommandParams("dfopt.printDebugInformation", [{"uri": document.uri}])
    text = await session.client.workspace_execute_command_async(params)
    assert f"context: {folder} (guessed)" in text
    assert "profile: none" in text


@pytest.mark.parametrize(("encoding", "columns"), [("utf-16", 2), ("utf-8", 4), ("utf-32", 1)])
async def test_columns_behind_an_emoji(start, encoding, columns):
    session = await start(encodings=(encoding,))
    head = "# caf\u00e9 \U0001f433\nFROM a\nCOPY . /\n"
    document = session.open(f"{head}RUN echo \U0001f433\nENV A=\U0001f433\nENV B=\U0001f433\n")
    (hint,) = await session.hints(document)
    assert hint.position == lsp.Position(3, 9 + columns)
    found = await session.diagnostics(document)
    assert lsp.Range(lsp.Position(4, 0), lsp.Position(4, 6 + columns)) in [d.range for d in found]
    text = await session.hover(document, 3)
    assert "RUN echo \U0001f433" in text
