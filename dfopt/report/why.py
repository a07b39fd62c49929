"""What dfopt knows about one instruction: reads, writes, what runs it again, what holds it."""

from __future__ import annotations

import re

from dfopt.builder.portability import resolve
from dfopt.cost.chain import miss_probabilities
from dfopt.cost.engines import chains
from dfopt.cost.steps import facts_of
from dfopt.effects.effects import EVERYTHING
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.places import COMMON, SYSTEM
from dfopt.passes.proposal import Knowledge, Source
from dfopt.record import Record
from dfopt.syntax.edits import spans
from dfopt.syntax.nodes import Run, Transfer, Unparsed
from dfopt.syntax.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from dfopt.config import Config
    from dfopt.context.context import Context
    from dfopt.cost.profile import Profile
    from dfopt.effects.commands import StageCommands
    from dfopt.result import Result
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Basis, Blocked, Change

_FEW = 12

#: How what a step costs is known.
_KNOWN: Final[Mapping[Basis, str]] = {
    "prior": "estimated from priors",
    "history": "by the history of changes, times estimated",
    "measured": "by the history of changes and measured times",
}


class Explanation(Record, compare=True):
    """What is known of one instruction, in sentences for people.

    ``reads`` and ``writes`` list resources and paths, ``assumptions`` what that rests on;
    ``unknown`` says why nothing is known instead. ``again`` says what makes the step run again,
    ``held`` what keeps it from moving above the instructions in front of it. ``seconds`` is the
    time that the step takes, ``chance`` how likely a build runs it again, and ``basis`` says what
    the two rest on.
    """

    line: int
    text: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    assumptions: tuple[str, ...]
    unknown: str
    again: tuple[str, ...]
    held: tuple[str, ...]
    seconds: float
    chance: float
    basis: Basis = "prior"

    def lines(self) -> list[str]:
        """Return the explanation as text, a line each."""
        found = [self.text]
        if self.unknown:
            found.append(f"may read and write anything: {self.unknown}")
        found += [f"reads {text}" for text in self.reads]
        found += [f"writes {text}" for text in self.writes]
        if self.assumptions:
            found.append(f"that rests on: {', '.join(self.assumptions)}")
        found += [f"runs again {text}" for text in self.again]
        if self.seconds:
            time = f"{self.seconds:.1f} s each time, {self.chance:.0%} of the builds"
            found.append(f"{_KNOWN[self.basis]}: {time}")
        found += [f"stays below {text}" for text in self.held]
        return found


def explain(
    text: str,
    line: int,
    config: Config,
    context: Context | None = None,
    profile: Profile | None = None,
) -> Explanation | None:
    """Explain the instruction on a line; None if there is none.

    Args:
        text: the Dockerfile.
        line: counted from 1; comments and the lines of a continuation belong to their instruction.
        config: the settings.
        context: the build context, if it is known.
        profile: what was observed of the file's builds, if anything was.
    """
    dockerfile = parse(text)
    places = spans(dockerfile)
    for statement, span in places.items():
        first = span.start.line - len(statement.leading)
        if first <= line <= max(span.start.line, span.end.line):
            break
    else:
        return None
    target = resolve(config.engine, dockerfile)
    knowledge = Knowledge(
        target, lambda n: n not in config.deny_assumptions, lambda: context, config.tools
    )
    source = Source(dockerfile, target, frozenset(), {}, knowledge, profile)
    for stage in source.stages:
        if statement in stage.statements:
            return _explained(source, stage, statement, places[statement].start.line)
    words = " ".join(statement.lexed.original.split())
    again = ("when the image that it names changes",) if statement.kind == "FROM" else ()
    return Explanation(places[statement].start.line, words, (), (), (), "", again, (), 0.0, 0.0)


def _explained(source: Source, stage: Stage, statement: Statement, line: int) -> Explanation:
    statements = stage.statements
    index = statements.index(statement)
    effects = [source.effects(each) for each in statements]
    facts = facts_of(statements, effects, source.profile)
    objective, _ = chains(facts, source.target.engine)
    order = range(len(statements))
    chance = max(miss_probabilities(order, chain)[index] for chain in objective)
    seconds = max(chain.seconds[index] for chain in objective)
    commands = source.commands(stage)
    words = _spelled(statement)
    reads: tuple[str, ...] = tuple(sorted(_plain(effects[index].reads, words)))
    writes: tuple[str, ...] = tuple(sorted(_plain(effects[index].writes, words)))
    assumptions: tuple[str, ...] = ()
    unknown = ""
    if isinstance(statement, Unparsed):
        unknown, reads, writes = "BuildKit would refuse it", (), ()
    if isinstance(statement, Run) and commands is not None:
        behaviour = commands.behaviour(statement)
        if isinstance(behaviour, Unknown):
            unknown, reads, writes = behaviour.reason, (), ()
        else:
            reads = (
                *_paths(behaviour.reads | behaviour.files | behaviour.enters),
                *_variables(behaviour.environment),
            )
            writes = _paths(behaviour.writes | behaviour.makes)
            assumptions = tuple(sorted(behaviour.assumptions))
    return Explanation(
        line,
        " ".join(statement.lexed.original.split()),
        reads,
        writes,
        assumptions,
        unknown,
        tuple(_again(statements[: index + 1], seconds)),
        tuple(_held(statements[:index], statement, commands)),
        seconds,
        chance if seconds else 0.0,
        objective[0].basis,
    )


def found_on(
    changes: Iterable[Change], blocked: Iterable[Blocked], line: int
) -> Iterator[tuple[str, str, bool]]:
    """Yield what touches a line: the rule, what it does or why not, and whether it does it."""
    for change in changes:
        if change.before.start.line <= line <= change.before.end.line:
            worth = f"; {change.worth}" if change.worth else ""
            yield change.rule, f"{change.title}: {change.reason}{worth}", True
    for one in blocked:
        if one.span.start.line <= line <= one.span.end.line:
            yield one.rule, one.reason, False


def account(result: Result, line: int) -> list[str]:
    """Return what a run of dfopt did to the instruction on a line and what it did not, as text."""
    return [
        f"{rule} {'would ' if is_made else 'does nothing: '}{text}"
        for rule, text, is_made in found_on(result.changes, result.blocked, line)
    ]


def _plain(resources: Iterable[str], spelled: Mapping[str, str]) -> set[str]:
    """Return resources as people call them.

    Args:
        resources: as :mod:`dfopt.effects.effects` names them, variables without case.
        spelled: how variables are written.
    """
    names = {
        "env": "the environment",
        "cwd": "the working directory",
        "filesystem": "files",
        EVERYTHING: "anything",
    }
    found = set()
    for resource in resources:
        kind, _, name = resource.partition(":")
        if kind == "env" and name:
            found.add(f"the variable {spelled.get(name, name)}")
        else:
            found.add(f"{kind} {name}" if name else names.get(kind, f"the {kind}"))
    return {"anything"} if "anything" in found else found


def _spelled(statement: Statement) -> dict[str, str]:
    """Return the words of an instruction by what they are without case."""
    texts = [statement.lexed.original, *(heredoc.content for heredoc in statement.heredocs)]
    return {word.casefold(): word for text in texts for word in re.findall(r"\w+", text)}


def _paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return paths, those of the system in three words, and not too many."""
    found = set(paths)
    is_system = found.issuperset(SYSTEM)
    own = sorted(
        path
        for path in found
        if not (is_system and any(path == s or path.startswith(f"{s}/") for s in SYSTEM))
    )
    texts = ["the directories of the system"] if is_system else []
    texts += own[:_FEW]
    if len(own) > _FEW:
        texts.append(f"{len(own) - _FEW} more paths")
    return (", ".join(texts),) if texts else ()


def _variables(names: Iterable[str]) -> tuple[str, ...]:
    found = sorted(set(names) - set(COMMON))
    if "*" in found:
        return ("any variable",)
    shown = ", ".join(found[:_FEW]) + (", ..." if len(found) > _FEW else "")
    return (f"the variables {shown}",) if found else ()


def _again(statements: tuple[Statement, ...], seconds: float) -> list[str]:
    """Say what makes the last of some instructions run again."""
    if not seconds:
        return []
    found = []
    for statement in statements:
        words = " ".join(statement.lexed.original.split())
        if isinstance(statement, Transfer):
            found.append(f"when what `{words}` takes changes")
    return [*found, "when it or an instruction above it is edited"]


def _held(
    above: tuple[Statement, ...], statement: Statement, commands: StageCommands | None
) -> list[str]:
    if commands is None or not isinstance(statement, Run | Transfer):
        return []
    found = []
    for other in reversed(above):
        if isinstance(other, Run | Transfer):
            reason = commands.clash(other, statement)
            if reason:
                words = " ".join(other.lexed.original.split())
                found.append(f"`{words}`: {reason}")
    return found[:3]
