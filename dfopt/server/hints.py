"""Inlay hints: how often a step runs again."""

from __future__ import annotations

from lsprotocol import types

from dfopt.builder.portability import resolve
from dfopt.cost.chain import bits
from dfopt.cost.links import links_of
from dfopt.cost.steps import observable_sources, takes_directory
from dfopt.record import Record
from dfopt.syntax.nodes import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.cost.links import Link
    from dfopt.cost.profile import Profile
    from dfopt.server.analysis import Analysis
    from dfopt.server.positions import Positions
    from dfopt.syntax.nodes import Statement
    from dfopt.terms import Engine

EVERY_EDIT = "runs again on every source edit"


class Hint(Record, compare=True):
    """A line of the text (from 1) and what to say behind it; ``seconds`` is what one run takes."""

    line: int
    text: str
    seconds: float
    measured: bool


def hints_of(analysis: Analysis) -> list[Hint]:
    """Return a hint for each RUN that an edit of the sources runs again.

    With a profile the observed events are counted instead. Where several builders count, the
    hints are about BuildKit.
    """
    inputs = analysis.inputs
    if inputs is None or analysis.dockerfile.has_errors:
        return []
    engine: Engine = resolve(inputs.config.engine, analysis.dockerfile).engine
    profile = inputs.profile
    links = links_of(analysis.dockerfile, "buildkit" if engine == "any" else engine, profile)
    statements = analysis.dockerfile.statements
    places = analysis.spans()
    found = []
    for link in links:
        if isinstance(link.statement, Run):
            text = _text(link, statements, profile)
            if text:
                line = places[link.statement].start.line
                found.append(Hint(line, text, link.seconds, link.measured))
    return found


def inlay_hints(
    analysis: Analysis, positions: Positions, first: int, last: int
) -> list[types.InlayHint]:
    """Return the hints within some lines, counted from 1, as the protocol has them."""
    places = {span.start.line: span for span in analysis.spans().values()}
    found = []
    for hint in hints_of(analysis):
        if first <= hint.line <= last:
            known = "measured" if hint.measured else "estimated"
            found.append(
                types.InlayHint(
                    positions.first_line(places[hint.line]).end,
                    hint.text,
                    tooltip=f"{hint.seconds:.1f} s each time ({known})",
                    padding_left=True,
                )
            )
    return found


def _text(link: Link, statements: tuple[Statement, ...], profile: Profile | None) -> str:
    """Say how often a step runs again; nothing where no source edit does it."""
    atoms = list(bits(link.closure))
    # Even atoms are instructions with their sources, odd ones the values of build arguments.
    built_of = [statements[atom // 2] for atom in atoms if atom % 2 == 0]
    if profile is not None and profile.has_history:
        events = 0
        for statement in built_of:
            events |= _events(statement, profile)
        total = profile.history.events
        return f"{events.bit_count()} of the last {total} commits" if events else ""
    return EVERY_EDIT if any(map(takes_directory, built_of)) else ""


def _events(statement: Statement, profile: Profile) -> int:
    """Return the observed events that change an instruction or what it takes."""
    events = profile.edits_of(statement)
    for source in observable_sources(statement):
        # A stage is in the closure with all that it is built of.
        if not source.startswith("--from="):
            events |= profile.changes_of(source) or 0
    return events
