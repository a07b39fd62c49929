"""Run builders as processes that end when this one is told to."""

from __future__ import annotations

import glob
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from dfopt.builds.errors import BuildsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Listener = Callable[[str], None]

#: What of a failed command's output is kept, in characters.
_TAIL = 2000
#: How long a process may take to end by itself after it was asked to, in seconds.
_PATIENCE = 10.0


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    listener: Listener | None = None,
    grace: float = 0.0,
) -> str:
    """Run a command to its end; return what it printed on both streams.

    ``listener`` gets every line as it comes. If this process is interrupted, the command gets
    ``grace`` seconds in which only its children are stopped, and then has to stop itself.

    Raises:
        BuildsError: the command cannot be started, or fails.
    """
    lines = []
    with _process(command, subprocess.STDOUT, environment, grace) as process:
        assert process.stdout is not None
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            if listener is not None:
                listener(line)
        code = process.wait()
    output = "\n".join(lines)
    if code:
        raise _failure(command, code, output)
    return output


@contextmanager
def reading(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    listener: Listener | None = None,
) -> Iterator[IO[bytes]]:
    """Run a command and give its standard output to read.

    Whatever the reader makes of it, a failure of the command is what is reported.

    Raises:
        BuildsError: the command cannot be started, or fails.
    """
    lines: list[str] = []

    def listen(stream: IO[bytes]) -> None:
        for raw in stream:
            lines.append(raw.decode("utf-8", "replace").rstrip())
            if listener is not None:
                listener(lines[-1])

    with _process(command, subprocess.PIPE, environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        thread = threading.Thread(target=listen, args=(process.stderr,), daemon=True)
        thread.start()
        problem: Exception | None = None
        try:
            yield process.stdout
            # What is left, such as the padding of an archive: else the writer could not end.
            while process.stdout.read(1 << 20):
                pass
        except (BuildsError, OSError) as error:
            problem = error
            process.stdout.close()
        code = process.wait()
        thread.join()
        # A reader that gives up breaks the writer's pipe: then the reader's reason is the first.
        if code > 0 and (problem is None or lines):
            raise _failure(command, code, "\n".join(lines))
        if problem is not None:
            raise problem


def succeeds(
    command: Sequence[str], timeout: float = 20.0, environment: Mapping[str, str] | None = None
) -> bool:
    """Return whether a command exists and ends well within ``timeout`` seconds."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            env={**os.environ, **(environment or {})},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let nobody interrupt the cleaning up but who kills the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)


@contextmanager
def _process(
    command: Sequence[str],
    errors: int,
    environment: Mapping[str, str] | None,
    grace: float = 0.0,
) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(environment or {})},
            # A Ctrl-C at the terminal comes to us alone, and we end the children in order.
            start_new_session=True,
        )
    except OSError as error:
        raise BuildsError(f"cannot run {command[0]}: {error.strerror or error}") from error
    try:
        yield process
    finally:
        if process.poll() is None:
            with uninterrupted():
                _stop_children(process, grace)
                _stop(process)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _stop_children(process: subprocess.Popen[bytes], grace: float) -> None:
    deadline = time.monotonic() + grace
    while process.poll() is None and time.monotonic() < deadline:
        for path in glob.glob(f"/proc/{process.pid}/task/*/children"):
            try:
                with open(path) as file:
                    children = file.read().split()
                for child in children:
                    os.kill(int(child), signal.SIGINT)
            except OSError:
                continue  # ended in the meantime
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        break
    process.wait()


def _failure(command: Sequence[str], code: int, output: str) -> BuildsError:
    words = [word for word in command[:3] if not word.startswith("-")]
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    failure = BuildsError(f"{' '.join(words)} failed ({how})")
    if tail := output.strip()[-_TAIL:]:
        failure.add_note(tail)
    return failure
