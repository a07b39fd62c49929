"""``dfopt verify``: build a Dockerfile and its rewrite for real, and compare the images."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager

from dfopt.builds.builders import BUILDERS, choose
from dfopt.builds.comparison import Comparison, compare
from dfopt.builds.errors import BuildsError
from dfopt.builds.images import ImageReader
from dfopt.builds.verification import Job, Rebuild, Verification, is_image, read_image, verify
from dfopt.builds.volatile import VOLATILE
from dfopt.cli import output
from dfopt.cli.arguments import count, file_name
from dfopt.cli.parser import Parser
from dfopt.errors import UsageError, WorkspaceError
from dfopt.report.escape import printable
from dfopt.syntax.parser import parse
from dfopt.workspace import files
from dfopt.workspace.contexts import find_context
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from dfopt.builds.comparison import Difference
    from dfopt.builds.processes import Listener
    from dfopt.builds.verification import Progress
    from dfopt.context.context import Context
    from dfopt.workspace.settings import Setting

_USAGE = """dfopt verify FILE [OPTIONS] [-- BUILDER-OPTION...]
       dfopt verify IMAGE IMAGE"""

_DESCRIPTION = """\
Build a Dockerfile as it is and as dfopt rewrites it, and compare the images.

An IMAGE is docker:NAME, oci:DIRECTORY or docker-archive:FILE. Options after -- go to the builder.
Exit code: 0 equal, 1 different, 2 could not build or compare."""

#: How many differences are shown of each kind.
_MOST = 50


def run(arguments: list[str]) -> int:
    """Verify; return 0 for equal images, 1 for different ones, 2 where there is none to compare.

    Raises:
        BuildsError: something cannot be built, read or compared.
        UsageError: the arguments do not make sense together.
        WorkspaceError: a Dockerfile cannot be read, or there is no room for temporary files.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:end])
    with _terminable():
        try:
            if is_image(options.file):
                return _compare_images(options)
            return _verify_file(options, tuple(arguments[end + 1 :]))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise WorkspaceError(f"{where}{error.strerror or error}") from error


def _parser() -> Parser:
    parser = Parser("dfopt verify", _USAGE, _DESCRIPTION)
    add = parser.add_argument
    add("file", type=file_name, metavar="FILE")
    add("other", nargs="?", metavar="IMAGE")
    add(
        "--against",
        type=file_name,
        metavar="FILE",
        help="compare with this Dockerfile instead of the rewrite",
    )
    add("--context", metavar="DIR", help="build context (default: as dfopt finds it)")
    add("--build-arg", action="append", default=[], metavar="K=V", help="set a build argument")
    add("--target", metavar="STAGE", help="build this stage")
    add("--builder", choices=BUILDERS, default="auto", metavar="NAME", help=", ".join(BUILDERS))
    add("--noise-runs", type=count, default=1, metavar="N", help="learn noise from N more builds")
    add("--edit", metavar="PATH", help="time a rebuild after an edit of this file of the context")
    return parser


def _compare_images(options: Namespace) -> int:
    if options.other is None or not is_image(options.other):
        raise UsageError("an image is compared with a second image")
    specs = (options.file, options.other)
    docker = choose("docker") if any(spec.startswith("docker:") for spec in specs) else None
    reader = ImageReader()
    progress = _progress()
    images = []
    for spec in specs:
        with progress.task(f"reading {spec}"):
            images.append(read_image(spec, docker, reader))
    comparison = compare(*images)
    _print_comparison(comparison)
    return 0 if comparison.equal else 1


def _verify_file(options: Namespace, builder_options: tuple[str, ...]) -> int:
    if options.other is not None:
        raise UsageError("a second Dockerfile is given with --against")
    before = files.read(options.file).text
    setting = _setting(options)
    found = find_context(options.file, parse(before), setting)
    for note in found.notes:
        output.warning(note)
    if options.against:
        after = files.read(options.against).text
    else:
        after = _rewrite(options.file, before, setting, found.context)
    if after == before and options.edit is None:
        output.data(f"{printable(options.file)}: dfopt leaves it as it is, nothing to verify\n")
        return 0
    job = Job(
        before,
        after,
        options.file,
        (found.context and found.context.directory) or os.path.dirname(options.file) or os.curdir,
        tuple(options.build_arg),
        options.target,
        builder_options,
        options.noise_runs,
        options.edit,
        options.against or "the rewrite",
    )
    builder = choose(options.builder)
    output.say(f"builder: {builder.name}")
    try:
        verified = verify(job, builder, _progress())
    finally:
        if builder.leftovers:
            output.warning(f"{builder.name} may still have {', '.join(builder.leftovers)}")
    if builder.engine:
        output.say(f"{builder.name} built with {builder.engine}")
    _print_comparison(verified.comparison)
    _print_rebuilds(verified, options.edit)
    return 0 if verified.comparison.equal else 1


def _setting(options: Namespace) -> Setting:
    """Return the configuration that holds for the file."""
    overrides: dict[str, object] = {}
    if options.context is not None:
        overrides["context"] = os.path.abspath(options.context)
    return Settings(None, overrides).for_directory(os.path.dirname(options.file))


def _rewrite(path: str, text: str, setting: Setting, context: Context | None) -> str:
    """Return what dfopt makes of a file, by all that ``dfopt FILE`` goes by."""
    from dfopt.optimizer import optimize

    profile = Profiles().of(path)
    result = optimize(text, config=setting.config, filename=path, context=context, profile=profile)
    if result.refused:
        first = next(found for found in result.diagnostics if found.severity == "error")
        raise BuildsError(f"{path}:{first.span}: {first.message}")
    return result.text


def _print_comparison(comparison: Comparison) -> None:
    lines = []
    count = len({difference.place for difference in comparison.differences})
    numbers = list(dict.fromkeys(comparison.paths))
    paths = " and ".join(
        [*(f"{number:,}" for number in numbers[:-1]), _number(numbers[-1], "path")]
    )
    what = "equal" if comparison.equal else f"different in {_number(count, 'place')}"
    lines.append(f"{what}: the run-time configuration and {paths} compared")
    lines += _difference_lines(comparison.differences)
    lines += [f"note: {note}" for note in comparison.notes]
    if comparison.noise:
        places = sorted({difference.place for difference in comparison.noise})
        verb = "differs" if len(places) == 1 else "differ"
        lines.append(
            f"noise: {_number(len(places), 'place')} {verb} between builds of the original as well:"
            f" {_some(places)}"
        )
    hidden = sorted({difference.place for difference in comparison.hidden})
    lines.append(
        f"volatile paths, compared only if an instruction names them: {' '.join(VOLATILE)}"
    )
    lines.append(
        f"they hid {_number(len(hidden), 'differing path')}"
        + (f": {_some(hidden)}" if hidden else "")
    )
    output.data("".join(f"{printable(line)}\n" for line in lines))


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _difference_lines(differences: Sequence[Difference]) -> list[str]:
    lines = []
    for difference in differences[:_MOST]:
        place, attribute = difference.place, difference.attribute
        if difference.is_config:
            place = f"config {place}"
            attribute = "value" if attribute == "value" else f"{attribute}:"
        lines.append(f"  {place}: {attribute} {difference.before} -> {difference.after}")
    if len(differences) > _MOST:
        lines.append(f"  and {len(differences) - _MOST} more")
    return lines


def _some(places: Sequence[str]) -> str:
    rest = len(places) - 5
    return ", ".join(places[:5]) + (f" and {rest} more" if rest > 0 else "")


def _print_rebuilds(found: Verification, path: str | None) -> None:
    if found.rebuilds is None:
        return
    one, other = map(_rebuild_text, found.rebuilds)
    output.data(f"{printable(f'rebuild after an edit of {path}')}: {one} -> {other}\n")


def _rebuild_text(rebuild: Rebuild) -> str:
    run = rebuild.steps.total - rebuild.steps.cached
    return f"{rebuild.seconds:.2f} s ({run} of {rebuild.steps.total} steps run)"


class _Lines:
    """Progress as lines, for logs: one when a task begins and one when it has ended."""

    @contextmanager
    def task(self, title: str) -> Iterator[Listener]:
        output.say(f"{printable(title)} ...")
        start = time.monotonic()
        yield lambda _: None
        output.say(f"{printable(title)}: {time.monotonic() - start:.1f} s")


class _Live:
    """Progress as a line that moves, for a person: the task, its time, the builder's last line."""

    @contextmanager
    def task(self, title: str) -> Iterator[Listener]:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console) as bar:
            name = escape(printable(title))
            task = bar.add_task(name)

            def listen(line: str) -> None:
                room = max(10, console.width - len(title) - 20)
                bar.update(task, description=f"{name} [dim]{escape(printable(line)[:room])}[/dim]")

            yield listen
            bar.update(task, description=name)


def _progress() -> Progress:
    return _Live() if output.is_terminal(sys.stderr) else _Lines()


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the run as Ctrl-C does, with everything cleaned up."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)
