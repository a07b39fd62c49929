"""The one error of the abstract builder."""

from __future__ import annotations

from dfopt.errors import DfoptError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from dfopt.syntax.nodes import Statement

    Layer = Literal["parse", "instruction", "convert"]


class BuildError(DfoptError):
    """A file that BuildKit refuses.

    ``layer`` is where: ``parse`` and ``instruction`` are errors of the syntax, which the tree's
    diagnostics place; ``convert`` is one that shows only when stages are put together and
    instructions take effect. ``statement`` is the instruction to blame, None where it is none
    of the file's own.
    """

    def __init__(
        self, message: str, statement: Statement | None = None, layer: Layer = "convert"
    ) -> None:
        """Keep the message, the statement and the layer."""
        super().__init__(message)
        self.message = message
        self.statement = statement
        self.layer: Layer = layer
