"""Keys by content: equal keys for what is built of the same parts in the same way."""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: Fields that are no part of the content: where an operation comes from, a term's hash.
_IGNORED: Final = ("statement", "fingerprint")


class Keys:
    """Numbers operations, and the records and terms in them, by their content.

    Two nodes have the same number if and only if they are of one kind and all their fields are the
    same but for ``statement``. Numbers are of use among those of one ``Keys``, which may be asked
    about several builds. Each node is looked at once, without recursion over nodes.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._contents: dict[object, int] = {}
        self._tuples: dict[int, object] = {}
        self._kept: list[object] = []

    def of(self, node: Record | None) -> int:
        """Return the number of an operation, a term or another record; 0 for None."""
        if node is None:
            return 0
        stack: list[Record] = [node]
        numbers = self._numbers
        while stack:
            top = stack[-1]
            if id(top) in numbers:
                stack.pop()
                continue
            pending: list[Record] = []
            content = (type(top), *[self._part(value, pending) for value in _fields(top)])
            if pending:
                stack.extend(pending)
                continue
            numbers[id(top)] = self._number(content)
            self._kept.append(top)  # or its id could come to mean another node
            stack.pop()
        return numbers[id(node)]

    def _number(self, content: object) -> int:
        return self._contents.setdefault(content, len(self._contents) + 1)

    def _part(self, value: object, pending: list[Record]) -> object:
        """Return what stands for a value in a content; nodes without a number are pending."""
        if type(value) is str:
            return value
        if isinstance(value, Record):
            number = self._numbers.get(id(value))
            if number is None:
                pending.append(value)
            return (Record, number)
        if isinstance(value, tuple):
            return self._tuples.get(id(value)) or self._tuple(value, pending)
        return (type(value), value)

    def _tuple(self, value: tuple[object, ...], pending: list[Record]) -> object:
        """Return what stands for a tuple. Neighbouring operations share most of theirs."""
        known = len(pending)
        parts = tuple([self._part(part, pending) for part in value])
        if len(pending) > known:
            return parts
        stand_in = (tuple, self._number(parts))
        self._tuples[id(value)] = stand_in
        self._kept.append(value)
        return stand_in


def _fields(node: Record) -> list[object]:
    return [getattr(node, name) for name in type(node)._fields if name not in _IGNORED]
