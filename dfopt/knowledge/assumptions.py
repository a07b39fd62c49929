"""The names of everything that the level ``known-commands`` rests on, each with what it says."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: The modules of :mod:`dfopt.knowledge.manifests` that state assumptions.
_ECOSYSTEMS: Final = (
    "bundler", "composer", "gem", "go", "npm", "pip", "python", "uv", "venv", "yarn",
)  # fmt: skip


def all_assumptions() -> dict[str, str]:
    """Return every assumption by its name, sorted."""
    from dfopt.knowledge import bases, caches, homes, start_programs
    from dfopt.knowledge._tables import ASSUMPTIONS

    found = dict(ASSUMPTIONS)
    for each in (bases, caches, homes, start_programs):
        found |= each.ASSUMPTIONS
    for name in _ECOSYSTEMS:
        module = __import__(f"dfopt.knowledge.manifests.{name}", fromlist=("ASSUMPTIONS",))
        found |= module.ASSUMPTIONS
    return dict(sorted(found.items()))
