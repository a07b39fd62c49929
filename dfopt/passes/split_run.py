"""The rule ``split-run``."""

from __future__ import annotations

from dfopt.builder.portability import MOST_LAYERS
from dfopt.cost.priors import run_seconds
from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.commands import preface, turned_by
from dfopt.knowledge.places import LINKED, overlap
from dfopt.knowledge.preface import leaves
from dfopt.lazy import regex
from dfopt.passes.ordering import LIMITS, runs_behind_copies
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.edits import applied, newline_of
from dfopt.syntax.nodes import Run, Transfer
from dfopt.syntax.parser import parse, parse_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.effects.commands import StageCommands
    from dfopt.knowledge.commands import Piece
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

#: The estimated seconds from which on it is said why a RUN is not cut.
_WORTH_A_WORD: Final = 5.0
#: Words that may delete something.
_DELETES: Final = regex(
    r"(?i)\b(?:rm|rmdir|unlink|shred|\w*delete|del|\w*remove|\w*uninstall|purge|prune|clean\w*)\b"
)


def split_run(source: Source) -> Iterator[Proposal | Refusal]:
    """Make two RUNs of one whose first commands can go above the COPY of the sources.

    ## What it does

    Cuts `RUN npm ci && npm run build` into `RUN npm ci` and `RUN npm run build`, if `hoist-run` or
    `split-copy` then moves the first part above a COPY. What only sets the shell up is said again:
    `RUN cd /app && npm ci && npm run build` becomes `RUN cd /app && npm ci` and
    `RUN cd /app && npm run build`; so with `set`, `X=1`, `export X=1` and `X=$(uname -m)`.

    ## Why

    What installs and what builds stand in one step, so every edit of a source file installs again.

    ## Safe because

    `a && b` does the same in two steps if `a` leaves nothing behind in the shell, and fails under
    the same conditions. dfopt knows all that `a` does; what that rests on is named with the change.
    What is said again comes to the same both times: a value does not depend on the time, on the
    container or on files, and `a` does not replace the directory that `cd` goes to, which something
    that stays above makes.

    ## Not when

    - `a` is not known, or changes the directory, a variable or an option of the shell behind
      another command, or in a way that is not said again: `X=$(date)`, `export X=$(uname -m)`,
      `PATH=/x:$PATH`, `umask`;
    - a failure of `a` is tolerated by what follows: `a && b || true`, `a && b; c`;
    - `b` may change in place what packages of the system installed: a file with two names would
      become two files (pip installs none such);
    - `b` may delete what `a` installed: it would stay in the layer below (another `pip install` or
      `uv pip install` behind pip may replace it);
    - a package index would be refreshed in one step and used in another;
    - a mount of the RUN does not carry what one part wrote to the other;
    - nothing would move afterwards, or the gain is too small.

    ## Example

    With the build context of the example of `split-copy`

    ```dockerfile
    FROM node:20
    WORKDIR /app
    COPY package.json package-lock.json ./
    COPY . .
    RUN npm ci && npm run build
    ```

    becomes

    ```dockerfile
    FROM node:20
    WORKDIR /app
    COPY package.json package-lock.json ./
    RUN npm ci
    COPY . .
    RUN npm run build
    ```

    Alone it does nothing: `hoist-run` and `split-copy` make the moves.
    """
    for stage in source.stages:
        runs = [
            run for run in runs_behind_copies(stage.statements) if run not in source.untouchable
        ]
        if not runs or len(stage.statements) > LIMITS.steps:
            continue
        if not any("&" in run.lexed.original or ";" in run.lexed.original for run in runs):
            continue
        commands = source.commands(stage)
        if commands is not None and len(commands.order) < MOST_LAYERS:
            yield from _stage(source, stage, commands, runs)


def _stage(
    source: Source, stage: Stage, commands: StageCommands, runs: Sequence[Statement]
) -> Iterator[Proposal | Refusal]:
    for run in runs:
        if not isinstance(run, Run) or run.is_exec_form or run.heredocs:
            continue
        pieces = commands.pieces(run)
        if isinstance(pieces, Unknown):
            if run_seconds(run.script) >= _WORTH_A_WORD and _stays(source, stage, run, commands):
                yield Refusal(f"{what(run)} stays one step: {pieces.reason}", run)
            continue
        ends = [
            end
            for end in range(len(pieces) - 1, preface(pieces), -1)
            if not _obstacle(run.script, pieces, end)
        ]
        if not ends:
            reason = _why_whole(run.script, pieces)
            if isinstance(commands.behaviour(run), Behaviour):
                reason = _why_not_before_sources(stage, run, pieces, commands)
            if reason and _stays(source, stage, run, commands):
                yield Refusal(f"{what(run)} stays one step: {reason}", run)
            continue
        if _moves(source, stage, run) is None:
            # The whole of it can go above a COPY.
            continue
        reasons = []
        for end in ends:
            parts = _parts(source, run, pieces, end)
            if parts is None:
                if "#" in run.text and _installs(pieces[:end]):
                    reasons.append("a comment stands inside it")
                continue
            tree, _ = applied(source.dockerfile, {run: parts})
            changed = parse(str(tree))
            if changed.has_errors:
                continue
            again = source.of(changed)
            new_stage = again.stages[stage.index]
            first = new_stage.statements[stage.statements.index(run)]
            stays = _moves(again, new_stage, first)
            if stays is None:
                yield _proposal(run, parts, pieces, end)
                return
            if stays:
                reasons.append(f"{what(parts[0])} would not move: {stays}")
        if reasons:
            yield Refusal(f"{what(run)} stays one step: {reasons[-1]}", run)


def _stays(source: Source, stage: Stage, run: Run, commands: StageCommands) -> bool:
    """Tell whether the whole of a RUN stays where it is: else nobody asks for a part of it."""
    is_known = isinstance(commands.behaviour(run), Behaviour)
    return not is_known or _moves(source, stage, run) is not None


def _why_whole(script: str, pieces: Sequence[Piece]) -> str:
    """Return why nothing is cut off a RUN in which something is installed; empty for others."""
    known = front = preface(pieces)
    for piece in pieces[front:-1]:
        if piece.sets_state or not isinstance(piece.behaviour, Behaviour):
            break
        known += 1
    if not _installs(pieces[:known] if known > front else pieces):
        return ""
    return _obstacle(script, pieces, known if known > front else min(front + 1, len(pieces)))


def _why_not_before_sources(
    stage: Stage, run: Run, pieces: Sequence[Piece], commands: StageCommands
) -> str:
    """Return why a slow RUN is not cut in front of its first command that meets what is copied."""
    if run_seconds(run.script) < _WORTH_A_WORD:
        return ""
    copied: set[str] = set()
    for statement in stage.statements[: stage.statements.index(run)]:
        territory = commands.territory(statement) if isinstance(statement, Transfer) else None
        copied |= territory.writes if territory is not None else set()
    front = preface(pieces)
    for end, piece in enumerate(pieces[front:], front):
        found = piece.behaviour
        if isinstance(found, Behaviour) and any(
            overlap(path, tree)
            for path in (*found.reads, *found.files, *found.absent, *found.writes)
            for tree in copied
        ):
            return _obstacle(run.script, pieces, end) if end > front else ""
    return ""


def _installs(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(p.behaviour, Behaviour) and _is_installation(p.behaviour) for p in pieces)


def _is_installation(behaviour: Behaviour) -> bool:
    return bool(behaviour.files or behaviour.refreshes or behaviour.consumes)


def _obstacle(script: str, pieces: Sequence[Piece], end: int) -> str:
    """Return why what stands in front of a cut is not known, or matters behind it; else empty."""
    front = preface(pieces)
    for piece in pieces[:front]:
        if isinstance(piece.behaviour, Unknown):
            return piece.behaviour.reason
    rests_on = {path for piece in pieces[:front] for path in piece.rests_on or ()}
    refreshed: set[str] = set()
    installed: set[str] = set()
    written: set[str] = set()
    by_pip: set[str] = set()
    pip = any(piece.is_pip for piece in pieces[front:end])
    for piece in pieces[front:end]:
        if isinstance(piece.behaviour, Unknown):
            return piece.behaviour.reason
        if piece.sets_state:
            return "its first commands leave what ends with the step to those that follow"
        turned = turned_by(piece)
        if not all(leaves(path, turned) for path in rests_on):
            return "its first commands would come to something else behind what they lead to"
        refreshed |= piece.behaviour.refreshes
        if piece.is_pip:
            by_pip |= piece.behaviour.writes
        else:
            written |= piece.behaviour.writes
            installed |= {path for path in piece.behaviour.writes if path.startswith(LINKED)}
    for piece in pieces[end:]:
        if isinstance(piece.behaviour, Unknown):
            if installed:
                return f"what follows may change installed files: {piece.behaviour.reason}"
            if refreshed:
                return f"what follows may use the package index: {piece.behaviour.reason}"
            if pip and _DELETES.search(script[piece.span[0] : piece.span[1]]):
                # It would stay in the layer below.
                return f"what follows may delete what is installed: {piece.behaviour.reason}"
        elif piece.behaviour.consumes & refreshed:
            return "the package index would be refreshed in one step and used in another"
        elif any(
            overlap(path, tree)
            for path in piece.behaviour.writes
            for tree in (written if piece.adds_packages else written | by_pip)
        ):
            # What it deletes would stay in the layer below.
            return "what follows writes where the first commands do"
    return ""


def _parts(source: Source, run: Run, pieces: Sequence[Piece], end: int) -> tuple[Run, Run] | None:
    """Return the two RUNs, in the author's own text; None where it cannot be cut."""
    *head_tokens, last = run.tokens()
    script, body = run.script, last.raw
    between = script[pieces[end - 1].span[1] : pieces[end].span[0]]
    separator = "&&" if "&&" in between else ";"
    if separator not in between or "#" in body:
        return None
    cut = pieces[end - 1].span[1] + between.index(separator)
    place = -1
    for _ in range(script[:cut].count(separator) + 1):
        place = body.find(separator, place + 1)
    escape = source.dockerfile.escape
    newline = newline_of(source.dockerfile)
    before = body[:place].rstrip().removesuffix(escape).rstrip()
    after = body[place + len(separator) :].lstrip(f" \t\r\n{escape}").rstrip()
    head = "".join(f"{token.before}{token.raw}" for token in head_tokens)
    prefix = pieces[end].prefix + _front(script, pieces)
    first = parse_statement(f"{head} {before}{newline}", escape)
    second = parse_statement(f"{head} {prefix}{after}{newline}", escape)
    if not isinstance(first, Run) or not isinstance(second, Run):
        return None
    wanted = script[:cut], prefix + script[cut + len(separator) :]
    if any(one.script.split() != text.split() for one, text in zip((first, second), wanted)):
        return None
    return first.with_changes(leading=run.leading), second


def _front(script: str, pieces: Sequence[Piece]) -> str:
    """Return what is said again in front of the second part, as the author has said it."""
    texts = []
    for number in range(preface(pieces)):
        (start, end), behind = pieces[number].span, pieces[number + 1].span[0]
        separator = " && " if "&&" in script[end:behind] else "; "
        texts.append(script[start:end].strip() + separator)
    return "".join(texts)


def _moves(source: Source, stage: Stage, run: Statement) -> str | None:
    """Return None if another pass moves a RUN above a COPY, else why not, as far as it is known."""
    from dfopt.passes.hoist_run import hoist_run
    from dfopt.passes.split_copy import split_copy

    source = source.with_changes(only=stage.index)
    before = stage.statements
    copies = {s for s in before[: before.index(run)] if s.kind in ("COPY", "ADD")}
    reason = ""
    for rule in (split_copy, hoist_run):
        for found in rule(source):
            if isinstance(found, Refusal):
                reason = reason or (found.reason if found.statement is run else "")
            elif run in found.order:
                return None if copies - set(found.order[: found.order.index(run)]) else reason
    return reason


def _proposal(
    run: Statement, parts: tuple[Run, Run], pieces: Sequence[Piece], end: int
) -> Proposal:
    names: set[str] = set()
    if any(piece.is_pip for piece in pieces[:end]):
        from dfopt.knowledge.manifests.pip import ONE_NAME

        names.add(ONE_NAME)
    # What follows counts as well: it changes nothing in place that was installed.
    for piece in pieces:
        if isinstance(piece.behaviour, Behaviour):
            names |= piece.behaviour.assumptions
    title = f"make two steps of {what(run)}"
    reason = f"{what(parts[0])} does not need all that is copied before it, and can stand above it"
    # The gain is that of the rule that moves the first part.
    draft = Draft(title, reason, (run,), parts[0])
    return Proposal((draft,), {run: parts}, (), "known-commands", tuple(sorted(names)), parts)
