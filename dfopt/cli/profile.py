"""``dfopt profile [PATH]``: learn what rebuilds cost from history and logs."""

from __future__ import annotations

import os

from dfopt.cli import output
from dfopt.cli.arguments import count, file_name
from dfopt.cli.parser import Parser
from dfopt.errors import ContextError, UsageError, WorkspaceError
from dfopt.report.escape import printable
from dfopt.report.tables import percent
from dfopt.workspace import files
from dfopt.workspace.contexts import find_context
from dfopt.workspace.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from dfopt.cost.profile import Profile
    from dfopt.evidence.learn import Evidence

_DESCRIPTION = """\
Learn from git how often the parts of a build change, and from build logs how long its steps take;
write both to dfopt.profile.json, which is to be committed: from then on plans rest on it.

PATH is a Dockerfile or a directory (default: the current one). Logs are read of BuildKit
(--progress=rawjson or plain), docker build, buildah and podman, and docker image history."""


#: How many of the sources that are copied are told of.
_MOST_SOURCES = 4


def run(arguments: list[str]) -> int:
    """Write the profile; return 0, or 2 where a file could not be used or nothing was learned.

    Raises:
        ConfigError: a configuration or the profile that is there cannot be used.
        UsageError: a log is given and not one Dockerfile.
        WorkspaceError: the profile cannot be written.
    """
    options = _parser().parse_args(arguments)
    from dfopt.workspace.discovery import Trouble, discover

    found, failed = [], False
    for item in discover([options.path], Settings()):
        if isinstance(item, Trouble):
            failed = failed or item.fatal
            (output.error if item.fatal else output.warning)(f"{item.path}: {item.reason}")
        else:
            found.append(item.path)
    if options.log and len(found) != 1:
        raise UsageError(f"--log needs one Dockerfile, not {len(found)}")
    if found:
        failed = not _write(options, found) or failed
    return 2 if failed else 0


def _parser() -> Parser:
    parser = Parser("dfopt profile", "dfopt profile [PATH] [OPTIONS]", _DESCRIPTION)
    add = parser.add_argument
    add("path", nargs="?", type=file_name, default=os.curdir, metavar="PATH")
    add("--log", action="append", default=[], metavar="FILE", help="a build log; may be repeated")
    add("--commits", type=count, default=300, metavar="N", help="commits to look at (300)")
    add("--context", metavar="DIR", help="build context (default: guessed from what is copied)")
    add("--output", metavar="FILE", help="where to write, - for standard output")
    return parser


def _write(options: Namespace, paths: list[str]) -> bool:
    """Gather and write; tell whether all files could be used and something was learned."""
    from dfopt.evidence import profile as store
    from dfopt.evidence.errors import EvidenceError
    from dfopt.evidence.git import Repository
    from dfopt.workspace.profiles import home_of

    directory = options.path if os.path.isdir(options.path) else os.path.dirname(options.path)
    repository = None
    try:
        repository = Repository(directory or os.curdir).root
    except EvidenceError:
        pass  # said for each Dockerfile
    target = options.output
    if target is None or target == "-":
        target = home_of(directory or os.curdir, repository)
    profiles = dict(store.read_profiles(target)) if os.path.isfile(target) else {}
    complete, learned = True, False
    for path in paths:
        key = store.key_of(target, path)
        evidence = _evidence(path, options)
        if evidence is None:
            complete = False
        elif _has_learned(evidence.profile):
            learned = True
            profiles[key] = _merged(evidence, profiles.get(key))
            _say(path, evidence, profiles[key])
    if not learned:
        # What is there may rest on better evidence than none.
        output.error(f"nothing was learned, so {_shown(target)} is not written")
        return False
    text = store.dumps(profiles)
    if options.output == "-":
        output.data(text)
    else:
        _replace(target, text)
        output.say(f"wrote {printable(_shown(target))}")
    return complete


def _shown(target: str) -> str:
    return os.path.relpath(target)


def _has_learned(profile: Profile) -> bool:
    return bool(profile.has_history or profile.seconds or profile.sizes)


def _evidence(path: str, options: Namespace) -> Evidence | None:
    from dfopt.evidence.learn import gather
    from dfopt.syntax.parser import parse

    try:
        text = files.read(path).text
        overrides: dict[str, object] = {}
        if options.context is not None:
            overrides["context"] = os.path.abspath(options.context)
        setting = Settings(None, overrides).for_directory(os.path.dirname(path))
        dockerfile = parse(text)
        context = find_context(path, dockerfile, setting).context
    except (ContextError, WorkspaceError) as error:
        output.error(str(error))
        return None
    if dockerfile.has_errors:
        output.error(f"{path}: BuildKit would refuse this file, nothing is learned from it")
        return None
    evidence = gather(
        path,
        dockerfile,
        context=context.directory if context else None,
        logs=options.log,
        commits=options.commits,
    )
    for note in evidence.notes:
        output.warning(f"{path}: {note}")
    if options.log and not (evidence.profile.seconds or evidence.profile.sizes):
        output.error(f"{path}: no log tells a time or a size of its steps")
        return None
    return evidence


def _merged(evidence: Evidence, known: Profile | None) -> Profile:
    """Keep what was learned earlier and is not learned anew.

    That is the history, where none is to be had now, and the measurements of earlier logs, as long
    as their instructions are in the file.
    """
    profile = evidence.profile
    if known is None:
        return profile
    if not profile.has_history:
        profile = profile.with_changes(
            history=known.history, sources=known.sources, edits=known.edits
        )
    from dfopt.cost.profile import name_of

    names = {name_of(statement) for statement in evidence.timeline.dockerfile.statements}
    seconds = {name: value for name, value in known.seconds.items() if name in names}
    sizes = {name: value for name, value in known.sizes.items() if name in names}
    return profile.with_changes(
        seconds={**seconds, **profile.seconds}, sizes={**sizes, **profile.sizes}
    )


def _say(path: str, evidence: Evidence, profile: Profile) -> None:
    from dfopt.cost.profile import cleaned, name_of
    from dfopt.cost.steps import observable_sources

    events = profile.history.events
    statements = evidence.timeline.dockerfile.statements
    parts = [f"{events} commits"]
    if events:
        taken = [source for s in statements for source in observable_sources(s)]
        sources = [name for name in dict.fromkeys(map(cleaned, taken)) if name in profile.sources]
        for name in sources[:_MOST_SOURCES]:
            share = profile.sources[name].bit_count() / events
            parts.append(f"{name} changes in {percent(share)}")
    runs = [s for s in statements if s.kind == "RUN"]
    timed = sum(name_of(statement) in profile.seconds for statement in runs)
    parts.append(f"{timed} of {len(runs)} RUN measured")
    output.say(f"{printable(path)}: {printable(', '.join(parts))}")


def _replace(path: str, text: str) -> None:
    """Write the file as a whole or not at all.

    Raises:
        WorkspaceError: it cannot be written.
    """
    try:
        if os.path.exists(path):
            files.replace(files.read(path), text)
            return
        with open(path, "x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror or error}") from error
