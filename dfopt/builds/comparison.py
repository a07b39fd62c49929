"""Compare two images: what a container gets from them, at run time and in its files.

Not compared: times, the history, and how the files are spread over layers.
"""

from __future__ import annotations

from dfopt.builds.volatile import is_named, is_volatile
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Final

    from dfopt.builds.images import Image
    from dfopt.builds.layers import Entry

_MAPS: Final = ("Labels", "Healthcheck")
_SETS: Final = ("ExposedPorts", "Volumes")
_LISTS: Final = ("Cmd", "Entrypoint", "Shell", "OnBuild")
_TEXTS: Final = ("User", "StopSignal", "StopTimeout")
_ABSENT: Final = "absent"

#: Labels by which builders mark what they built.
_MARKS: Final = ("io.buildah.version",)

#: Attributes of a path under which the difference is reported.
_ATTRIBUTES: Final = ("kind", "mode", "uid", "gid", "size", "content", "xattrs")


class Difference(Record, compare=True):
    """A part of the configuration (``config``) or an absolute path that is not the same.

    ``attribute`` is ``presence`` for a path that only one image has, and the name of the variable
    or label for a part of the configuration that holds several. ``before`` and ``after`` are
    the values as text.
    """

    place: str
    attribute: str
    before: str
    after: str
    is_config: bool = False

    @property
    def key(self) -> tuple[bool, str, str]:
        """What differs, without the values."""
        return (self.is_config, self.place, self.attribute)


class Comparison(Record):
    """What the comparison of two images found.

    ``differences`` count. ``noise`` are those that two builds of one Dockerfile have as well,
    ``hidden`` those at volatile paths. ``paths`` are the numbers of paths of either image,
    ``notes`` what is worth knowing and no difference.
    """

    differences: tuple[Difference, ...]
    noise: tuple[Difference, ...]
    hidden: tuple[Difference, ...]
    paths: tuple[int, int]
    notes: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs that counts."""
        return not self.differences

    @property
    def all(self) -> tuple[Difference, ...]:
        """Everything that differs, whether it counts or not."""
        return (*self.differences, *self.noise, *self.hidden)


def compare(
    before: Image,
    after: Image,
    *,
    named: frozenset[str] = frozenset(),
    noise: Iterable[Difference] = (),
) -> Comparison:
    """Compare two images.

    Args:
        before: the image of the original.
        after: the other one.
        named: absolute paths that count although they are volatile.
        noise: differences between builds of the original; the same attribute of the same place is
            not expected to be equal.
    """
    expected = {difference.key for difference in noise}
    found = [*_config_differences(before, after), *_file_differences(before, after)]
    counted, noisy, hidden = [], [], []
    for difference in found:
        path = difference.place
        if difference.key in expected:
            noisy.append(difference)
        elif not difference.is_config and is_volatile(path) and not is_named(path, named):
            hidden.append(difference)
        else:
            counted.append(difference)
    paths = (len(before.files.entries), len(after.files.entries))
    return Comparison(tuple(counted), tuple(noisy), tuple(hidden), paths, _notes(before, after))


def _config_differences(before: Image, after: Image) -> Iterable[Difference]:
    one, other = runtime_config(before.config), runtime_config(after.config)
    for name in sorted({*one, *other}):
        if isinstance(one.get(name), dict) and isinstance(other.get(name), dict):
            yield from _item_differences(name, one[name], other[name])
        elif one.get(name) != other.get(name):
            yield Difference(name, "value", repr(one.get(name)), repr(other.get(name)), True)


def _item_differences(
    place: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[Difference]:
    """Compare variables or labels one by one: the rest of them would only hide what differs."""
    for name in sorted({*before, *after}):
        one, other = (repr(m[name]) if name in m else _ABSENT for m in (before, after))
        if one != other:
            yield Difference(place, name, one, other, True)


def runtime_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a container's run-time is told, in one form whichever builder wrote it.

    The environment is a map: its order means nothing to a process that looks names up.
    """
    inner = config.get("config") or {}
    view: dict[str, Any] = {name: inner.get(name) or {} for name in _MAPS}
    view["Labels"] = {k: v for k, v in view["Labels"].items() if k not in _MARKS}
    view |= {name: sorted(inner.get(name) or ()) for name in _SETS}
    view |= {name: inner.get(name) or [] for name in _LISTS}
    view |= {name: inner.get(name) or "" for name in _TEXTS}
    view["Env"] = dict(item.partition("=")[::2] for item in inner.get("Env") or ())
    view["WorkingDir"] = (inner.get("WorkingDir") or "/").rstrip("/") or "/"
    for name in ("os", "architecture", "variant", "author"):
        view[name] = config.get(name) or ""
    return view


def _notes(before: Image, after: Image) -> tuple[str, ...]:
    one, other = ((image.config.get("config") or {}).get("Env") or [] for image in (before, after))
    if one != other and sorted(one) == sorted(other):
        return ("Env: the same variables in another order",)
    return ()


def _file_differences(before: Image, after: Image) -> Iterable[Difference]:
    one, other = before.files.entries, after.files.entries
    # Not every base image has an entry for the root itself.
    for path in sorted({*one, *other} - {""}):
        place = f"/{path}"
        first, second = one.get(path), other.get(path)
        if first is None or second is None:
            yield Difference(place, "presence", _kind(first), _kind(second))
            continue
        if first != second:
            yield from _entry_differences(place, first, second)
        link, other_link = before.files.links.get(path), after.files.links.get(path)
        if link != other_link:
            yield Difference(place, "hard link", _link(link), _link(other_link))
    if "" in one and "" in other and one[""] != other[""]:
        yield from _entry_differences("/", one[""], other[""])


def _entry_differences(place: str, first: Entry, second: Entry) -> Iterable[Difference]:
    for attribute in _ATTRIBUTES:
        one, other = getattr(first, attribute), getattr(second, attribute)
        if one != other:
            yield Difference(place, attribute, _text(attribute, one), _text(attribute, other))


def _kind(entry: Entry | None) -> str:
    return entry.kind if entry is not None else _ABSENT


def _link(name: str | None) -> str:
    return "none" if name is None else f"/{name}"


def _text(attribute: str, value: Any) -> str:
    if attribute == "mode":
        return f"{value:04o}"
    if isinstance(value, bytes):
        return f"sha256:{value.hex()[:16]}"
    if attribute == "xattrs":
        return ", ".join(f"{name}={item!r}" for name, item in value)
    return str(value)
