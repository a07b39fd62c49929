"""``dfopt rebuild FILE --changed PATH...``: what runs again after an edit."""

from __future__ import annotations

import os
from io import BytesIO
from itertools import zip_longest

from dfopt.cli import output, views
from dfopt.report.tables import Column, Table, percent, seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, BinaryIO

    from dfopt.context.tree import Entry, Tree
    from dfopt.cost.keys import Step
    from dfopt.syntax.nodes import Dockerfile

_DESCRIPTION = """\
Show which steps of a build are cached and which run again after an edit of some files of the
context, with the expected seconds: as the Dockerfile is, and as dfopt would rewrite it."""

_SIDE = (
    Column("LINE", is_number=True),
    Column("STEP", may_be_cut=True),
    Column(""),
    Column("TIME", is_number=True),
)


def run(arguments: list[str]) -> int:
    """Show the steps side by side.

    Raises:
        DfoptError: the file, its context or a profile cannot be used.
    """
    parser = views.parser("rebuild", "--changed PATH... [OPTIONS]", _DESCRIPTION)
    parser.add_argument(
        "--changed", nargs="+", required=True, metavar="PATH", help="paths inside the context"
    )
    options = parser.parse_args(arguments)
    subject = views.subject(options)
    directory = subject.directory
    changed = _inside(options.changed, directory)
    known = subject.context.tree if subject.context else None
    for path in changed:
        is_tracked = known is not None and known.lookup(path) is not None
        if not is_tracked and not os.path.lexists(os.path.join(directory, path)):
            output.warning(f"{path}: not in the build context, counted as a new file")
    tree, unseen = _context(directory, options.file, changed)
    sides = [
        _Side(dockerfile, subject, tree, changed)
        for dockerfile in (subject.dockerfile, subject.optimized)
    ]
    before, after = sides
    gain = before.total - after.total
    document = {
        "file": options.file,
        "engine": subject.engine,
        "changed": changed,
        "ignored": unseen,
        "before": before.document(),
        "after": after.document(),
        "saved_seconds": round(gain, 3),
    }
    rows = [
        (*one, *other) for one, other in zip_longest(before.rows(), after.rows(), fillvalue=_EMPTY)
    ]
    footer = [
        f"{before.runs} of {len(before.steps)} steps run again, {seconds(before.total)};"
        f" optimized: {after.runs} of {len(after.steps)}, {seconds(after.total)}"
        + (f" ({percent(gain / before.total)} less)" if gain > 0 else "")
    ]
    footer += [f"{path} is not seen by the build: .dockerignore" for path in unseen]
    footer.append(views.times_note(before.measured, len(before.steps)))
    title = f"{options.file} with {subject.engine}, after an edit of {', '.join(changed)}"
    names = ("as it is", "optimized")
    table = Table(title, (*_SIDE, *_SIDE), tuple(rows), tuple(footer), names)
    views.put(options, document, [table])
    return 0


_EMPTY = ("", "", "", "")


class _Side:
    """The steps of one version of the file."""

    def __init__(
        self, dockerfile: Dockerfile, subject: views.Subject, tree: Tree, changed: Sequence[str]
    ) -> None:
        from dfopt.cost.links import links_of

        self.lines = views.lines_of(dockerfile)
        links = links_of(dockerfile, subject.engine, subject.profile)
        self.times = {link.statement: (link.seconds, link.measured) for link in links}
        self.steps = [
            step
            for step in _second_build(dockerfile, subject.engine, tree, changed)
            if step.statement in self.times
        ]
        self.runs = sum(step.runs for step in self.steps)
        self.total = sum(self.times[s.statement][0] for s in self.steps if s.runs)
        self.measured = sum(self.times[s.statement][1] for s in self.steps)

    def rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (
                str(self.lines[step.statement]),
                views.excerpt(step.statement),
                "runs" if step.runs else "cached",
                seconds(self.times[step.statement][0]) if step.runs else "",
            )
            for step in self.steps
        ]

    def document(self) -> dict[str, Any]:
        steps = [
            {
                "stage": step.stage,
                "line": self.lines[step.statement],
                "instruction": " ".join(step.statement.lexed.original.split()),
                "runs": step.runs,
                "seconds": round(self.times[step.statement][0], 3),
                "seconds_source": "measured" if self.times[step.statement][1] else "prior",
            }
            for step in self.steps
        ]
        return {"steps": steps, "runs": self.runs, "seconds": round(self.total, 3)}


def _second_build(
    dockerfile: Dockerfile, engine: str, tree: Tree, changed: Sequence[str]
) -> tuple[Step, ...]:
    """Build on an empty cache, edit the files, and build again."""
    from dfopt.builder.errors import BuildError
    from dfopt.cost.files import Files
    from dfopt.cost.keys import Cache

    def content(version: int) -> Files:
        def of(entry: Entry) -> tuple[object, object]:
            is_changed = any(_is_below(entry.path, path) for path in changed)
            return (entry.kind, entry.mode, version if is_changed else 0), 0

        return Files(tree, of)

    cache = Cache(engine)
    try:
        cache.build(dockerfile, content(0))
        return cache.build(dockerfile, content(1))
    except BuildError as error:
        raise views.RefusedFileError(f"the file cannot be built: {error}") from None


def _inside(paths: Sequence[str], directory: str) -> list[str]:
    """Return the paths relative to the context.

    Raises:
        UsageError: one leads out of it.
    """
    from dfopt.errors import UsageError

    found = []
    root = os.path.abspath(directory)
    for path in paths:
        absolute = os.path.normpath(os.path.join(root, path))
        if not os.path.lexists(absolute) and os.path.lexists(path):
            absolute = os.path.abspath(path)
        relative = os.path.relpath(absolute, root).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            raise UsageError(f"--changed: {path!r} is not in the context {directory!r}")
        found.append(relative)
    return found


def _context(directory: str, dockerfile: str, changed: Sequence[str]) -> tuple[Tree, list[str]]:
    """Return what the build sees of the context, and the edits that it does not see.

    A path that is not there yet counts as a new file.
    """
    from dfopt.context.context import Context
    from dfopt.context.tree import Entry, Tree

    tree = Tree.from_directory(directory, lambda path: path == ".git")
    new = [Entry(path, "file") for path in changed if path != "." and tree.lookup(path) is None]
    if new:
        opened = tree.read

        def open_file(path: str) -> BinaryIO | None:
            content = opened(path)
            return None if content is None else BytesIO(content)

        tree = Tree([*tree.entries.values(), *new], open_file, tree.unknown)
    inside = os.path.relpath(os.path.abspath(dockerfile), os.path.abspath(directory))
    path = None if inside.startswith("..") else inside.replace(os.sep, "/")
    seen = Context.of(tree, path).visible
    unseen = [path for path in changed if path != "." and seen.lookup(path) is None]
    return seen, unseen


def _is_below(path: str, directory: str) -> bool:
    return directory == "." or path == directory or path.startswith(f"{directory}/")
