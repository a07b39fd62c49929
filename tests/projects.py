"""Run over projects with their build contexts: which manifest copies are split, and which are not.

Run with ``python -m tests.projects PROJECTS CONTEXTS`` (``make projects``): two files of JSON lines
in gzip, one row a project and one a context, as the corpus has them. A candidate is a COPY or ADD
of the whole context that is followed, in the same stage, by an installation of which a manifest is
in the tree.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import dfopt
from dfopt.context.tree import Entry, Tree
from dfopt.syntax.nodes import Run, Transfer
from dfopt.syntax.stages import stages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What installs from which manifests.
INSTALLERS = {
    r"\bnpm\s+(?:ci|install|i)\b(?!\s+-g|\s+[a-z@])": ("package.json",),
    r"\byarn(?:\s+install)?\s*(?:$|&&|;|--)": ("package.json",),
    r"\bpnpm\s+(?:install|i)\b": ("package.json",),
    r"\bpip3?\s+install\b[^&;|]*\s-r": ("requirements.txt", "requirements"),
    r"\buv\s+(?:sync|pip\s+install\b[^&;|]*\s-r)": ("pyproject.toml", "requirements.txt"),
    r"\bpoetry\s+install\b": ("pyproject.toml",),
    r"\bbundle\s+install\b": ("Gemfile",),
    r"\bcomposer\s+install\b": ("composer.json",),
    r"\bgo\s+mod\s+download\b": ("go.mod",),
    r"\bdotnet\s+restore\b": (".csproj", ".sln"),
}

#: Reasons that lie in the project: with these files, or this Dockerfile, a split is not the same.
CONDITIONS = (
    "would be copied over what it installs", "while it installs", "of the project itself",
    "workspace", "lock file", "package-lock.json", "rewrites", "may come to lie",
    "stands between", "there is no ", "installs from the project", "no package of an index",
    "has to be there", "is a link", "the virtual environment",
)  # fmt: skip


def tree_of(row: dict[str, Any], dockerignore: str | None) -> Tree:
    """Return the tree of a context; only manifests have a content."""
    contents = {path: text.encode() for path, text in row["manifests"].items()}
    entries = []
    for mode, _, size, path in row["tree"]:
        bits = int(str(mode), 8)
        kind = "symlink" if bits & 0o170000 == 0o120000 else "file"
        entries.append(Entry(path, kind, 0o755 if bits & 0o111 else 0o644, size or 0))  # type: ignore[arg-type]
    if dockerignore is not None:
        contents[".dockerignore"] = dockerignore.encode()
        entries.append(Entry(".dockerignore", "file", 0o644, len(dockerignore)))

    def opened(path: str) -> io.BytesIO | None:
        return io.BytesIO(contents[path]) if path in contents else None

    return Tree(entries, opened)


def candidates(text: str, tree: Tree) -> Iterator[int]:
    """Yield the number of each stage that copies everything and then installs from a manifest."""
    names = list(tree.entries)
    for stage in stages_of(dfopt.parse(text)):
        copied = False
        for statement in stage.statements:
            if isinstance(statement, Transfer) and statement.flag("from") is None:
                copied = copied or any(word.strip("./") == "" for word in statement.arguments[:-1])
            elif copied and isinstance(statement, Run):
                wanted = [
                    manifest
                    for pattern, manifests in INSTALLERS.items()
                    if re.search(pattern, statement.script, re.MULTILINE)
                    for manifest in manifests
                ]
                if any(manifest in name for manifest in wanted for name in names):
                    yield stage.index
                    break


def rows(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def main(projects: str, contexts: str) -> int:
    """Print the statistics; return 1 if anything went wrong inside."""
    known = {row["id"]: row for row in rows(contexts)}
    rules: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    files = faults = 0
    for row in rows(projects):
        tree = tree_of(known[row["context"]], row["dockerignore"])
        result = dfopt.optimize(row["dockerfile"], context=tree)
        files += 1
        faults += any(d.code.startswith("internal") for d in result.diagnostics)
        fired = {change.rule for change in result.changes}
        rules.update(fired)
        found = list(candidates(row["dockerfile"], tree))
        if not found:
            continue
        refused = [b.reason for b in result.blocked if b.rule == "split-copy"]
        if "split-copy" in fired:
            verdicts["split"] += 1
        elif any(word in reason for reason in refused for word in CONDITIONS):
            verdicts["the context does not satisfy the conditions"] += 1
        else:
            verdicts["not understood"] += 1
        reasons.update(reason.partition("` again")[2].strip("; ")[:90] for reason in refused)
        if not refused and "split-copy" not in fired:
            reasons["(nothing is said)"] += 1
    print(f"{files} projects, {faults} with an internal finding")
    for rule, count in rules.most_common():
        print(f"  {rule:20} {count}")
    print(f"{sum(verdicts.values())} candidates")
    for verdict, count in verdicts.most_common():
        print(f"  {verdict:50} {count}")
    satisfying = verdicts["split"] + verdicts["not understood"]
    if satisfying:
        print(f"split of those that satisfy the conditions: {verdicts['split'] / satisfying:.0%}")
    for reason, count in reasons.most_common():
        print(f"  {count:4} {reason}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
