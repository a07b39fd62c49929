"""What ``RUN --mount=...`` and ``RUN --device=...`` ask for.

Both flags hold one comma-separated record of ``key=value`` fields. BuildKit reads a mount twice:
while it parses, it looks only for a broken record and for a variable in ``from``
(:func:`check_mount`); everything else it checks when the step is dispatched, after it has expanded
the values (:func:`parse_mount`). So a wrong mount type in a stage that nothing builds is no error.

The rules are those of ``instructions.parseMount``, ``instructions.ParseDevice`` and, for the
record, ``csvvalue.Fields`` of tonistiigi/go-csvvalue.
"""

from __future__ import annotations

import re

from dfopt.record import Record
from dfopt.syntax.flags import (
    FlagValueError,
    closest,
    parse_bool,
    parse_size,
    parse_unsigned,
    quoted,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final, Literal

    MountType = Literal["bind", "cache", "tmpfs", "secret", "ssh"]
    Sharing = Literal["shared", "private", "locked"]

MOUNT_TYPES: Final = ("bind", "cache", "tmpfs", "secret", "ssh")
SHARING_MODES: Final = ("shared", "private", "locked")

_VARIABLE: Final = re.compile(r"\$.")
_WRITABLE_BY_DEFAULT: Final = ("cache", "tmpfs")
_WITHOUT_OWNER: Final = ("bind", "tmpfs")


class Mount(Record, compare=True):
    """One ``--mount`` of a ``RUN``, as written: paths and stage names are not resolved.

    ``from_`` is the stage or image (``from=``), ``size`` is in bytes (0: no limit), ``sharing`` is
    empty where it is not given (BuildKit then takes ``shared``), and ``mode``, ``uid``, ``gid`` and
    ``env`` are None where they are not given.
    """

    type: MountType = "bind"
    from_: str = ""
    source: str = ""
    target: str = ""
    read_only: bool = True
    required: bool = False
    size: int = 0
    id: str = ""
    sharing: Sharing | Literal[""] = ""
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    env: str | None = None


class Device(Record, compare=True):
    """One ``--device`` of a ``RUN``: a CDI device name, and whether the step needs it."""

    name: str = ""
    required: bool = False


def csv_fields(text: str) -> list[str]:
    """Split one comma-separated record.

    A field in double quotes may hold commas, and ``""`` in it is one quote.

    Raises:
        FlagValueError: nothing to read, a quote inside a bare field, or a quoted field that does
            not end where the field ends.
    """
    record = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
    if not record:
        raise FlagValueError("a list of key=value fields is wanted, such as type=cache,target=/c")
    fields: list[str] = []
    position = 0
    while position <= len(record):
        if record.startswith('"', position):
            field, position = _quoted_field(record, position + 1)
        else:
            end = record.find(",", position)
            end = len(record) if end < 0 else end
            field, position = record[position:end], end + 1
            if '"' in field:
                raise FlagValueError(
                    f"a quote must open the whole field, not stand in {quoted(field)}"
                )
        fields.append(field)
    return fields


def _quoted_field(record: str, start: int) -> tuple[str, int]:
    """Return the field whose opening quote is before ``start``, and where the next field begins."""
    position = start
    while True:
        position = record.find('"', position)
        if position < 0:
            raise FlagValueError(f"the quoted field {quoted(record[start:])} is not closed")
        if record.startswith('"', position + 1):
            position += 2
            continue
        if record[position + 1 : position + 2] not in ("", ","):
            raise FlagValueError("a comma or the end must follow a quoted field")
        return record[start:position].replace('""', '"'), position + 2


def check_mount(value: str) -> None:
    """Check what BuildKit checks of a mount while parsing, before any expansion.

    Raises:
        FlagValueError: the record is broken, or ``from`` holds a variable.
    """
    for field in csv_fields(value):
        _check_from(field)


def _check_from(field: str) -> None:
    key, _, value = field.partition("=")
    if key.lower() == "from" and _VARIABLE.search(value):
        raise FlagValueError(
            "from= takes no variable; name a stage with FROM ... AS and mount from that stage"
        )


def parse_mount(value: str, expand: Callable[[str], str] | None = None) -> Mount:
    """Read the value of a ``--mount`` flag.

    Args:
        value: the text after ``--mount=``.
        expand: expands the variables of one value; without it values are taken literally.

    Raises:
        FlagValueError: the mount is one that BuildKit refuses, at whichever of its two readings.
        Exception: whatever ``expand`` raises.
    """
    given: dict[str, Any] = {}
    for field in csv_fields(value):
        _check_from(field)
        key, equals, text = field.partition("=")
        key = key.lower()
        mount_type = given.get("type", "bind")
        if equals:
            _set_field(given, key, expand(text) if expand else text, mount_type)
        else:
            _set_bare_field(given, key, field, mount_type)
    given.setdefault("read_only", given.get("type", "bind") not in _WRITABLE_BY_DEFAULT)
    mount = Mount(**given)
    _check_combination(mount)
    return mount


def _set_bare_field(given: dict[str, Any], key: str, field: str, mount_type: str) -> None:
    """Take a field without ``=``."""
    if key in ("readonly", "ro"):
        given["read_only"] = True
    elif key in ("readwrite", "rw"):
        given["read_only"] = False
    elif key == "required":
        _demand_type(key, mount_type)
        given["required"] = True
    else:
        raise FlagValueError(f"{quoted(field)} wants a value, as in key=value")


def _set_field(given: dict[str, Any], key: str, text: str, mount_type: str) -> None:
    """Take a field ``key=text``."""
    reader = _READERS.get(key)
    if reader is None:
        nearest = closest(key, _READERS)
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise FlagValueError(f"a mount has no key {quoted(key)}{hint}")
    _demand_type(key, mount_type)
    name, read = reader
    try:
        given[name] = read(text)
    except FlagValueError as error:
        raise FlagValueError(f"{key}= is wrong: {error}") from None


def _demand_type(key: str, mount_type: str) -> None:
    """Refuse a key that the mount type, as far as it has been read, does not have."""
    types = _KEYS_OF_TYPES.get(key)
    if types and mount_type not in types:
        raise FlagValueError(
            f"{key} goes with type {' or '.join(types)} (given before it), not with {mount_type}"
        )


def _check_combination(mount: Mount) -> None:
    if mount.type in _WITHOUT_OWNER:
        for name in ("mode", "uid", "gid"):
            if getattr(mount, name) is not None:
                raise FlagValueError(f"a {mount.type} mount takes no {name}")
    if mount.sharing and mount.type != "cache":
        raise FlagValueError(f"sharing goes with type cache, not with {mount.type}")
    if mount.type != "secret":
        return
    if mount.from_:
        raise FlagValueError("a secret mount takes no from")
    if not (mount.source or mount.target or mount.id):
        raise FlagValueError("a secret mount wants an id, a source or a target")
    if mount.source and mount.id:
        raise FlagValueError("a secret mount takes an id or a source, not both")


def _one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() in options:
            return text.lower()
        nearest = closest(text, options)
        hint = f"did you mean {nearest}?" if nearest else f"it takes {', '.join(options)}"
        raise FlagValueError(f"{quoted(text)} is none of its values; {hint}")

    return read


def _read_write(text: str) -> bool:
    return not parse_bool(text)


#: Key of a mount -> the field of :class:`Mount` it sets, and how its value is read.
_READERS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "type": ("type", _one_of(MOUNT_TYPES)),
    "from": ("from_", str),
    "source": ("source", str),
    "src": ("source", str),
    "target": ("target", str),
    "dst": ("target", str),
    "destination": ("target", str),
    "readonly": ("read_only", parse_bool),
    "ro": ("read_only", parse_bool),
    "readwrite": ("read_only", _read_write),
    "rw": ("read_only", _read_write),
    "required": ("required", parse_bool),
    "size": ("size", parse_size),
    "id": ("id", str),
    "sharing": ("sharing", _one_of(SHARING_MODES)),
    "mode": ("mode", lambda text: parse_unsigned(text, 8)),
    "uid": ("uid", lambda text: parse_unsigned(text, 10)),
    "gid": ("gid", lambda text: parse_unsigned(text, 10)),
    "env": ("env", str),
}
_KEYS_OF_TYPES: Final = {"required": ("secret", "ssh"), "size": ("tmpfs",)}


def parse_device(value: str) -> Device:
    """Read the value of a ``--device`` flag: a name, ``name=...`` and ``required``.

    Raises:
        FlagValueError: the record is broken, has a second name, an unknown key, or a value of
            ``required`` that is neither true nor false.
    """
    name, required = "", False
    for field in csv_fields(value):
        key, equals, text = field.partition("=")
        key = key.lower()
        if key == "required":
            required = parse_bool(text) if equals else True
        elif name:
            raise FlagValueError(f"a device has one name and required, so not {quoted(field)} too")
        else:
            name = text if equals and key == "name" else field
    return Device(name, required)
