"""Settings, folders, files that change, and requests that are overtaken."""

from __future__ import annotations

import asyncio
import subprocess
import time

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from tests.server.session import applied
from tests.server.texts import MERGE, MERGED, NODE, THREE, write_node

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: A file that takes long enough to be overtaken.
SLOW = "".join(
    f"FROM alpine AS s{stage}\n" + "ENV A=1\nENV B=2\nRUN echo x\nCOPY f /\n" * 20
    for stage in range(8)
)

#: Scripts as people generate them.
LONG = "FROM alpine\n" + "".join(
    f"ENV A{number}=1\nENV B{number}=2\nRUN echo start" + " && \\\n    echo on" * 97 + "\n"
    for number in range(50)
)


async def test_settings_of_the_greeting(start):
    session = await start(settings={"ignore": ["coalesce-env"]})
    assert not await session.format(session.open(MERGE))


async def test_settings_that_the_client_is_asked_for(start, folder):
    session = await start(configuration={None: {}, folder: {"select": ["coalesce-label"]}})
    text = applied(THREE, await session.format(session.open(THREE)))
    assert text == THREE.replace("LABEL e=5\nLABEL f", "LABEL e=5 \\\n    f")


async def test_files_that_are_excluded_are_left_alone(start, folder):
    session = await start()
    (folder / "dfopt.toml").write_text('exclude = ["third-party"]\n')
    session.tell(folder / "dfopt.toml", lsp.FileChangeType.Created)
    for path in ("third-party/Dockerfile", "Dockerfile.j2"):
        document = session.open(MERGE, path)
        assert not await session.format(document)
        assert not await session.diagnostics(document)
        assert not await session.actions(document, only=["source.fixAll.dfopt"])
    assert "excluded" in session.log
    assert applied(MERGE, await session.format(session.open(MERGE))) == MERGED


async def test_settings_that_change(start, folder):
    session = await start(configuration={None: {}, folder: {"ignore": ["coalesce-env"]}})
    document = session.open(MERGE)
    assert not await session.format(document)
    session.client.set_configuration({"dfopt": {}}, scope_uri=folder.as_uri())
    session.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(None))
    await asyncio.sleep(0.5)
    assert await session.format(document)


async def test_settings_that_are_sent(start):
    session = await start(settings={"ignore": ["coalesce-env"]})
    document = session.open(MERGE)
    assert not await session.format(document)
    settings = lsp.DidChangeConfigurationParams({"dfopt": {"ignore": []}})
    session.client.workspace_did_change_configuration(settings)
    assert applied(MERGE, await session.format(document)) == MERGED


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "nonsense"}, "engine: unknown value 'nonsense'"),
        ({"select": ["nonsense"]}, "select: unknown rule 'nonsense'"),
        ({"configuration": "missing.toml"}, "missing.toml: No such file"),
    ],
)
async def test_settings_that_cannot_be_used_are_shown(start, settings, message):
    session = await start(settings=settings)
    document = session.open(MERGE)
    (found,) = await session.diagnostics(document)
    assert found.code == "configuration"
    assert message in found.message
    assert await session.format(document) is None
    assert message in session.log


@pytest.mark.parametrize("settings", [{"select": "all"}, {"fixOnSave": "yes"}, {"ignore": [1]}])
async def test_settings_of_the_wrong_type_are_passed_over(start, settings):
    session = await start(settings=settings)
    assert applied(MERGE, await session.format(session.open(MERGE))) == MERGED
    assert "has the wrong type" in session.log


async def test_a_configuration_file_that_is_broken(start, folder):
    (folder / "dfopt.toml").write_text("engine = [\n")
    session = await start(watch=True)
    document = session.open(MERGE)
    (found,) = await session.diagnostics(document)
    assert "not valid TOML" in found.message
    (folder / "dfopt.toml").write_text("")
    session.tell(folder / "dfopt.toml")
    assert [d.code for d in await session.diagnostics(document)] == ["coalesce-env"]


async def test_several_folders_have_settings_of_their_own(start, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for path in (one, two):
        path.mkdir()
    (one / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    configuration = {None: {}, one: {}, two: {"ignore": ["coalesce-label"]}}
    session = await start(one, two, configuration=configuration)
    first = session.open(THREE, (one / "Dockerfile").as_uri())
    second = session.open(THREE, (two / "Dockerfile").as_uri())
    assert "ENV A=1\n" in applied(THREE, await session.format(first))
    assert "LABEL e=5\n" in applied(THREE, await session.format(second))


async def test_folders_come_and_go(start, tmp_path, folder):
    other = tmp_path / "other"
    other.mkdir()
    session = await start(configuration={None: {}, other: {"ignore": ["coalesce-env"]}})
    document = session.open(MERGE, (other / "Dockerfile").as_uri())
    assert await session.format(document)
    new = lsp.WorkspaceFolder(other.as_uri(), "other")
    event = lsp.WorkspaceFoldersChangeEvent(added=[new], removed=[])
    session.client.workspace_did_change_workspace_folders(
        lsp.DidChangeWorkspaceFoldersParams(event)
    )
    await asyncio.sleep(0.5)
    assert not await session.format(document)


async def test_files_are_watched(start):
    session = await start(watch=True)
    assert await session.format(session.open(MERGE))
    (registration,) = session.client.registered
    assert registration.method == "workspace/didChangeWatchedFiles"


def ready(folder):
    """Wait until what a cache rests on is older than any clock of files could confuse."""
    write_node(folder)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)


async def test_the_build_context_is_kept_until_a_file_event(start, folder):
    ready(folder)
    session = await start(watch=True, pull=True)
    document = session.open(NODE)
    first = await session.format(document)
    assert first
    # Without an event nothing is read again...
    (folder / ".dockerignore").write_text("package*.json\n")
    assert await session.format(document) == first
    # ...and one about a file that does not count changes nothing.
    session.tell(folder / "server.js")
    assert await session.format(document) == first
    session.tell(folder / ".dockerignore")
    assert await session.format(document) != first
    await asyncio.sleep(0.4)
    assert session.refreshes == 1


@pytest.mark.parametrize("name", ["package.json", "package-lock.json", ".git/index"])
async def test_files_that_were_read_count(start, folder, name):
    ready(folder)
    session = await start(watch=True)
    document = session.open(NODE)
    assert await session.format(document)
    if name == ".git/index":
        subprocess.run(["git", "rm", "-q", "--cached", "package.json"], cwd=folder, check=True)
    else:
        (folder / name).write_text("not JSON")
    assert await session.format(document)
    session.tell(folder / name)
    assert not await session.format(document)


async def test_a_client_that_tells_nothing_gets_what_is_on_the_disk(start, folder):
    session = await start()
    document = session.open(MERGE)
    assert await session.format(document)
    (folder / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    await asyncio.sleep(1.1)
    assert not await session.format(document)


async def test_rapid_edits_are_looked_at_once(start):
    session = await start()
    document = session.open("FROM alpine\n")
    await session.diagnostics(document)
    sent = 0
    texts = [f"FROM alpine\nENV A={n}\nENV B={n}\n" for n in range(30)]
    for text in texts:
        session.change(document, text)
        await asyncio.sleep(0.01)
    while True:
        try:
            last = await asyncio.wait_for(session.diagnostics(document), 1)
        except TimeoutError:
            break
        sent += 1
    # One after the last edit; a machine that stood still between two edits may add some.
    assert 1 <= sent <= 5
    assert [d.code for d in last] == ["coalesce-env"]
    assert applied(texts[-1], await session.format(document)).endswith("A=29 \\\n    B=29\n")


async def test_format_after_each_of_rapid_edits(start):
    session = await start()
    document = session.open("FROM alpine\n")
    for number in range(20):
        text = f"FROM alpine\nENV A={number}\nENV B={number}\n"
        session.change(document, text)
        edits = await session.format(document)
        assert applied(text, edits) == f"FROM alpine\nENV A={number} \\\n    B={number}\n"


async def test_a_request_that_an_edit_overtakes(start):
    session = await start()
    document = session.open(SLOW)
    waiting = asyncio.ensure_future(session.format(document))
    await asyncio.sleep(0.1)
    session.change(document, MERGE)
    with pytest.raises(JsonRpcException) as error:
        await waiting
    assert error.value.code == -32801
    assert applied(MERGE, await session.format(document)) == MERGED


async def test_a_request_that_is_cancelled(start):
    session = await start()
    document = session.open(SLOW)
    number = 4711
    request = session.client.protocol.send_request_async(
        lsp.TEXT_DOCUMENT_FORMATTING,
        lsp.DocumentFormattingParams(document, lsp.FormattingOptions(4, True)),
        msg_id=number,
    )
    answer = asyncio.ensure_future(request)
    await asyncio.sleep(0.1)
    begin = time.monotonic()
    session.client.cancel_request(lsp.CancelParams(number))
    with pytest.raises(JsonRpcException) as error:
        await answer
    assert error.value.code == lsp.LSPErrorCodes.RequestCancelled
    # The answer did not wait for the analysis.
    assert time.monotonic() - begin < 1
    # What others wait for goes on.
    assert await session.format(document)


async def test_a_file_of_5000_lines(start):
    assert LONG.count("\n") >= 5000
    session = await start()
    document = session.open(LONG)
    text = applied(LONG, await session.format(document))
    assert text.count("\n    B") == 50
    session.change(document, text)
    assert not await session.format(document)


async def test_a_file_event_does_not_fail_a_request(start, folder):
    write_node(folder)
    session = await start(watch=True)
    document = session.open(SLOW)
    waiting = asyncio.ensure_future(session.format(document))
    await asyncio.sleep(0.1)
    session.tell(folder / "dfopt.toml", lsp.FileChangeType.Created)
    assert applied(SLOW, await waiting) == applied(SLOW, await session.format(document))


@pytest.mark.parametrize("name", ["configuration", "profile"])
async def test_files_that_the_settings_name_are_watched(start, folder, name):
    path = folder / f"my-{name}"
    path.write_text("nonsense")
    session = await start(watch=True, settings={name: path.name})
    document = session.open(MERGE)
    assert [d.code for d in await session.diagnostics(document)] == ["configuration"]
    path.write_text("" if name == "configuration" else '{"version": 1, "dockerfiles": {}}')
    session.tell(path)
    assert [d.code for d in await session.diagnostics(document)] == ["coalesce-env"]
    assert applied(MERGE, await session.format(document)) == MERGED


async def test_a_context_starts_from_the_folder(start, folder, tmp_path):
    """As with ``dfopt --config ci/dfopt.toml`` in the folder, wherever the editor was started."""
    write_node(folder)
    (folder / "ci").mkdir()
    (folder / "ci" / "dfopt.toml").write_text('context = "."\n')
    session = await start(settings={"configuration": "ci/dfopt.toml"})
    document = session.open(NODE, "docker/Dockerfile")
    assert applied(NODE, await session.format(document)).count("COPY") == 2


@pytest.mark.parametrize("name", ["a b", "100%", "a%20b", "\u00fc#?", "a+b&c"])
async def test_names_that_are_escaped(start, folder, name):
    """Diagnostics go to the name that the client gave the document, also when they are renewed."""
    home = folder / name
    home.mkdir()
    session = await start(watch=True)
    document = session.open(MERGE, (home / "Dockerfile").as_uri())
    assert len(await session.diagnostics(document)) == 1
    (home / "dfopt.toml").write_text('ignore = ["coalesce-env"]\n')
    session.tell(home / "dfopt.toml", lsp.FileChangeType.Created)
    assert await session.diagnostics(document) == ()
    assert not await session.format(document)


async def test_a_save_waits_for_the_settings(start, folder):
    session = await start(configuration={None: {}, folder: {"fixOnSave": True}})
    document = session.open(MERGE)
    params = lsp.WillSaveTextDocumentParams(document, lsp.TextDocumentSaveReason.Manual)
    edits = await session.client.text_document_will_save_wait_until_async(params)
    assert applied(MERGE, edits) == MERGED


async def test_a_note_about_the_context_is_said_once(start, folder):
    for name, directory in (("compose.yaml", "."), ("docker-compose.yml", "..")):
        build = f"{{context: {directory}, dockerfile: {folder}/Dockerfile}}"
        (folder / name).write_text(f"services:\n  a:\n    build: {build}\n")
    session = await start(watch=True)
    document = session.open(NODE)
    for number in range(3):
        session.change(document, NODE.replace("CMD", f"EXPOSE {number}\nCMD"))
        await session.format(document)
    assert session.log.count("no context: files disagree") == 1
