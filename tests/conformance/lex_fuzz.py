"""Compare word expansion with results recorded from BuildKit's ``shell.Lex``."""

from __future__ import annotations

from typing import Any

from dfopt.errors import ExpansionError
from dfopt.syntax.words import expand, references


def check(row: dict[str, Any]) -> str | None:
    """Return how the expansion of a recorded word differs, None if it is reproduced.

    A row holds ``Word``, ``Env`` (``name=value``), ``Escape`` and either ``Err`` or ``Result``,
    ``Words`` and ``Unmatched``, the last two absent where empty. The text of an error is not
    compared.
    """
    env = dict(pair.partition("=")[::2] for pair in row["Env"])
    try:
        expansion = expand(row["Word"], env, row["Escape"])
    except ExpansionError as error:
        return None if row.get("Err") else f"refused: {error}"
    if row.get("Err"):
        return f"accepted, expected the error {row['Err']!r}"
    for what, actual, expected in (
        ("text", expansion.text, row.get("Result", "")),
        ("words", list(expansion.words), row.get("Words") or []),
        ("unmatched", sorted(expansion.unmatched), row.get("Unmatched") or []),
    ):
        if actual != expected:
            return f"{what}: {actual!r}, expected {expected!r}"
    unlisted = expansion.unmatched - references(row["Word"], row["Escape"])
    return f"read but not among the references: {sorted(unlisted)}" if unlisted else None
