"""dfopt rewrites Dockerfiles so that images rebuild faster, and keeps the image the same.

The names below are the whole public API. They are loaded on first use (PEP 562), so that
``import dfopt`` costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dfopt.config import Config as Config
    from dfopt.cost.profile import Profile as Profile
    from dfopt.errors import ConfigError as ConfigError
    from dfopt.errors import DfoptError as DfoptError
    from dfopt.evidence.profile import read_profiles as read_profiles
    from dfopt.optimizer import optimize as optimize
    from dfopt.proof.differences import Difference as Difference
    from dfopt.proof.equivalence import Equivalence as Equivalence
    from dfopt.proof.equivalence import equivalent as equivalent
    from dfopt.result import Result as Result
    from dfopt.syntax.nodes import Dockerfile as Dockerfile
    from dfopt.syntax.parser import parse as parse
    from dfopt.terms import Blocked as Blocked
    from dfopt.terms import Change as Change
    from dfopt.terms import Diagnostic as Diagnostic
    from dfopt.terms import Edit as Edit
    from dfopt.terms import Position as Position
    from dfopt.terms import Span as Span
    from dfopt.version import __version__ as __version__

_HOMES = {
    "Blocked": "dfopt.terms",
    "Change": "dfopt.terms",
    "Config": "dfopt.config",
    "ConfigError": "dfopt.errors",
    "DfoptError": "dfopt.errors",
    "Diagnostic": "dfopt.terms",
    "Difference": "dfopt.proof.differences",
    "Dockerfile": "dfopt.syntax.nodes",
    "Edit": "dfopt.terms",
    "Equivalence": "dfopt.proof.equivalence",
    "Position": "dfopt.terms",
    "Profile": "dfopt.cost.profile",
    "Result": "dfopt.result",
    "Span": "dfopt.terms",
    "__version__": "dfopt.version",
    "equivalent": "dfopt.proof.equivalence",
    "optimize": "dfopt.optimizer",
    "parse": "dfopt.syntax.parser",
    "read_profiles": "dfopt.evidence.profile",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(_HOMES)
