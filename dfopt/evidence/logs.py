"""What builders print about a build: which steps ran, and for how long.

Read are BuildKit's ``--progress=rawjson`` (JSON lines of ``client.SolveStatus``, client/graph.go)
and ``--progress=plain``, the classic builder's ``Step 3/16 : RUN ...``, buildah's ``STEP 3/7: RUN
...``, and ``docker image history --format json``. The classic builder and buildah print no times;
they are taken from time stamps in front of the lines, where the log has such (continuous
integration adds them), and from buildah's ``--log-rusage``.
"""

from __future__ import annotations

import json
import re
from datetime import datetime

from dfopt.cost.keys import FILE_SYSTEM
from dfopt.evidence.errors import EvidenceError
from dfopt.lazy import regex
from dfopt.record import Record
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Final

    from dfopt.syntax.nodes import Dockerfile, Statement


class Measurement(Record, compare=True):
    """What a log says of one step.

    ``number`` counts from 1 up to ``of``. ``counting`` says what is counted: ``steps`` (BuildKit's:
    FROM and what changes files) or ``instructions`` of the stage, ``lines`` (the instructions of
    the whole file), or ``end`` (the instructions of the last stage, from its end). ``stage`` is the
    name or the number of the stage, None where there is one only. ``seconds`` and ``size`` (bytes)
    are None where the log does not tell; ``cached`` steps did not run.
    """

    text: str
    counting: str
    stage: str | int | None
    number: int
    of: int
    cached: bool
    seconds: float | None
    size: int | None = None


_ESCAPES: Final = regex(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_STAMP: Final = regex(
    r"(?:[^\t]*\t[^\t]*\t)?\[?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?\]?[ \t]"
)
_PLAIN: Final = regex(r"#(\d+) (.*)")
_DONE: Final = regex(r"DONE (\d+(?:\.\d+)?)s")
_VERTEX: Final = regex(
    r"\[(?:[\w.-]+/[\w./-]+ +)?(?:([^\s\[\]]+) +)? *(\d{1,6})/(\d{1,6})\] (\w+ .*)", re.DOTALL
)
_CLASSIC: Final = regex(r"Step (\d{1,6})/(\d{1,6}) : (.*)")
_BUILDAH: Final = regex(r"(?:\[(\d{1,6})/(\d{1,6})\] )?STEP (\d{1,6})(?:/(\d{1,6}))?: (.*)")
_ELAPSED: Final = regex(r"\(user\) ((?:\d+(?:\.\d+)?(?:h|ms|m|\u00b5s|us|ns|s))+)\(elapsed\)")
_DURATION: Final = regex(r"(\d+(?:\.\d+)?)(h|ms|m|\u00b5s|us|ns|s)")
_UNITS: Final = {
    "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "\u00b5s": 1e-6, "ns": 1e-9
}  # fmt: skip
_SIZE: Final = regex(r"(\d+(?:\.\d+)?) ?([kKMGT]?)B")
_SIZES: Final = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
#: Layers of one cold build are no further apart than this many seconds.
_ONE_BUILD: Final = 3600.0


def read_log(text: str) -> tuple[Measurement, ...]:
    """Read a log of any of the formats.

    Raises:
        EvidenceError: it is none of them, or no step is in it.
    """
    lines = [_ESCAPES.sub("", line) for line in text.splitlines()]
    first = next((line.lstrip() for line in lines if line.strip()), "")
    is_json = first.startswith(("{", "[{")) or first == "["
    found = _json(text, lines) if is_json else _text(lines)
    if not found:
        raise EvidenceError("no step of a build is in this log")
    return tuple(found)


# ------------------------------------------------------------------------------------ JSON


def _json(text: str, lines: Sequence[str]) -> list[Measurement]:
    try:
        documents: list[Any] = [json.loads(line) for line in lines if line.strip()]
    except ValueError:
        try:
            documents = [json.loads(text)]
        except ValueError:
            raise EvidenceError("the log is no JSON, and no text of a builder either") from None
    if len(documents) == 1 and isinstance(documents[0], list):
        documents = documents[0]
    documents = [document for document in documents if isinstance(document, dict)]
    if any("vertexes" in document or "statuses" in document for document in documents):
        return _vertexes(documents)
    if any("CreatedBy" in document or "createdBy" in document for document in documents):
        return _image_history(documents)
    return []


def _vertexes(documents: Iterable[dict[str, Any]]) -> list[Measurement]:
    """Read BuildKit's status messages; the last one about a vertex counts."""
    last: dict[str, dict[str, Any]] = {}
    for document in documents:
        for vertex in document.get("vertexes") or ():
            if isinstance(vertex, dict) and isinstance(vertex.get("digest"), str):
                last[vertex["digest"]] = {**last.get(vertex["digest"], {}), **vertex}
    found = []
    for vertex in last.values():
        started, completed = _time(vertex.get("started")), _time(vertex.get("completed"))
        cached = bool(vertex.get("cached"))
        seconds = None
        if started is not None and completed is not None and not vertex.get("error"):
            seconds = max(0.0, completed - started)
        step = _vertex(str(vertex.get("name", "")), cached, None if cached else seconds)
        found += [step] if step is not None else []
    return found


def _vertex(name: str, cached: bool, seconds: float | None) -> Measurement | None:
    match = _VERTEX.fullmatch(name.strip())
    if match is None:
        return None
    stage, number, of, text = match.groups()
    return Measurement(text, "steps", stage, int(number), int(of), cached, seconds)


def _time(value: object) -> float | None:
    """Return a time of RFC 3339 in seconds."""
    if not isinstance(value, str):
        return None
    match = re.match(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(\.\d+)? ?(Z|[+-]\d\d:?\d\d)?", value)
    return _instant(*match.groups()) if match else None


def _instant(second: str, fraction: str | None, zone: str | None) -> float | None:
    offset = "+00:00" if zone in (None, "Z") else str(zone)
    try:
        whole = datetime.fromisoformat(second.replace(" ", "T") + offset).timestamp()
    except ValueError:
        return None
    return whole + float(fraction or 0)


def _image_history(documents: Sequence[dict[str, Any]]) -> list[Measurement]:
    """Read the history of an image, the newest entry first.

    How long a step took can only be guessed, from when the layer before it was made, and only where
    all layers come from one build; metadata takes no time.
    """
    entries = [{key.lower(): value for key, value in each.items()} for each in documents]
    entries.reverse()
    texts = [str(entry.get("createdby") or "") for entry in entries]
    times = [_time(entry.get("createdat") or entry.get("created")) for entry in entries]
    found = []
    for index, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        size = _size(entry.get("size"))
        seconds = _gap(times[index - 1], times[index]) if index and _is_run(text) else None
        number = index + 1
        found.append(Measurement(text, "end", None, number, len(entries), False, seconds, size))
    return found


def _is_run(text: str) -> bool:
    return text.startswith("RUN ") or (text.startswith(("/bin/", "|")) and "#(nop)" not in text)


def _gap(before: float | None, after: float | None) -> float | None:
    """Return the seconds between two layers; None where they tell nothing."""
    if before is None or after is None or not 2.0 <= after - before <= _ONE_BUILD:
        return None
    return after - before


def _size(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = _SIZE.fullmatch(str(value).strip())
    return round(float(match[1]) * _SIZES[match[2]]) if match else None


# ------------------------------------------------------------------------------------ text


def _text(lines: Iterable[str]) -> list[Measurement]:
    """Read the lines of one or several builders."""
    plain: dict[str, Measurement] = {}
    names: dict[str, str] = {}
    steps: list[_OpenStep] = []
    for line in lines:
        stamp = _STAMP.match(line)
        now = _instant(*stamp.groups()) if stamp else None
        line = line[stamp.end() :] if stamp else line
        match = _PLAIN.match(line)
        if match is not None:
            _read_plain(match[1], match[2], names, plain)
            continue
        step = _step(line)
        if step is not None:
            if steps:
                steps[-1].end(now)
            steps.append(_OpenStep(step, now))
        elif steps:
            steps[-1].read(line, now)
    return [*plain.values(), *[step.measurement() for step in steps]]


def _read_plain(
    number: str, text: str, names: dict[str, str], found: dict[str, Measurement]
) -> None:
    """Read a line ``#11 ...`` of ``--progress=plain``."""
    if _VERTEX.fullmatch(text):
        names[number] = text
        return
    done = _DONE.fullmatch(text.strip())
    cached = text.strip() == "CACHED"
    if number in names and (done or cached):
        step = _vertex(names[number], cached, float(done[1]) if done else None)
        if step is not None:
            found[number] = step


def _step(line: str) -> Measurement | None:
    match = _CLASSIC.match(line)
    if match is not None:
        return Measurement(match[3], "lines", None, int(match[1]), int(match[2]), False, None)
    match = _BUILDAH.match(line)
    if match is None:
        return None
    stage, _, number, of, text = match.groups()
    index = int(stage) - 1 if stage else None
    return Measurement(text, "instructions", index, int(number), int(of or 0), False, None)


class _OpenStep:
    """A step of the classic builder or of buildah, while its lines are read."""

    def __init__(self, step: Measurement, started: float | None) -> None:
        self.step = step
        self.started = started
        self.ended: float | None = None
        self.elapsed: float | None = None
        self.cached = False
        self.finished = False

    def read(self, line: str, now: float | None) -> None:
        """Read a line below the step's own."""
        text = line.strip()
        if self.finished:
            return
        if text.startswith(("---> Using cache", "--> Using cache")):
            self.cached = True
        elapsed = _ELAPSED.search(text)
        if elapsed:
            parts = _DURATION.findall(elapsed[1])
            self.elapsed = sum(float(number) * _UNITS[unit] for number, unit in parts)
        if text.startswith(("Successfully built", "Successfully tagged", "COMMIT")) or (
            re.match(r"\[\d+/\d+\] COMMIT", text)
        ):
            self.end(now)

    def end(self, now: float | None) -> None:
        """Take the time at which the next step begins."""
        if not self.finished:
            self.ended, self.finished = now, True

    def measurement(self) -> Measurement:
        """Return what became known. A last step that never ended may have failed: no time."""
        seconds = self.elapsed
        if seconds is None and self.started is not None and self.ended is not None:
            seconds = max(0.0, self.ended - self.started)
        if self.cached or not self.finished:
            seconds = None
        return self.step.with_changes(cached=self.cached, seconds=seconds)


# --------------------------------------------------------------------------- which instruction


def assigned(
    measurements: Iterable[Measurement], dockerfile: Dockerfile
) -> tuple[list[tuple[Statement, Measurement]], int]:
    """Find the instruction of each measured step; return them, and how many were not found.

    A step is found by its place, where its number of steps and its instruction word agree with the
    file, else by its text. FROM is left out.
    """
    places = _Places(dockerfile)
    found, lost = [], 0
    for step in measurements:
        if step.text.partition(" ")[0].upper() in ("FROM", ""):
            continue
        statement = places.of(step)
        if statement is None:
            lost += 1
        elif statement.kind != "FROM":
            found.append((statement, step))
    return found, lost


class _Places:
    def __init__(self, dockerfile: Dockerfile) -> None:
        self.statements = dockerfile.statements
        self.stages = stages_of(dockerfile)
        self.texts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            self.texts.setdefault(_collapsed(statement.lexed.original), []).append(statement)

    def of(self, step: Measurement) -> Statement | None:
        statement = self._by_place(step)
        if statement is not None and _agrees(statement, step):
            return statement
        same = self.texts.get(_collapsed(step.text), [])
        return same[0] if len(same) == 1 else None

    def _by_place(self, step: Measurement) -> Statement | None:
        if step.counting == "lines":
            counted = self.statements if step.of == len(self.statements) else ()
        elif step.counting == "end":
            return self._from_end(step)
        else:
            counted = self._in_stage(step)
        return counted[step.number - 1] if 0 < step.number <= len(counted) else None

    def _in_stage(self, step: Measurement) -> tuple[Statement, ...]:
        """Return what is counted in the step's stage; nothing where the numbers do not agree."""
        for stage in self.stages:
            names = (stage.name, f"stage-{stage.index}", stage.index)
            if step.stage is None and len(self.stages) > 1:
                continue
            if step.stage is not None and step.stage not in names:
                continue
            counted = (stage.origin, *stage.statements)
            if step.counting == "steps":
                counted = tuple([s for s in counted if s.kind in (*FILE_SYSTEM, "FROM")])
            if step.of in (0, len(counted)):
                return counted
        return ()

    def _from_end(self, step: Measurement) -> Statement | None:
        if not self.stages:
            return None
        own = self.stages[-1].statements
        if not step.text.startswith("/bin/"):  # BuildKit keeps no history of ONBUILD
            own = tuple([s for s in own if s.kind != "ONBUILD"])
        back = step.of - step.number
        return own[len(own) - 1 - back] if back < len(own) else None


def _agrees(statement: Statement, step: Measurement) -> bool:
    """Tell whether a step may be of the instruction: its words begin alike."""
    text = step.text
    if step.counting != "end":
        return text.partition(" ")[0].upper() == statement.kind
    if "#(nop)" in text:
        return text.partition("#(nop)")[2].split()[:1] == [statement.kind]
    if text.startswith(("/bin/", "|")):
        return statement.kind == "RUN"
    return text.partition(" ")[0] == statement.kind


def _collapsed(text: str) -> str:
    return " ".join(text.split())
