"""Settings that arrive while an answer is worked out do not make the answer an error.

Editors ask for hints when a file is opened, just when they tell their settings too, and do not ask
again after an error.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.editors.conftest import ROOT

# Long enough that its analysis is still running when the settings arrive.
TEXT = "FROM a\nCOPY . .\n" + "".join(f"RUN ./step{n}.sh\n" for n in range(400))
URI = "file:///work/Dockerfile"


class Client:
    """The other side of a language server, message by message."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.writing = process.stdin
        self.reading = process.stdout

    def send(self, method: str, params: object, **more: object) -> None:
        self.put({"method": method, "params": params, **more})

    def put(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.writing.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.writing.flush()

    def until(self, method: str = "", answer: int = 0) -> dict[str, object]:
        """Read until a request of the server or an answer of it; refuse nothing it asks for."""
        while True:
            length = 0
            while line := self.reading.readline().strip():
                name, value = line.split(b":")
                length = int(value) if name.lower() == b"content-length" else length
            message: dict[str, object] = json.loads(self.reading.read(length))
            if message.get("method") == "workspace/configuration":
                self.put({"id": message["id"], "result": [{}]})
            if message.get("method", "") == method and (not answer or message["id"] == answer):
                return message


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, "-m", "dfopt", "server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Client(process)
        process.kill()


def test_new_settings_do_not_fail_a_request(client):
    capabilities = {"workspace": {"configuration": True}}
    client.send("initialize", {"processId": None, "capabilities": capabilities}, id=1)
    client.until(answer=1)
    client.send("initialized", {})
    client.until("workspace/configuration")
    document = {"uri": URI, "languageId": "dockerfile", "version": 1, "text": TEXT}
    client.send("textDocument/didOpen", {"textDocument": document})
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 500, "character": 0}}
    client.send("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": where}, id=2)
    client.send("workspace/didChangeConfiguration", {"settings": {}})
    client.until("workspace/configuration")
    answer = client.until(answer=2)
    assert "error" not in answer
    assert len(answer["result"]) == 400
