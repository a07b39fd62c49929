"""A request runs no program, asks no network and reads nothing that was read before."""

from __future__ import annotations

import os
import subprocess

import pytest
from lsprotocol import types as lsp

from dfopt.cli import main
from tests.server.session import ROOT, applied
from tests.server.texts import NODE, write_node

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Loaded when the server's interpreter starts: writes down what it asks the system for.
WITNESS = """\
import os, sys

log = os.open(os.environ["WITNESS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def witness(event, arguments):
    if event.partition(".")[0] in ("open", "os", "subprocess", "socket", "shutil", "glob"):
        os.write(log, f"{event} {arguments[:1]!a}\\n".encode())

sys.addaudithook(witness)
"""


@pytest.fixture
def witness(tmp_path):
    """Return where a server writes what it asks the system for, and its environment for that."""
    (tmp_path / "sitecustomize.py").write_text(WITNESS)
    path = tmp_path / "events"
    return path, {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "WITNESS": str(path)}


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def events_of(path):
    """Return what was asked for since the last time."""
    lines = path.read_text().splitlines()
    path.write_text("")
    return lines


async def ask(session, document, text):
    """Ask for edits in every way."""
    assert applied(text, await session.format(document)).count("COPY") == 2
    where = lsp.Range(lsp.Position(2, 0), lsp.Position(4, 0))
    await session.client.text_document_range_formatting_async(
        lsp.DocumentRangeFormattingParams(document, where, lsp.FormattingOptions(4, True))
    )
    assert await session.actions(document)


@pytest.mark.parametrize("split", [False, True])
async def test_a_request_is_pure(start, folder, witness, split):
    write_node(folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    if split:
        git(folder, "update-index", "--split-index")
    path, environment = witness
    session = await start(watch=True, environment=environment)
    document = session.open(NODE)
    assert await session.diagnostics(document)
    await ask(session, document, NODE)
    before = events_of(path)
    assert any("index" in event for event in before)
    assert any(event.startswith("subprocess.Popen") for event in before) is split
    assert any(event.startswith("open") and "package.json" in event for event in before)
    # An edit, so that all is worked out anew.
    text = NODE.replace("server.js", "main.js")
    session.change(document, text)
    await ask(session, document, text)
    assert events_of(path) == []
    # Another COPY: which directory it is may change, but no program is run to find out.
    text = text.replace("COPY . .", "COPY server.js .\nCOPY . .")
    session.change(document, text)
    assert await session.format(document)
    after = events_of(path)
    assert [
        event
        for event in after
        if event.startswith(("subprocess", "socket", "os."))
        and not event.startswith(("os.listdir", "os.scandir"))
    ] == []
    assert not any(event.startswith("open") and "index" in event for event in after)


async def test_only_git_understands_the_index(start, folder):
    """What is not tracked does not count, in the editor as on the command line."""
    write_node(folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "rm", "-q", "--cached", "package.json")
    git(folder, "update-index", "--split-index")
    session = await start(watch=True)
    document = session.open(NODE)
    assert not await session.format(document)
    text = NODE.replace("COPY . .", "COPY ./ .")
    session.change(document, text)
    assert not await session.format(document)
    assert main(["--check", str(folder / "Dockerfile")]) == 0
    git(folder, "add", "package.json")
    session.tell(folder / ".git" / "index")
    # The look that the event has caused asks git.
    await session.diagnostics(document)
    for _ in range(3):
        if await session.format(document):
            break
        await session.diagnostics(document)
    assert await session.format(document)
    assert main(["--check", str(folder / "Dockerfile")]) == 1
