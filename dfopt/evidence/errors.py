"""What goes wrong while evidence is gathered."""

from __future__ import annotations

from dfopt.errors import DfoptError


class EvidenceError(DfoptError):
    """There is no evidence to be had from a place, and why."""
