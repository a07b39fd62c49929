"""The rule ``split-run``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass
