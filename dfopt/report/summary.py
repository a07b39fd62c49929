"""The last line: how many files, and what became of them."""

from __future__ import annotations


def summary(
    changed: int, unchanged: int, *, skipped: int = 0, failed: int = 0, written: bool = False
) -> str:
    """Say what happened to all files in one line, such as ``3 files changed, 41 left alone``.

    ``written`` tells files that were rewritten from those that only would be.
    """
    counts = []
    if changed:
        counts.append((changed, "changed" if written else "would change"))
    if unchanged or not (changed or skipped or failed):
        counts.append((unchanged, "left alone"))
    if skipped:
        counts.append((skipped, "skipped"))
    if failed:
        counts.append((failed, "failed"))
    (number, what), *others = counts
    noun = "file" if number == 1 else "files"
    return ", ".join([f"{number} {noun} {what}", *(f"{n} {word}" for n, word in others)])
