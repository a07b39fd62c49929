"""The two streams: data on standard output, byte for byte, and talk on standard error.

Either may be closed, full, or a pipe whose reader has gone; none of that may damage a file or end
in a traceback.
"""

from __future__ import annotations

import os
import sys

from dfopt.errors import WorkspaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def data(text: str) -> None:
    """Write data to standard output.

    Raises:
        BrokenPipeError: nobody reads any more.
        WorkspaceError: it is closed or cannot be written.
    """
    data_bytes(text.encode("utf-8", "surrogateescape"))


def data_bytes(content: bytes) -> None:
    """Write bytes to standard output; see :func:`data`."""
    stream = sys.stdout
    if stream is None:
        raise WorkspaceError("standard output is closed")
    try:
        stream.flush()
        binary = getattr(stream, "buffer", None)
        if binary is None:
            # Replaced by a text stream, as contextlib.redirect_stdout does.
            stream.write(content.decode("utf-8", "replace"))
        else:
            binary.write(content)
            binary.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        reason = error.strerror or error
        raise WorkspaceError(f"cannot write to standard output: {reason}") from error


def say(text: str) -> None:
    """Write a line of talk; where standard error is gone, talk is lost and work goes on."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(f"{_no_commands(text)}\n")
        stream.flush()
    except (OSError, ValueError):
        pass


def error(message: str) -> None:
    """Say what is wrong; the message may quote hostile text."""
    from dfopt.report.escape import printable

    say(f"dfopt: error: {printable(message)}")


def warning(message: str) -> None:
    """Say what is worth knowing; the message may quote hostile text."""
    from dfopt.report.escape import printable

    say(f"dfopt: warning: {printable(message)}")


def internal_error(path: str, problem: Exception) -> None:
    """Say that dfopt has a bug, and where, so that the report of it can be of use."""
    place = ""
    trace = problem.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f" at {os.path.basename(code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(problem).__name__}: {problem}".rstrip(": ")[:200]
    prefix = f"{path}: " if path else ""
    error(f"{prefix}internal error ({what}{place}); nothing was written, please report this")


def name_for_stdout(path: str) -> str:
    """Return a file name as a line of standard output: escaped where it would be more than one.

    Other names are printed byte for byte to a program; one that looks like a command of GitHub
    Actions is written with ``./`` in front.
    """
    if "\n" in path or "\r" in path or is_terminal(sys.stdout):
        from dfopt.report.escape import printable

        path = printable(path)
    return path if _no_commands(path) == path else f"./{path}".replace("##[", "#\\x23[")


def _no_commands(text: str) -> str:
    """Return text in which no line is a command to a runner of GitHub Actions.

    The runner obeys lines of either stream that begin with ``::`` behind white space, and ``##[``
    anywhere in a line.
    """
    if "::" not in text and "##[" not in text:
        return text
    lines = text.replace("##[", "#\\x23[").split("\n")
    return "\n".join(
        line.replace("::", "\\x3a:", 1) if line.lstrip().startswith("::") else line
        for line in lines
    )


def for_stdout(text: str) -> str:
    """Return text as standard output should get it: escaped where a person would see it."""
    if not is_terminal(sys.stdout):
        return text
    from dfopt.report.escape import printable_lines

    return printable_lines(text)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person looks at the stream."""
    return stream is not None and stream.isatty()


def discard() -> None:
    """Send what standard output still holds nowhere, so that the interpreter ends quietly."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        # Not a real stream (a test has replaced it): nothing is left to flush.
        pass
