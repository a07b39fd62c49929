"""From instructions to the numbers that the cost model works with."""

from __future__ import annotations

import re

from dfopt.cost.engines import Changes, StepFacts
from dfopt.cost.priors import (
    argument_probability,
    either,
    instruction_seconds,
    is_command,
    is_manifest,
    own_text_probability,
    run_seconds,
    sources_probability,
)
from dfopt.syntax.nodes import Arg, Command, Copy, Env, Run, Transfer
from dfopt.syntax.stages import stage_number, stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from dfopt.builder.portability import Target
    from dfopt.cost.profile import Profile
    from dfopt.effects.effects import Effects
    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.syntax.stages import Stage

#: How likely sources change that are a directory.
_DIRECTORY: Final = sources_probability(("directory/",))

#: What its expansion takes away from a source. (Escaped quotes are left: they are rare.)
_QUOTED: Final = r"""(?<!\\)(?:"([^"'\\]*)"|'([^"'\\]*)')"""

_NOTHING: Final[Mapping[str, str]] = {}

#: A cache mount in which nothing is kept that was compiled.
_DOWNLOADS: Final = r"(?:/registry|/registry/cache|/git|/git/db|/pkg/mod)/?(?:,|$)"

#: What BuildKit runs as a step; the other builders run every instruction.
_BUILDKIT_STEPS: Final = ("RUN", "COPY", "ADD", "WORKDIR")


def facts_of(
    statements: Sequence[Statement],
    effects: Sequence[Effects],
    profile: Profile | None = None,
) -> tuple[StepFacts, ...]:
    """Return the facts of a stage's instructions, in the order given.

    They are priors, except for what ``profile`` tells.
    """
    setters: dict[str, int] = {}
    named: dict[str, str] = {}
    facts = []
    for index, (statement, effect) in enumerate(zip(statements, effects, strict=True)):
        reads = 0
        for resource in effect.reads:
            reads |= setters.get(resource, 0)
        fact = _facts(statement, reads, named)
        facts.append(fact if profile is None else _observed(fact, statement, profile))
        if statement.kind in ("ENV", "ARG"):
            named.update(_commands(statement))
            for resource in effect.writes:
                if resource.startswith("env:"):
                    setters[resource] = 1 << index
    return tuple(facts)


def _commands(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield the variables that an ARG or ENV sets to the beginning of a command."""
    pairs: list[tuple[str, str | None]] = []
    if isinstance(statement, Arg):
        pairs += statement.declarations
    elif isinstance(statement, Env):
        pairs += [(pair.key, pair.value) for pair in statement.pairs]
    for name, value in pairs:
        text = (value or "").strip("\"'")
        if "$" not in text and is_command(text):
            yield name, text


def _facts(statement: Statement, reads: int, named: Mapping[str, str]) -> StepFacts:
    """Return what is assumed of an instruction of which nothing is known."""
    kind = statement.kind
    seconds = instruction_seconds(kind)
    if isinstance(statement, Run):
        seconds = run_prior(statement, named)
    probability = own_text_probability(kind)
    value = 0.0
    if isinstance(statement, Transfer):
        probability = either(probability, _source_change(statement))
    elif isinstance(statement, Arg):
        value = either(*[argument_probability(name) for name, _ in statement.declarations])
    elif isinstance(statement, Run):
        mounted = [source for source in bind_sources(statement) if not source.startswith("--from")]
        probability = either(probability, sources_probability(tuple(mounted)))
    return StepFacts(
        kind=kind,
        seconds=seconds,
        probability=probability,
        value_probability=value,
        json=isinstance(statement, Command) and statement.is_exec_form,
        reads=reads,
        link=statement.flag("link") in ("", "true"),
    )


def run_prior(run: Run, named: Mapping[str, str] = _NOTHING) -> float:
    """Return the seconds that a RUN is assumed to take.

    ``named`` maps variables to the commands that they stand for.
    """
    caches = [f for f in run.flags if f.startswith("--mount") and "type=cache" in f]
    text = run.script or " ".join(run.arguments)
    for name, command in named.items():
        if name in text:
            text = text.replace(f"${name} ", f"{command} ").replace(f"${{{name}}} ", f"{command} ")
    only_downloads = all(re.search(_DOWNLOADS, flag) for flag in caches)
    return run_seconds(text, bool(caches), only_downloads)


def _observed(fact: StepFacts, statement: Statement, profile: Profile) -> StepFacts:
    """Put what a profile tells in place of priors."""
    from dfopt.cost.profile import name_of

    seconds = profile.seconds.get(name_of(statement)) if profile.seconds else None
    if seconds is not None:
        fact = fact.with_changes(seconds=seconds, measured=True)
    if not profile.has_history:
        return fact
    events = profile.edits_of(statement)
    for source in observable_sources(statement):
        changed = profile.changes_of(source)
        if changed is None:
            return fact
        events |= changed
    return fact.with_changes(changes=Changes(profile.history, events))


def observable_sources(statement: Statement) -> tuple[str, ...]:
    """Return what an instruction takes, as a profile names it: paths, and stages as ``--from=``."""
    if isinstance(statement, Transfer):
        name = statement.flag("from")
        return context_sources(statement) if name is None else (f"--from={name.lower()}",)
    return bind_sources(statement) if isinstance(statement, Run) else ()


def bind_sources(statement: Statement) -> tuple[str, ...]:
    """Return what a RUN mounts from the context, and from stages as ``--from=``."""
    if not any(flag.startswith("--mount") for flag in statement.flags):
        return ()
    from dfopt.syntax.flags import FlagValueError
    from dfopt.syntax.mounts import parse_mount

    found = []
    for flag in statement.flags:
        if not flag.startswith("--mount="):
            continue
        try:
            mount = parse_mount(flag[len("--mount=") :], str)
        except FlagValueError:
            continue
        if mount.from_:
            found.append(f"--from={mount.from_.lower()}")
        elif mount.type == "bind":
            found.append(mount.source or ".")
    return tuple(found)


def _source_change(statement: Transfer) -> float:
    if isinstance(statement, Copy) and statement.from_stage is not None:
        return sources_probability(statement.sources, from_stage=True)
    return sources_probability(context_sources(statement))


def context_sources(statement: Transfer) -> tuple[str, ...]:
    """Return the sources of a COPY or ADD, unquoted, heredocs left out."""
    sources: Sequence[str] = statement.sources
    if statement.heredocs:
        sources = [token.value for token in statement.tokens() if token.type == "WORD"][:-1]
    if not any('"' in source or "'" in source for source in sources):
        return tuple(sources)
    return tuple([re.sub(_QUOTED, r"\1\2", source) for source in sources])


def edit_cost(dockerfile: Dockerfile, target: Target) -> str:
    """Say how many steps an edit of the sources runs again today; empty where it runs none.

    A step is what the builder runs again or takes from its cache: RUN, COPY, ADD and WORKDIR in
    BuildKit, only RUN in kaniko (as it is by default), every instruction in the others. The edit is
    one of whatever the first COPY or ADD of each stage takes.
    """
    first_step: list[int | None] = []
    names: dict[str, int] = {}
    steps = again = 0
    stages = stages_of(dockerfile)
    wide = any(takes_directory(s) for stage in stages for s in stage.statements)
    for stage in stages:
        counted = [_is_step(statement, target) for statement in stage.statements]
        first = _first_rerun(stage, names, first_step, wide)
        first_step.append(first)
        if stage.name is not None:
            names[stage.name] = stage.index
        steps += sum(counted)
        again += sum(counted[first:]) if first is not None else 0
    if not again:
        return ""
    return f"a source edit runs {again} of {steps} steps again"


def _is_step(statement: Statement, target: Target) -> bool:
    if target.engine == "kaniko":
        return statement.kind == "RUN"
    return target.portable or statement.kind in _BUILDKIT_STEPS


def _first_rerun(
    stage: Stage, names: Mapping[str, int], first_step: Sequence[int | None], wide: bool
) -> int | None:
    """Return the first instruction of the stage that an edit of the sources runs again.

    With ``wide`` sources are what is copied by the directory, else all that is copied.
    """
    if stage.parent is not None and first_step[stage.parent] is not None:
        return 0
    for index, statement in enumerate(stage.statements):
        if isinstance(statement, Copy) and statement.from_stage is not None:
            source = stage_number(statement.from_stage, names)
            if source is not None and source < stage.index and first_step[source] is not None:
                return index
        elif takes_directory(statement) or (not wide and _takes_files(statement)):
            return index
    return None


def takes_directory(statement: Statement) -> bool:
    """Tell whether a COPY or ADD takes a directory of the context, by the look of its sources."""
    if not isinstance(statement, Transfer) or statement.flag("from") is not None:
        return False
    return any(sources_probability((s,)) >= _DIRECTORY for s in context_sources(statement))


def takes_sources(statement: Statement) -> bool:
    """Tell whether a COPY or ADD takes more of the context than manifests, by their names."""
    if not isinstance(statement, Transfer) or statement.flag("from") is not None:
        return False
    return any(not is_manifest(_name(source)) for source in context_sources(statement))


def _name(source: str) -> str:
    return source.rstrip("/").rpartition("/")[2]


def _takes_files(statement: Statement) -> bool:
    return isinstance(statement, Transfer) and any(
        "://" not in source for source in context_sources(statement)
    )
