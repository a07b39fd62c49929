"""The file that holds profiles: ``dfopt.profile.json``, to be committed.

It is keyed by the paths of Dockerfiles, relative to its own directory. Events are counted from the
newest one, 0, and written as ranges: ``"0-12 15"``. The same evidence gives the same bytes.
"""

from __future__ import annotations

import os

from dfopt.cost.engines import History
from dfopt.cost.profile import Profile
from dfopt.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: What the file is called.
NAME: Final = "dfopt.profile.json"
VERSION: Final = 1
#: More events than any profile has; a number above is a mistake.
_MOST_EVENTS: Final = 100_000
_LONGEST_FILE: Final = 16 << 20


def dumps(profiles: Mapping[str, Profile]) -> str:
    """Return the text of the file with these profiles, by path of the Dockerfile."""
    import json

    found = {path: _written(profiles[path]) for path in sorted(profiles)}
    document = {"version": VERSION, "dockerfiles": found}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _written(profile: Profile) -> dict[str, Any]:
    written: dict[str, Any] = {"events": profile.history.events}
    for key, events in (("sources", profile.sources), ("edits", profile.edits)):
        written[key] = {name: ranges(events[name]) for name in sorted(events)}
    written["seconds"] = {name: round(profile.seconds[name], 3) for name in sorted(profile.seconds)}
    written["bytes"] = {name: profile.sizes[name] for name in sorted(profile.sizes)}
    return {key: value for key, value in written.items() if value not in ({}, None)}


def loads(text: str, path: str) -> dict[str, Profile]:
    """Read the text of a profile file.

    Args:
        text: the text.
        path: how to call the file in messages.

    Raises:
        ConfigError: it is no profile, or of another version; the message says what is wrong.
    """
    import json

    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None
    reader = _Reader(path)
    table = reader.table(document, "the file")
    version = table.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ConfigError(f"{path}: profiles of version {version!r} cannot be read, only {VERSION}")
    reader.known(table, ("version", "dockerfiles"), "the file")
    files = reader.table(table.get("dockerfiles", {}), "dockerfiles")
    return {name: reader.profile(value, name) for name, value in files.items()}


def read_profiles(path: str) -> dict[str, Profile]:
    """Read a profile file: the profiles by path of the Dockerfile.

    Raises:
        ConfigError: it cannot be read, or is no profile.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read(_LONGEST_FILE + 1)
        if len(raw) > _LONGEST_FILE:
            raise ConfigError(f"{path}: too large for a profile")
        return loads(raw.decode("utf-8"), path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8: {error}") from error


def key_of(profile_path: str, dockerfile_path: str) -> str:
    """Return the key of a Dockerfile in a profile file: its path from the file's directory."""
    directory = os.path.dirname(os.path.abspath(profile_path))
    return os.path.relpath(os.path.abspath(dockerfile_path), directory).replace(os.sep, "/")


class _Reader:
    """Reads values and says in which file and where something is wrong."""

    def __init__(self, path: str) -> None:
        self.path = path

    def table(self, value: object, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ConfigError(f"{self.path}: {where} must be an object")
        return value

    def known(self, table: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
        for name in table:
            if name not in names:
                raise ConfigError(f"{self.path}: {where}: unknown key {name!r}")

    def profile(self, value: object, name: str) -> Profile:
        table = self.table(value, name)
        self.known(table, ("events", "sources", "edits", "seconds", "bytes"), name)
        events = self.number(table.get("events", 0), f"{name}: events", _MOST_EVENTS)
        return Profile(
            History(int(events)),
            self.changes(table, "sources", name, int(events)),
            self.changes(table, "edits", name, int(events)),
            self.numbers(table, "seconds", name),
            {key: int(size) for key, size in self.numbers(table, "bytes", name).items()},
        )

    def changes(self, table: Mapping[str, Any], key: str, name: str, events: int) -> dict[str, int]:
        found = {}
        for what, text in self.table(table.get(key, {}), f"{name}: {key}").items():
            where = f"{name}: {key}: {what}"
            if not isinstance(text, str):
                raise ConfigError(f"{self.path}: {where}: must be a string such as '0-12 15'")
            mask = mask_of(text, events)
            if mask is None:
                raise ConfigError(f"{self.path}: {where}: {text!r} are no events below {events}")
            found[what] = mask
        return found

    def numbers(self, table: Mapping[str, Any], key: str, name: str) -> dict[str, float]:
        items = self.table(table.get(key, {}), f"{name}: {key}").items()
        return {what: self.number(value, f"{name}: {key}: {what}") for what, value in items}

    def number(self, value: object, where: str, most: float = 1e15) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not 0 <= value <= most:  # type: ignore[operator]
            raise ConfigError(f"{self.path}: {where}: must be a number from 0 on")
        return value  # type: ignore[return-value]


def ranges(events: int) -> str:
    """Return the events of a bitmask as ranges: ``0-12 15``."""
    found = []
    number = 0
    while events:
        skipped = (events & -events).bit_length() - 1
        events >>= skipped
        length = (~events & (events + 1)).bit_length() - 1
        first, last = number + skipped, number + skipped + length - 1
        found.append(str(first) if first == last else f"{first}-{last}")
        events >>= length
        number = last + 1
    return " ".join(found)


def mask_of(text: str, events: int) -> int | None:
    """Return the bitmask of ranges, None if they are none or reach beyond ``events``."""
    mask = 0
    for word in text.split():
        first, dash, last = word.partition("-")
        if not (first.isascii() and first.isdigit() and len(first) < 7):
            return None
        if dash and not (last.isascii() and last.isdigit() and len(last) < 7):
            return None
        start, end = int(first), int(last if dash else first)
        if not start <= end < events:
            return None
        mask |= ((1 << end - start + 1) - 1) << start
    return mask
