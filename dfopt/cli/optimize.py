"""The default command: optimize the Dockerfiles that the arguments name.

Standard output carries the diff, the names or (for ``-``) the rewritten text; standard error the
reasons, the diagnostics and the summary. With ``--output-format`` standard output carries a report
for programs instead of all of them, and standard error only the summary and what has gone wrong.
"""

from __future__ import annotations

import os
import sys

from dfopt.cli import output
from dfopt.cli.options import parse
from dfopt.config import Config
from dfopt.errors import ConfigError, ContextError, DfoptError, UsageError, WorkspaceError
from dfopt.workspace import files
from dfopt.workspace.inputs import Lookup
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TextIO

    from dfopt.cli.options import Options
    from dfopt.report.findings import FileReport
    from dfopt.report.text import Paint
    from dfopt.result import Result

    Mode = Literal["show", "write", "check", "diff"]

_STDIN = "-"


def run(arguments: list[str]) -> int:
    """Optimize; return the exit code.

    Raises:
        SystemExit: the arguments are wrong, or asked for the help or the version.
        UsageError: the arguments do not make sense together.
        ConfigError: a configuration cannot be used.
        WorkspaceError: standard input or output fails.
    """
    try:
        _require_directory()
        options = parse(arguments)
        _refuse_mistyped_command(options.paths)
        job = _Job(options)
    except (DfoptError, SystemExit) as error:
        if _is_filter(arguments) and not (isinstance(error, SystemExit) and not error.code):
            _echo()
        raise
    try:
        if job.reads_stdin:
            job.filter_stdin()
        else:
            job.rewrite_files()
        job.put_reports()
    except BrokenPipeError:
        # `dfopt --check | head`: what was found so far still decides the exit code.
        output.discard()
    return job.exit_code


class _Job:
    """One run: the options, and what became of the files so far."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._mode = _mode(options)
        self._changed = self._unchanged = self._skipped = self._failed = 0
        self._cost = ""
        self._blocked = 0
        #: One for each file, where a program reads them.
        self._reports: list[FileReport] | None = None if options.output_format == "text" else []
        self.reads_stdin = _reads_stdin(options)
        paths = options.paths or (os.curdir,)
        if self.reads_stdin:
            paths = (options.stdin_filename or os.curdir,)
        #: Else names are from the root of the repository: in one run all from one directory.
        self._from_here = all(_inside(os.getcwd(), path) is not None for path in paths)
        self._settings = _settings(options)
        profiles = Profiles(options.profile, enabled=not options.isolated)
        self._lookup = Lookup(self._settings, profiles, self._warn)

    @property
    def exit_code(self) -> int:
        """2 after any error, 1 if ``--check`` or ``--diff`` found something to change, else 0."""
        if self._failed:
            return 2
        found = self._changed and self._mode in ("check", "diff")
        return 1 if found and not self._options.exit_zero else 0

    def rewrite_files(self) -> None:
        """Look at every file that the paths stand for; an error in one does not stop the rest."""
        from dfopt.workspace.discovery import Trouble, discover

        paths, force = self._options.paths or (os.curdir,), self._options.force_exclude
        for item in discover(paths, self._settings, force_exclude=force):
            if not isinstance(item, Trouble):
                self._rewrite_file(item.path, named=item.named)
            elif item.fatal:
                self._fail(item.path, f"{item.path}: {item.reason}")
            elif not self._options.quiet:
                output.warning(f"{item.path}: {item.reason}")
        if self._changed or self._unchanged or self._skipped or self._failed:
            self._summarize()

    def filter_stdin(self) -> None:
        """Optimize standard input; a filter gives back, unchanged, what it cannot use."""
        name = self._options.stdin_filename or "<stdin>"
        raw = files.read_standard_input(name)
        echoes = self._mode == "show" and self._reports is None
        rewritten = raw
        try:
            if self._options.force_exclude and self._is_left_out(name):
                if echoes:
                    output.data_bytes(raw)
                return
            text = files.decode(raw, name)
            result = self._optimize(text, name)
            self._report(name, text, result, named=True)
            if not result.refused:
                rewritten = files.encode(result.text)
        except (ContextError, WorkspaceError) as error:
            self._fail(name, str(error))
        except BrokenPipeError:
            raise
        except ConfigError:
            if echoes:
                output.data_bytes(raw)
            raise
        except Exception as error:
            self._crash(name, error)
        if echoes:
            output.data_bytes(rewritten)
        else:
            self._summarize()

    def _rewrite_file(self, path: str, *, named: bool) -> None:
        try:
            source = files.read(path)
            result = self._optimize(source.text, path)
            if self._mode == "write" and result.changed and not result.refused:
                files.replace(source, result.text)
        except (ContextError, WorkspaceError) as error:
            self._fail(path, str(error))
        except (BrokenPipeError, ConfigError):
            raise
        except Exception as error:
            self._crash(path, error)
        else:
            self._report(path, source.text, result, named=named)

    def put_reports(self) -> None:
        """Print what was found in all files, if a program reads it."""
        if self._reports is not None:
            from dfopt.report.findings import render

            form, explain = self._options.output_format, self._options.explain
            output.data(render(form, self._reports, explain=explain))

    def _is_left_out(self, path: str) -> bool:
        from dfopt.workspace.discovery import is_left_out

        return is_left_out(path, self._settings.for_directory(os.path.dirname(path)))

    def _optimize(self, text: str, name: str) -> Result:
        return self._lookup.of(name, text).optimized(text, self._name(name).lstrip(os.sep))

    def _warn(self, note: str) -> None:
        if not self._options.quiet:
            output.warning(note)

    def _report(self, path: str, text: str, result: Result, *, named: bool) -> None:
        skipped = result.refused and not named and not _is_fault(result)
        self._take(path, result, skipped=skipped)
        if skipped:
            self._skipped += 1
            self._say_skipped(path, result)
            return
        if result.refused:
            self._failed += 1
        elif result.changed:
            self._changed += 1
        else:
            self._unchanged += 1
            self._cost = result.edit_cost
            self._blocked += len(result.blocked)
        if self._reports is not None:
            return
        self._say_diagnostics(path, text, result)
        if result.changed and not result.refused:
            self._put_data(path, result)
        self._say_reasons(path, result)

    def _put_data(self, path: str, result: Result) -> None:
        """Print the name or the diff: raw for programs, escaped and coloured for people."""
        if self._mode == "check":
            output.data(f"{output.name_for_stdout(path)}\n")
        elif self._mode == "diff" or (self._mode == "show" and not self.reads_stdin):
            diff = result.diff()
            paint = self._paint(sys.stdout)
            if paint.on or output.is_terminal(sys.stdout):
                from dfopt.report.text import terminal_diff

                diff = terminal_diff(diff, paint)
            output.data(diff)

    def _say_reasons(self, path: str, result: Result) -> None:
        if self._options.explain:
            from dfopt.report.escape import printable_lines

            output.say(printable_lines(result.explain()).rstrip("\n"))
        elif self._options.quiet or not result.changed:
            return
        elif self._mode == "show" and not self.reads_stdin:
            from dfopt.report.text import change_lines

            for line in change_lines(path, result.changes, self._paint(sys.stderr)):
                output.say(line)
        elif self._mode == "write":
            from dfopt.report.escape import printable

            output.say(f"rewrote {printable(path)}")

    def _say_diagnostics(self, path: str, text: str, result: Result) -> None:
        """Show errors always, lesser findings where a person looks rather than a script."""
        everything = self._options.explain or (self._mode == "show" and not self.reads_stdin)
        if self._options.quiet or not everything:
            shown = [found for found in result.diagnostics if found.severity == "error"]
        else:
            shown = list(result.diagnostics)
        if not shown:
            return

        from dfopt.report.text import diagnostic_lines

        for line in diagnostic_lines(path, text, shown, self._paint(sys.stderr)):
            output.say(line)

    def _say_skipped(self, path: str, result: Result) -> None:
        if self._options.quiet:
            return
        from dfopt.report.text import headline

        first = next(found for found in result.diagnostics if found.severity == "error")
        output.say(f"skipped {headline(path, first, self._paint(sys.stderr))}")

    def _summarize(self) -> None:
        if self._options.quiet:
            return
        from dfopt.report.summary import summary

        line = summary(
            self._changed,
            self._unchanged,
            skipped=self._skipped,
            failed=self._failed,
            written=self._mode == "write",
        )
        only_one = self._unchanged == 1 and not (self._changed or self._skipped or self._failed)
        if only_one and self._cost:
            line += f"; {self._cost}"
        if only_one and self._blocked and not self._options.explain:
            line += " (--explain says why)"
        output.say(line)

    def _take(self, path: str, result: Result | None, error: str = "", *, skipped: bool) -> None:
        """Keep what became of a file, if a program reads it."""
        if self._reports is not None:
            from dfopt.report.findings import FileReport

            name = self._name(path).replace(os.sep, "/")
            self._reports.append(FileReport(name, result, error, skipped))

    def _name(self, path: str) -> str:
        """Return the name of a file for patches and reports; absolute if it is in no repository."""
        directory = os.getcwd() if self._from_here else _repository(os.path.dirname(path))
        inside = None if directory is None else _inside(directory, path)
        return os.path.abspath(path) if inside is None else inside

    def _fail(self, path: str, message: str) -> None:
        self._take(path, None, message, skipped=False)
        self._failed += 1
        output.error(message)

    def _crash(self, path: str, error: Exception) -> None:
        self._take(path, None, f"internal error ({type(error).__name__})", skipped=False)
        self._failed += 1
        output.internal_error(path, error)

    def _paint(self, stream: TextIO | None) -> Paint:
        from dfopt.report.text import Paint, wants_colour

        return Paint(wants_colour(self._options.color, stream, os.environ))


def _refuse_mistyped_command(paths: Sequence[str]) -> None:
    """Refuse a first word that is no file and nearly a command, before its files are rewritten.

    Raises:
        UsageError: it is one.
    """
    word = paths[0] if paths else ""
    if not word.isalpha() or os.path.lexists(word):
        return
    from difflib import get_close_matches

    from dfopt.cli import COMMANDS

    near = get_close_matches(word, COMMANDS, n=1)
    if near:
        raise UsageError(f"{word}: no such file or command (did you mean {near[0]!r}?)")


def _require_directory() -> None:
    """Ask for the current directory, from where all paths are looked at.

    Raises:
        WorkspaceError: it has been removed.
    """
    try:
        os.getcwd()
    except OSError as error:
        reason = error.strerror or error
        raise WorkspaceError(f"the current directory cannot be used: {reason}") from error


def _is_filter(arguments: Sequence[str]) -> bool:
    """Return whether arguments that may be wrong ask for the text on standard output."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    words = {argument.partition("=")[0] for argument in arguments[:end]}
    if words & {"--check", "--diff", "--output-format"}:
        return False
    return _STDIN in arguments or "--stdin-filename" in words


def _echo() -> None:
    """Give back standard input, so that an editor that filters by dfopt loses no text."""
    if output.is_terminal(sys.stdin):
        return
    try:
        output.data_bytes(files.read_standard_input("<stdin>"))
    except WorkspaceError:
        pass  # what is wrong with the arguments is said instead


def _is_fault(result: Result) -> bool:
    """Return whether dfopt itself has failed, which no walk may pass over."""
    return any(found.code == "internal-error" for found in result.diagnostics)


def _inside(directory: str, path: str) -> str | None:
    """Return a path as seen from a directory (absolute), None where it does not lie below it."""
    name = os.path.abspath(path)
    below = os.path.join(directory, "")
    if name == directory:
        return os.curdir
    return name.removeprefix(below) if name.startswith(below) else None


def _repository(directory: str) -> str | None:
    """Return the root of the git repository that a directory is in, None if there is none."""
    directory = os.path.abspath(directory)
    while not os.path.exists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory


def _mode(options: Options) -> Mode:
    if options.write and (options.check or options.diff):
        raise UsageError("--write cannot be combined with --check or --diff")
    if options.write:
        return "write"
    if options.diff:
        return "diff"
    return "check" if options.check else "show"


def _reads_stdin(options: Options) -> bool:
    named = _STDIN in options.paths
    if named and set(options.paths) != {_STDIN}:
        raise UsageError("'-' cannot be combined with other paths")
    if options.stdin_filename is not None and options.paths and not named:
        raise UsageError("--stdin-filename needs '-' as the only path")
    reads = named or options.stdin_filename is not None
    if reads and options.write:
        raise UsageError("--write cannot be combined with standard input")
    return reads


def _settings(options: Options) -> Settings:
    overrides: dict[str, object] = {}
    for field in ("engine", "safety", "select", "ignore"):
        if getattr(options, field) is not None:
            overrides[field] = getattr(options, field)
    if options.context is not None:
        # From here, not from where a configuration file lies.
        overrides["context"] = options.context and os.path.abspath(options.context)
    if options.config is not None and options.isolated:
        raise UsageError("--config cannot be combined with --isolated")
    if options.profile is not None and options.isolated:
        raise UsageError("--profile cannot be combined with --isolated")
    fixed = Config() if options.isolated else None
    if options.config is not None:
        fixed = load(options.config)
    # A wrong option is an error even if there is no file to use it on.
    config = Config().with_changes(**overrides)
    if config.select or config.ignore:
        from dfopt.passes import ORDER

        config.check_rules(rule.name for rule in ORDER)
    return Settings(fixed, overrides)
