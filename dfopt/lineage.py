"""What the statements of a file have become while passes rewrite it, and what they stand for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.syntax.nodes import Statement


class Lineage:
    """Which statements of the input each statement stands for, through all rewrites."""

    def __init__(self) -> None:
        """Start where each statement stands for itself."""
        self._origins: dict[Statement, tuple[Statement, ...]] = {}
        self._successors: dict[Statement, Statement] = {}

    def origins(self, statement: Statement) -> tuple[Statement, ...]:
        """Return the statements of the input that a statement stands for."""
        return self._origins.get(statement, (statement,))

    def now(self, statement: Statement) -> Statement:
        """Return what a statement has become."""
        while statement in self._successors:
            statement = self._successors[statement]
        return statement

    def become(
        self, statement: Statement, *former: Statement, origins: Iterable[Statement]
    ) -> None:
        """Remember what a statement was before, and what it stands for in the input."""
        self._origins[statement] = tuple(origins)
        for each in former:
            if each is not statement:
                self._successors[each] = statement

    def stands_for(self, part: Statement, former: Statement) -> None:
        """Let a statement stand for what another one does, unless it is known for what it does."""
        self._origins.setdefault(part, self.origins(former))
