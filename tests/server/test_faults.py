"""What goes wrong: inside of dfopt, with the client, or with the installation."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from lsprotocol import types as lsp

from tests.server.session import ROOT, connect, disconnect
from tests.server.texts import MERGE, THREE

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def broken(tmp_path):
    """Return an environment in which a function of the server fails."""

    def make(module, name):
        (tmp_path / "sitecustomize.py").write_text(
            f"import dfopt.server.{module} as module\n"
            "def fail(*_, **__):\n"
            "    raise ZeroDivisionError('boom \\x1b[31m')\n"
            f"module.{name} = fail\n"
        )
        return {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}

    return make


async def test_a_fault_in_an_answer_is_no_edits_and_a_line_in_the_log(start, broken):
    session = await start(environment=broken("formatting", "protocol_edits"))
    document = session.open(MERGE)
    assert await session.format(document) is None
    assert "formatting: internal error (ZeroDivisionError: boom \\x1b[31m at " in session.log
    assert await session.hover(document, 1)


async def test_a_fault_in_the_analysis_fails_no_request(start, broken):
    environment = broken("surroundings", "analyse")
    session = await start(pull=True, resolve=True, environment=environment)
    document = session.open(MERGE)
    assert await session.format(document) is None
    assert await session.format_lines(document, 0, 9) is None
    assert await session.actions(document) == []
    assert await session.hover(document, 1) is None
    assert await session.hints(document) is None
    client = session.client
    params = lsp.DocumentSymbolParams(document)
    assert await client.text_document_document_symbol_async(params) is None
    assert await client.text_document_folding_range_async(lsp.FoldingRangeParams(document)) is None
    # The protocol has no null for these.
    assert (await session.pull(document)).items == ()
    action = lsp.CodeAction("fix", data={"uri": document.uri, "version": 1, "change": 0})
    assert await client.code_action_resolve_async(action) == action
    for command in ("dfopt.applyAutofix", "dfopt.printDebugInformation"):
        call = lsp.ExecuteCommandParams(command, [{"uri": document.uri}])
        assert await client.workspace_execute_command_async(call) is None
    parts = [line.partition(": internal error (ZeroDivision") for line in session.log.split("\n")]
    failed = {method for method, found, _ in parts if found}
    assert failed == {
        "diagnostics",
        "formatting",
        "range_formatting",
        "code_action",
        "hover",
        "inlay_hint",
        "document_symbol",
        "folding_range",
        "diagnostic",
        "code_action_resolve",
        "apply_autofix",
        "print_debug_information",
    }


async def test_a_fault_in_the_optimizer_is_shown(start, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import dfopt.optimizer as module\n"
        "def fail(*_, **__):\n"
        "    raise ZeroDivisionError('boom')\n"
        "module.read_pragmas = fail\n"
    )
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    session = await start(environment=environment)
    document = session.open(MERGE)
    assert [d.code for d in await session.diagnostics(document)] == ["internal-error"]
    assert await session.format(document) is None
    assert "left as it is: 1:1: internal error (ZeroDivisionError: boom)" in session.log


async def test_the_server_goes_away_with_its_client(folder):
    client = await connect(folder)
    slow = "FROM a\n" + "RUN a && b\nCOPY a /\nENV A=1\n" * 200
    item = lsp.TextDocumentItem((folder / "Dockerfile").as_uri(), "dockerfile", 1, slow)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    # Nobody waits for the analysis.
    assert await asyncio.wait_for(disconnect(client), 10) == 0


@pytest.mark.parametrize(
    "farewell", ["", 'Content-Length: 33\r\n\r\n{"jsonrpc":"2.0","method":"exit"}']
)
async def test_a_client_that_goes_without_a_word(farewell):
    command = [sys.executable, "-m", "dfopt", "server", "--stdio"]
    done = subprocess.run(
        command, input=farewell, text=True, capture_output=True, cwd=ROOT, check=False, timeout=30
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


async def test_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['pygls'] = None\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "dfopt", "server"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install '.[lsp]' in a clone of dfopt" in done.stderr


async def test_messages_that_make_no_sense_do_not_end_the_server(start):
    session = await start()
    document = session.open(THREE)
    where = lsp.Range(lsp.Position(99, 7), lsp.Position(3, 2))
    params = lsp.DocumentRangeFormattingParams(document, where, lsp.FormattingOptions(4, True))
    assert not await session.client.text_document_range_formatting_async(params)
    event = lsp.FileEvent("untitled:x", lsp.FileChangeType.Changed)
    session.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
    session.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams([1]))
    session.client.cancel_request(lsp.CancelParams(987654))
    assert await session.format(document)
