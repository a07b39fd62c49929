"""Real shells, asked what they make of a text."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

#: How each shell that may be called ``sh`` is run.
SHELLS = {
    "dash": ("dash",),
    "bash": ("bash", "--norc"),
    "sh of bash": ("bash", "--norc", "--posix"),
    "busybox": ("busybox", "sh"),
}


def installed(shell: str) -> tuple[str, ...]:
    """Return the command of a shell; skip the test where it is not installed."""
    command = SHELLS[shell]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return command


def arguments(shell: str, text: str, directory: str) -> list[str] | None:
    """Return the words that a shell makes of ``text``; None if it refuses them.

    The text becomes the arguments of a command that prints them. ``directory`` should be empty.
    """
    program = f"show() {{ for word do printf '%s\\0' \"$word\"; done; }}\nshow {text}\n"
    run = subprocess.run(
        [*installed(shell), "-c", program],
        cwd=directory,
        env={"PATH": os.environ["PATH"], "HOME": "/home/somebody", "LC_ALL": "C"},
        capture_output=True,
        timeout=30,
    )
    if run.returncode or run.stderr:
        return None
    return run.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


def accepts(shell: str, text: str) -> bool:
    """Tell whether a shell takes a text for well-formed; nothing of it runs."""
    run = subprocess.run(
        [*installed(shell), "-n", "-c", text],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
    )
    return run.returncode == 0
