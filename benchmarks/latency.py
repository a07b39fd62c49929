"""How long an editor waits for the language server, and how much memory the server takes.

A client talks to ``dfopt server`` over pipes as an editor does. Two requests are timed:

``rested``
    format a text that has not changed for a moment, as on a save: the server has looked at it
    ahead of the request. The goals are about this one.
``right behind an edit``
    format in the same instant as the text changes: the request waits for the whole analysis.

``first answer`` is the time from the start of the process to the edits of a first file, and the
processor time that the server takes from its start to its end when it is asked no more than that.

    python -m benchmarks.latency [--requests N]

Of the longest text there are a quarter as many requests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: Lines of the text, and the goal for the 95th percentile in milliseconds.
GOALS = {120: 5.0, 2000: 100.0}
MEMORY_GOAL = 80.0
START_GOAL = 1.0
STARTS = 5


def dockerfile(lines: int) -> str:
    """Return at least this many lines: the well-made files of the tests, stage behind stage."""
    paths = sorted((ROOT / "tests" / "good").glob("*.dockerfile"))
    pieces: list[str] = []
    while sum(piece.count("\n") for piece in pieces) < lines - 2:
        number = len(pieces)
        text = paths[number % len(paths)].read_text()
        for name in set(re.findall(r"(?m)^FROM .* AS (\S+)$", text)):
            text = re.sub(rf"(?m)(AS |from=|^FROM ){name}\b", rf"\g<1>{name}{number}", text)
        pieces.append(re.sub(r"(?m)^# syntax=.*\n", "", text))
    # Something to do at the end, so that there are edits to send.
    return "".join(pieces) + "ENV FIRST=1\nENV SECOND=2\n"


class Server:
    """A server process and the messages to and from it."""

    def __init__(self, folder: Path) -> None:
        variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dfopt", "server"],
            env={**variables, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._uri = (folder / "Dockerfile").as_uri()
        self._number = 0
        #: Whether diagnostics were sent since the text changed last.
        self._looked = False
        watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            capabilities={"workspace": watching},
        )
        self.tell("initialized")

    def open(self, text: str) -> None:
        """Open the document."""
        self._looked = False
        item = {"uri": self._uri, "languageId": "dockerfile", "version": 0, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)

    def change(self, text: str) -> None:
        """Replace the text of the document."""
        self._looked = False
        self._number += 1
        document = {"uri": self._uri, "version": self._number}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def format(self) -> Any:
        """Return the edits of the document."""
        options = {"tabSize": 4, "insertSpaces": True}
        document = {"uri": self._uri}
        return self.ask("textDocument/formatting", textDocument=document, options=options)

    def rest(self) -> None:
        """Wait until the server has looked at the text."""
        while not self._looked:
            self._read()

    def memory(self) -> float:
        """Return the resident memory of the process in megabytes (10**6 bytes)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (found,) = re.findall(r"VmRSS:\s*(\d+) kB", status)
        return int(found) * 1024 / 1e6

    def stop(self) -> None:
        """Say goodbye."""
        self.ask("shutdown")
        self.tell("exit")
        self._process.wait()

    def tell(self, method: str, **params: object) -> None:
        """Send a notification."""
        self._write({"method": method, "params": params or None})

    def ask(self, method: str, **params: object) -> Any:
        """Send a request; return the result."""
        self._number += 1
        number = self._number
        self._write({"id": number, "method": method, "params": params or None})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]

    def _write(self, message: dict[str, object]) -> None:
        assert self._process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline()) != b"\r\n":
            if not line:
                raise SystemExit("the server has ended")
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        self._looked |= found.get("method") == "textDocument/publishDiagnostics"
        if "id" in found and "method" in found:
            self._write({"id": found["id"], "result": None})
        return found


def first_answer(folder: Path) -> tuple[float, float]:
    """Return the seconds from the start of a server to its first edits, and those of CPU in all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    server = Server(folder)
    server.open(dockerfile(min(GOALS)))
    edits = server.format()
    seconds = time.perf_counter() - start
    assert edits
    server.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu


def requests(server: Server, lines: int, count: int, *, rested: bool) -> list[float]:
    """Return the milliseconds of format requests, each behind an edit of the text."""
    text = dockerfile(lines)
    found = []
    for number in range(-2, count):
        server.change(text.replace("SECOND=2", f"SECOND={number}"))
        if rested:
            server.rest()
        start = time.perf_counter()
        edits = server.format()
        if number >= 0:
            found.append((time.perf_counter() - start) * 1000)
        assert edits
        if not rested:
            server.rest()
    return found


def percentile(values: list[float], percent: int) -> float:
    """Return the smallest value that this many percent do not exceed."""
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def main() -> int:
    """Print the table; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=40, help="of each kind (40)")
    count = parser.parse_args().requests
    rows: list[tuple[str, list[float], float | None, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first_answer(folder)  # writes byte code and warms the caches of the disk
        starts = [first_answer(folder) for _ in range(STARTS)]
        rows.append(("first answer", [wall for wall, _ in starts], START_GOAL, "s"))
        rows.append(("first answer, CPU", [cpu for _, cpu in starts], None, "s"))
        server = Server(folder)
        server.open("FROM scratch\n")
        server.rest()
        for rested in (True, False):
            for lines, goal in GOALS.items():
                number = count if lines < max(GOALS) else max(count // 4, 1)
                times = requests(server, lines, number, rested=rested)
                what = f"{lines:,} lines, {'rested' if rested else 'right behind an edit'}"
                rows.append((what, times, goal if rested else None, "ms"))
        rows.append(("memory after that", [server.memory()], MEMORY_GOAL, "MB"))
        server.stop()
    print(f"{'':<34} {'best':>8} {'median':>8} {'p95':>8}")
    for what, values, limit, unit in rows:
        shown = min(values), statistics.median(values), percentile(values, 95)
        cells = " ".join(f"{value:8.2f}" for value in shown)
        goal_text = "" if limit is None else f"   p95 under {limit:g}"
        print(f"{what:<34} {cells} {unit:<2}{goal_text}")
    return int(any(limit and percentile(values, 95) >= limit for _, values, limit, _ in rows))


if __name__ == "__main__":
    raise SystemExit(main())
