"""Values that BuildKit checks when an instruction takes effect: signals, modes, checksums."""

from __future__ import annotations

import re

from dfopt.builder.errors import BuildError
from dfopt.builder.references import is_digest
from dfopt.builder.values import Term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.values import Value

#: The signals of Linux by their names without ``SIG`` (``signal.SignalMap`` of moby/sys).
_SIGNAL: Final = (
    r"ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|"
    r"STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|"
    r"RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?"
)

_MAX_MODE: Final = 0o7777
_SYMBOLIC_CLAUSE: Final = r"[ugoa]*(?:[-+=][rwxXstugo]*)+"
_SYMBOLIC_MODE: Final = rf"{_SYMBOLIC_CLAUSE}(?:,{_SYMBOLIC_CLAUSE})*"


def check_signal(signal: str) -> None:
    """Check the value of STOPSIGNAL.

    Raises:
        BuildError: neither a number other than 0 nor the name of a signal.
    """
    if re.fullmatch("[+-]?[0-9]{1,18}", signal):
        if int(signal):
            return
    elif re.fullmatch(_SIGNAL, signal.upper().removeprefix("SIG")):
        return
    raise BuildError(f"{signal!r} is not a signal")


def file_mode(text: Value) -> Value | int:
    """Return the mode that ``--chmod`` asks for: a number, or the text of a symbolic mode.

    Raises:
        BuildError: neither an octal number up to 7777 nor a symbolic mode.
    """
    if isinstance(text, Term):
        return text
    if re.fullmatch("[0-7]+", text):
        mode = int(text, 8) if len(text) <= 100 else _MAX_MODE + 1
        if mode <= _MAX_MODE:
            return mode
    elif re.fullmatch(_SYMBOLIC_MODE, text):
        return text
    raise BuildError(f"--chmod={text!r} is neither an octal number up to 7777 nor a symbolic mode")


def check_digest(checksum: str) -> None:
    """Check the ``--checksum`` of a download.

    Raises:
        BuildError: not the digest of a known algorithm.
    """
    if not is_digest(checksum):
        raise BuildError(f"--checksum={checksum!r} is not a digest such as sha256:...")
