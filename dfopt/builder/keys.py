"""Keys by content: equal keys for what is built of the same parts in the same way."""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.builder.operations import Operation


class Keys:
    """Numbers operations, and the records and terms in them, by their content.

    Two nodes have the same number if and only if they are of one kind and all their fields are the
    same but for ``statement``. Numbers are of use among those of one ``Keys``, which may be asked
    about several builds. Each node is looked at once, without recursion.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._contents: dict[object, int] = {}
        self._kept: list[Record] = []

    def of(self, node: Operation | Record | None) -> int:
        """Return the number of a node; 0 for None."""
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
            numbers[id(top)] = self._contents.setdefault(content, len(self._contents) + 1)
            self._kept.append(top)  # or its id could come to mean another node
            stack.pop()
        return numbers[id(node)]

    def _part(self, value: object, pending: list[Record]) -> object:
        """Return what stands for a value in a content; nodes without a number are pending."""
        if isinstance(value, Record):
            number = self._numbers.get(id(value))
            if number is None:
                pending.append(value)
            return (Record, number)
        if isinstance(value, tuple):
            return tuple([self._part(part, pending) for part in value])
        return (type(value), value) if type(value) is not str else value


def _fields(node: Record) -> list[object]:
    names = type(node)._fields
    return [getattr(node, name) for name in names if name not in ("statement", "fingerprint")]
