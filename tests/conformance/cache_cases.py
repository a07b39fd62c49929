"""Compare the cache models with what real builders cached (``cache_cases``)."""

from __future__ import annotations

from typing import Any

import dfopt
from dfopt.context.context import Context
from dfopt.context.tree import Entry, Tree
from dfopt.cost.files import Files
from dfopt.cost.keys import Cache, Step

_CONTEXT = {
    "src.txt": "the same",
    "src2.txt": "the same",
    "probe.txt": "probe",
    "other.txt": "other",
    "ignored.txt": "ignored",
    "d/one": "one",
}


def check(row: dict[str, Any]) -> str | None:
    """Return None where every model reproduces the row, else which do not."""
    wrong = []
    for engine, column in row["following_step"].items():
        for form, expected in column.items():
            found = "BUST" if _runs(row, form, engine.partition("-")[0]) else "cached"
            if found != expected:
                wrong.append(f"{engine} {form} {found}")
    return f"{row['case']}: {', '.join(wrong)}" if wrong else None


def _runs(row: dict[str, Any], form: str, engine: str) -> bool:
    """Build before and after; tell whether the probe runs in the second build."""
    cache = Cache(engine)
    # That both runs of the stage leave the same file is what the case is about.
    outputs = {0: "x"} if "same file content" in row["case"] else None
    steps: tuple[Step, ...] = ()
    for when, change in (("before", None), ("after", row["context_change"])):
        text = row[when][form]
        words = row[f"build_args_{when}"]
        steps = cache.build(
            dfopt.parse(text),
            _files(text, row["context_change"], change),
            build_args=dict(word.split("=", 1) for word in words[1::2]),
            outputs=outputs,
        )
    (probe,) = [step for step in steps if "probe-N" in str(step.statement)]
    return probe.runs


def _files(dockerfile: str, case: str | None, change: str | None) -> Files:
    """Return the context, changed as ``change`` says."""
    files: dict[str, str | Entry] = {**_CONTEXT, "Dockerfile": dockerfile}
    files["d/"] = ""
    owners = {}
    if case in ("ignored", "dockerignore"):
        files[".dockerignore"] = "ignored.txt\n"
    if change == "content":
        files["src.txt"] = "changed"
    elif change == "owner":
        owners["src.txt"] = 1000
    elif change == "dirfile":
        files["d/two"] = "two"
    elif change == "unrelated":
        files["other.txt"] = "changed"
    elif change == "ignored":
        files["ignored.txt"] = "changed"
    elif change == "dockerignore":
        files[".dockerignore"] = "ignored.txt\nnothing\n"
    tree = Context.of(Tree.of_files(files)).visible
    modes = {"src.txt": 0o755} if change == "mode" else {}

    def content(entry: Entry) -> tuple[object, object]:
        mode = modes.get(entry.path, entry.mode)
        return (mode, entry.kind, tree.read(entry.path)), owners.get(entry.path, 0)

    return Files(tree, content)
