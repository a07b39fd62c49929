"""The base of dfopt's small immutable classes.

``dataclasses`` and ``attrs`` cost more to import than a whole run of dfopt may take
(``benchmarks/startup.py``), so the classes of the format path derive from :class:`Record`:
slots, positional or keyword construction, no assignment after construction, and
:meth:`Record.with_changes` to make an altered copy.

A class of which many are made gets a constructor written for its fields, as ``attrs`` makes one for
every class; to write it takes as long as 100 objects of the general one.

A record is compared by identity unless its class says ``compare=True``; syntax nodes are
identities (two equal ``RUN`` lines are different nodes), plain values are not.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> object:
        """Stand in for ``typing.dataclass_transform`` (PEP 681), which only type checkers read."""
        return lambda cls: cls


#: So many objects of a class are made before a constructor is written for it.
_GENERAL = 100


def _is_field(annotation: object) -> bool:
    return not str(annotation).startswith("ClassVar")


def _equal_by_fields(self: Record, other: Any) -> Any:
    if self is other:
        return True
    if type(self) is not type(other):
        return NotImplemented
    return self._values() == other._values()


def _hash_by_fields(self: Record) -> int:
    return hash(self._values())


def _construct(self: Record, *args: Any, **kwargs: Any) -> None:
    cls = type(self)
    if kwargs or len(args) != len(cls._fields):
        args = cls._arguments(args, kwargs)
    for put, value in zip(cls._setters, args):
        put(self, value)
    if next(cls._first, None) is None and cls.__dict__["__init__"] is _construct:
        type.__setattr__(cls, "__init__", _constructor(cls))


def _constructor(cls: type[Record]) -> Any:
    """Write the constructor of one class, which is called with the class's fields and defaults."""
    names = {f"_put_{field}": put for field, put in zip(cls._fields, cls._setters)}
    names |= {f"_default_{field}": value for field, value in cls._defaults.items()}
    parameters = [
        f"{field}=_default_{field}" if field in cls._defaults else field for field in cls._fields
    ]
    body = [f" _put_{field}(self, {field})" for field in cls._fields]
    # The names of fields are those of annotations, so there is nothing in them but identifiers.
    exec("\n".join([f"def __init__(self, {', '.join(parameters)}):", *body]), names)
    return names["__init__"]


@dataclass_transform(frozen_default=True, eq_default=False)
class RecordMeta(type):
    """Turn annotated names into slots, and their values into defaults."""

    _fields: tuple[str, ...]
    _defaults: dict[str, Any]
    _compare: bool

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        compare: bool | None = None,
    ) -> RecordMeta:
        """Create the class; ``compare`` makes it equal and hashable by its fields."""
        own = [f for f, kind in namespace.get("__annotations__", {}).items() if _is_field(kind)]
        fields: list[str] = []
        defaults: dict[str, Any] = {}
        inherited_compare = False
        for base in bases:
            fields += getattr(base, "_fields", ())
            defaults |= getattr(base, "_defaults", {})
            inherited_compare = inherited_compare or getattr(base, "_compare", False)
        for field in own:
            if field in namespace:
                defaults[field] = namespace.pop(field)
        new = [f for f in own if f not in fields]
        fields += new
        namespace["__slots__"] = tuple(new)
        namespace["__match_args__"] = tuple(fields)
        namespace["_fields"] = tuple(fields)
        namespace["_defaults"] = defaults
        compare = inherited_compare if compare is None else compare
        namespace["_compare"] = compare
        # For identities Python's own are several times faster than methods written in Python.
        namespace.setdefault("__eq__", _equal_by_fields if compare else object.__eq__)
        namespace.setdefault("__hash__", _hash_by_fields if compare else object.__hash__)
        namespace.setdefault("__init__", _construct)
        cls = super().__new__(mcs, name, bases, namespace)
        cls._first = iter(range(_GENERAL))
        cls._setters = tuple(getattr(cls, field).__set__ for field in fields)
        return cls

    def __init__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        compare: bool | None = None,
    ) -> None:
        """Accept the ``compare`` keyword of the class statement."""
        del compare
        super().__init__(name, bases, namespace)

    _setters: tuple[Any, ...]
    _first: Iterator[int]


class Record(metaclass=RecordMeta):
    """An immutable object with named fields."""

    if TYPE_CHECKING:

        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    @classmethod
    def _arguments(cls, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Bind positional and keyword arguments to the fields, in order."""
        fields = cls._fields
        if len(args) > len(fields):
            raise TypeError(f"{cls.__name__} takes {len(fields)} arguments, got {len(args)}")
        values = list(args)
        for field in fields[len(args) :]:
            if field in kwargs:
                values.append(kwargs.pop(field))
            elif field in cls._defaults:
                values.append(cls._defaults[field])
            else:
                raise TypeError(f"{cls.__name__} needs {field!r}")
        if kwargs:
            raise TypeError(f"{cls.__name__} has no field {next(iter(kwargs))!r}")
        return tuple(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field) for field in type(self)._fields)

    def __repr__(self) -> str:
        pairs = ", ".join(f"{field}={getattr(self, field)!r}" for field in type(self)._fields)
        return f"{type(self).__name__}({pairs})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._values()

    def with_changes(self, **changes: Any) -> Self:
        """Return a copy in which the named fields have new values.

        Raises:
            TypeError: a name is not a field of this class.
        """
        values = [changes.pop(f) if f in changes else getattr(self, f) for f in type(self)._fields]
        if changes:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(changes))!r}")
        return type(self)(*values)
