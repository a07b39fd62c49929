"""``dfopt replay FILE``: the last commits played through the cache, before and after."""

from __future__ import annotations

import sys

from dfopt.cli import output, views
from dfopt.cli.arguments import count
from dfopt.report.tables import Column, Progress, Table, percent, seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dfopt.cost.links import Link
    from dfopt.cost.replay import Runs
    from dfopt.evidence.timeline import Timeline
    from dfopt.syntax.nodes import Dockerfile

_DESCRIPTION = """\
Play the last commits through the builder's cache: how often each step ran and for how long, with
the Dockerfile as it is and as dfopt would rewrite it. The cache keeps what it has seen, so going
back to an old state costs nothing."""

_COLUMNS = (
    Column("LINE", is_number=True),
    Column("STEP", may_be_cut=True),
    Column("RAN", is_number=True),
    Column("TOTAL", is_number=True),
)


def run(arguments: list[str]) -> int:
    """Show what the commits ran.

    Raises:
        EvidenceError: there are no commits.
        DfoptError: the file, its context or a profile cannot be used.
    """
    from dfopt.evidence.errors import EvidenceError
    from dfopt.evidence.learn import gather

    parser = views.parser("replay", "[OPTIONS]", _DESCRIPTION)
    parser.add_argument(
        "--commits", type=count, default=300, metavar="N", help="how many commits (300)"
    )
    options = parser.parse_args(arguments)
    subject = views.subject(options)
    evidence = gather(
        options.file, subject.dockerfile, context=subject.directory, commits=options.commits
    )
    for note in evidence.notes:
        output.warning(note)
    timeline = evidence.timeline
    commits = len(timeline.events)
    if not commits:
        raise EvidenceError(f"{options.file}: there is no commit to replay")
    progress = Progress("replaying commits", 2 * commits, sys.stderr)
    try:
        before = _Replay(subject.dockerfile, subject, timeline, progress)
        after = _Replay(subject.optimized, subject, timeline, progress)
    finally:
        progress.close()
    saved = before.runs.total - after.runs.total
    share = saved / before.runs.total if before.runs.total else 0.0
    document = {
        "file": options.file,
        "engine": subject.engine,
        "commits": commits,
        "notes": list(evidence.notes),
        "before": before.document(),
        "after": after.document(),
        "saved_seconds": round(saved, 3),
        "saved_share": round(share, 4),
    }
    headline = (
        f"{commits} commits with {subject.engine}: {seconds(before.runs.total)} before,"
        f" {seconds(after.runs.total)} after, {percent(share)} saved"
    )
    note = views.times_note(sum(link.measured for link in before.links), len(before.links))
    tables = [
        Table(f"{options.file} as it is", _COLUMNS, before.rows()),
        Table("optimized", _COLUMNS, after.rows(), (headline, note)),
    ]
    views.put(options, document, tables)
    return 0


class _Replay:
    """One version of the file, replayed."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        subject: views.Subject,
        timeline: Timeline,
        progress: Progress,
    ) -> None:
        from dfopt.cost.links import links_of
        from dfopt.cost.replay import replay

        self.lines = views.lines_of(dockerfile)
        self.links: tuple[Link, ...] = links_of(dockerfile, subject.engine, subject.profile)
        start, events = timeline.replayed(dockerfile)
        self.runs: Runs = replay(self.links, start, events, progress.tick)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            [
                (
                    str(self.lines[link.statement]),
                    views.excerpt(link.statement),
                    str(ran),
                    seconds(ran * link.seconds),
                )
                for link, ran in zip(self.links, self.runs.counts, strict=True)
            ]
        )

    def document(self) -> dict[str, Any]:
        steps = [
            {
                "stage": link.stage,
                "line": self.lines[link.statement],
                "instruction": " ".join(link.statement.lexed.original.split()),
                "ran": ran,
                "seconds_each": round(link.seconds, 3),
                "seconds_source": "measured" if link.measured else "prior",
                "seconds": round(ran * link.seconds, 3),
            }
            for link, ran in zip(self.links, self.runs.counts, strict=True)
        ]
        return {"steps": steps, "seconds": round(self.runs.total, 3)}
