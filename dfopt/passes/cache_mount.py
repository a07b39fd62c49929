"""The rule ``cache-mount``."""

from __future__ import annotations

import re

from dfopt.builder.operations import CopyAction, Exec
from dfopt.cost.engines import chains
from dfopt.cost.planner import price
from dfopt.cost.steps import facts_of, run_prior
from dfopt.effects.commands import FRESH
from dfopt.knowledge.behaviour import Unknown
from dfopt.lazy import regex
from dfopt.passes.ordering import LIMITS
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.edits import newline_of
from dfopt.syntax.nodes import Run, Transfer, Workdir
from dfopt.syntax.parser import parse_statement
from dfopt.syntax.style import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.effects.commands import StageCommands
    from dfopt.knowledge.installers import Cache
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage
    from dfopt.terms import Gain

#: What a RUN has to mention to be looked at: see :mod:`dfopt.knowledge.caches`.
_INSTALLS: Final = regex(
    r"\b(?:npm\s+(?:ci|clean-install|i|install)|go\s+(?:build|mod\s+download)|cargo\s+b(?:uild)?"
    r"|pip3?\s+(?:install|wheel|download)|mvn|gradle)\b"
)


def cache_mount(source: Source) -> Iterator[Proposal | Refusal]:
    """Let an installation in a builder stage keep its downloads in a cache mount.

    ## What it does

    Adds `--mount=type=cache,target=...` to `npm ci`, to `go build` with cgo off, and to
    `cargo build` with a Cargo.lock, in stages that others only copy files out of, and only for
    BuildKit: `engine = "buildkit"`, or a file that needs BuildKit anyway.

    ## Why

    A change of the lock file, or of the sources, runs the step again, and it fetches and compiles
    everything again. With a cache mount it finds what the last build has fetched and compiled. It
    runs as often as before, but not as long.

    ## Safe because

    The directory holds what the tool finds again by a checksum: with an empty cache, or with that
    of somebody else, the result is the same. It is no part of any image: no image is made of the
    stage, no other step looks into the directory, and nothing is copied from there. What dfopt
    knows about the tools is named with each change, and so is `build.last-stage-only`: whoever
    builds the stage itself (`--target`) would find the directory empty, and denies it in the
    configuration.

    ## Not when

    - an image is made of the stage: it is the last one, or one that no other stage needs, or one
      that a compose file, a bake file, a workflow, a makefile or a script of the project names as
      its target; or another of these starts from it;
    - the file names a frontend older than 1.2 (`# syntax=docker/dockerfile:1.0`), has ONBUILD
      instructions, two stages with one name, or a FROM that a build argument may turn to a stage;
    - the RUN has mounts, `--network` or `--security`, runs a here-document, or does not run as
      root: the directory of a cache belongs to root;
    - the tool is told to keep nothing, or a variable, an option or a configuration file of the
      project may name another cache or forbid the network;
    - the cache is not addressed by content: pip keeps wheels that it has built, Maven and Gradle
      what was installed locally, `go build` with cgo does not see the headers of the system;
      Debian's images delete what apt has downloaded;
    - a second RUN uses the same cache: on a builder that has the first step cached and an empty
      cache it would fetch again what it found in the image before;
    - another command or step, above or below, may touch the cache, or is not known: a mount hides
      what is there, and leaves nothing for what comes later;
    - a COPY or a mount takes a directory of the stage that holds the cache, or lies in it, or a
      symbolic link may lead there;
    - another mount of the file has the same id;
    - the gain is below the thresholds of `reorder`.

    ## Example

    ```dockerfile
    # syntax=docker/dockerfile:1
    FROM golang:1.25 AS build
    WORKDIR /src
    COPY go.mod go.sum ./
    RUN go mod download
    COPY . .
    RUN CGO_ENABLED=0 go build -o /server
    FROM scratch
    COPY --from=build /server /server
    ```

    becomes

    ```dockerfile
    # syntax=docker/dockerfile:1
    FROM golang:1.25 AS build
    WORKDIR /src
    COPY go.mod go.sum ./
    RUN go mod download
    COPY . .
    RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /server
    FROM scratch
    COPY --from=build /server /server
    ```
    """
    if source.target.engine != "buildkit" or source.knowledge is None:
        return
    stages = source.stages
    if len(stages) < 2 or len(source.dockerfile.statements) > LIMITS.steps:
        return
    runs = [run for stage in stages[:-1] for run in stage.statements if _may_install(run)]
    runs = [run for run in runs if run not in source.untouchable]
    if not runs or source.dockerfile.escape != "\\":
        return
    from dfopt.builder.inner import inner_stages

    file = _File(source)
    inner = inner_stages(source.dockerfile, file.targets)
    for stage in stages[:-1]:
        for run in stage.statements:
            if run in runs and isinstance(run, Run):
                found = file.proposal(stage, run, is_inner=stage.index in inner)
                if found is not None:
                    yield found


def _may_install(run: Statement) -> bool:
    if not isinstance(run, Run) or "type=cache" in " ".join(run.flags).lower():
        return False
    return _INSTALLS.search(run.script or " ".join(run.arguments)) is not None


class _File:
    """A file, and what is known of its stages."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.commands = {stage.index: source.commands(stage) for stage in source.stages}
        mounts = [
            flag.lower()
            for statement in source.dockerfile.statements
            for flag in statement.flags
            if flag.startswith("--mount=")
        ]
        self.mounts = " ".join(mounts)
        #: Whether an argument may decide which cache another mount is.
        self.has_variable_cache = any("cache" in mount and "$" in mount for mount in mounts)
        self.style = Style(source.dockerfile)

    @property
    def targets(self) -> frozenset[str]:
        """The stages that files of the project build by their names."""
        found = (each.context.targets for each in self.commands.values() if each and each.context)
        return next(found, frozenset())

    def proposal(self, stage: Stage, run: Run, *, is_inner: bool) -> Proposal | Refusal | None:
        """Return what to do about a RUN; None where nothing would be gained."""
        commands = self.commands[stage.index]

        def refused(reason: str) -> Refusal:
            return Refusal(f"{what(run)} gets no cache mount: {reason}", run)

        if commands is None:
            return None
        if run not in commands.order and not commands.is_on_image:
            return refused("a layer of its own (--link) lies above it") if is_inner else None
        use = commands.cache_use(run)
        if use is None:
            return None
        if isinstance(use, Unknown):
            return refused(use.reason) if is_inner else None
        reason = self._about_file(is_inner) or self._about_run(run)
        if reason:
            return refused(reason)
        caches: list[Cache] = []
        names = use.assumptions
        reasons: list[str] = []
        for cache in use.caches:
            found = self._apart(stage, run, cache)
            if isinstance(found, Unknown):
                reasons.append(found.reason)
            else:
                caches.append(cache)
                names |= found
        if not caches:
            return refused("; ".join(dict.fromkeys(reasons)))
        if commands.context is not None and "context.as-seen" in names:
            names |= frozenset(commands.context.assumptions)
        after = self._mounted(run, caches)
        if after is None:
            return refused("its text cannot be changed safely")
        gain = self._gain(stage, run, after)
        if isinstance(gain, str):
            return refused(gain)
        places = " and ".join(cache.target for cache in caches)
        title = f"keep what `{use.command}` fetches and compiles in a cache mount"
        reason = (
            f"today {what(run)} starts from nothing whenever it runs again; with the mount it "
            f"finds what earlier builds have left in {places}. Nothing of that is in an image: "
            "stages only copy other files from this one"
        )
        draft = Draft(title, reason, (run,), after, gain)
        return Proposal((draft,), {run: (after,)}, (), "known-commands", tuple(sorted(names)))

    def _about_file(self, is_inner: bool) -> str:
        from dfopt.builder.inner import takes_mounts

        dockerfile = self.source.dockerfile
        if not takes_mounts(dockerfile):
            return "the frontend that the file names is older than mounts"
        if any(statement.kind == "ONBUILD" for statement in dockerfile.statements):
            return "the file has triggers for other builds (ONBUILD)"
        if not is_inner:
            return "an image may be made of its stage, or of one that starts from it"
        return ""

    def _about_run(self, run: Run) -> str:
        if run.heredocs:
            return "it runs a here-document"
        if run.flag("mount") is not None:
            return "it has other mounts"
        if run.flags:
            return f"it has the flag {run.flags[0][:40]}"
        if run.open_ended:
            return "a continuation at its end leads nowhere"
        return ""

    def _apart(self, stage: Stage, run: Run, cache: Cache) -> frozenset[str] | Unknown:
        """Return on what it rests that nothing else of the file has to do with a cache of a RUN."""
        if f"target={cache.target}," in f"{self.mounts},".replace(" ", ",") or (
            f"id={cache.target}" in self.mounts or self.has_variable_cache
        ):
            return Unknown(f"another mount of the file may be that of {cache.target}")
        names: frozenset[str] = frozenset()
        for other in self.commands.values():
            if other is None:
                return Unknown("what a stage comes to is not known")
            for statement in other.order:
                met = other.linked(statement, cache.around)
                if met:
                    return Unknown(f"{what(statement)} may bring a link: a link leads to {met}")
            reason = self._takes(other, stage, run, cache)
            if reason:
                return Unknown(reason)
            if run not in other.order:
                continue
            if not other.is_on_image:
                return Unknown("a layer of its own (--link) lies above it")
            if any(isinstance(each, Run) for each in other.order[: other.order.index(run)]):
                # It has not led the way to the project's files elsewhere.
                names |= {FRESH}
            for statement in other.order:
                if statement is run or not isinstance(statement, Run | Transfer | Workdir):
                    continue
                found = other.apart(statement, cache.around)
                if isinstance(found, Unknown):
                    return Unknown(f"{what(statement)} may have to do with it: {found.reason}")
                names |= found
        return names

    def _takes(self, other: StageCommands, stage: Stage, run: Run, cache: Cache) -> str:
        """Say what in a stage takes what is around a cache from the stage of a RUN, or nothing."""
        from dfopt.builder.inner import lineage
        from dfopt.knowledge.caches import touches

        own = self.commands[stage.index]
        process = own.execution(run) if own is not None else None
        for statement, operations in other.operations.items():
            for each in operations:
                taken: list[str | None] = []
                if isinstance(each, CopyAction) and process in lineage(each.source):
                    taken.append(None if each.include else other.commands.resolved(each.path))
                elif isinstance(each, Exec):
                    taken += [
                        other.commands.resolved(getattr(mount, "selector", None)) or None
                        for mount in each.mounts
                        if process in lineage(mount.source)
                    ]
                for path in taken:
                    if path is None or touches(_fixed(path), cache.around):
                        return f"{what(statement)} may take {cache.target} from its stage"
        return ""

    def _gain(self, stage: Stage, run: Run, mounted: Run) -> Gain | str:
        """Return what a stage gains by a RUN with mounts, or why that is not enough."""
        factor = run_prior(mounted) / run_prior(run)
        source = self.source
        statements = stage.statements
        effects = [source.effects(statement) for statement in statements]
        before = facts_of(statements, effects, source.profile)
        after = tuple(
            fact.with_changes(seconds=fact.seconds * factor) if each is run else fact
            for fact, each in zip(before, statements, strict=True)
        )
        engine = source.target.engine
        (counted, guards), (later, later_guards) = chains(before, engine), chains(after, engine)
        return price((*counted, *guards), (*later, *later_guards), len(counted), LIMITS)

    def _mounted(self, run: Run, caches: Sequence[Cache]) -> Run | None:
        """Return a RUN with mounts; None where it would not read as it should."""
        keyword = next(iter(run.tokens()))
        head = f"{keyword.before}{keyword.raw}"
        rest = run.text[len(head) :]
        newline = newline_of(self.source.dockerfile)
        mounts = [_mount(cache) for cache in caches]
        text = f"{head} {mounts[0]}{rest}"
        if len(mounts) > 1:
            broken = f" \\{newline}{self.style.continuation_indent(run)}"
            body = rest.lstrip(" \t")
            start = " " if body.startswith("\\") else broken
            text = f"{head} {broken.join(mounts)}{start}{body}"
        after = parse_statement(text if text.endswith("\n") else text + newline, "\\")
        if not isinstance(after, Run) or after.flags != tuple(mounts):
            return None
        same = (after.arguments, after.lexed.json) == (run.arguments, run.lexed.json)
        return after.with_changes(leading=run.leading) if same else None


def _mount(cache: Cache) -> str:
    sharing = f",sharing={cache.sharing}" if cache.sharing else ""
    return f"--mount=type=cache,target={cache.target}{sharing}"


def _fixed(path: str) -> str:
    """Return the part of a path in front of the first wildcard."""
    match = re.search(r"[*?\[\\]", path)
    return path if match is None else path[: match.start()].rpartition("/")[0] or "/"
