"""The vocabulary of this room: what a command reads and writes, and where it runs.

Paths are absolute, without ``.``, ``..`` or a slash at the end. A path in ``reads``, ``writes`` or
``changes`` stands for itself, for everything below it, and for the way to it (its parents must be
what they are). What is not known to be harmless is :class:`Unknown`, which reads and writes
everything; nothing here is ever guessed.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, Protocol

    #: Whether all of an installer's inputs are known (``safe``), or only those that matter where
    #: the file system of the stage is not the image (``builder-stage-only``).
    Verdict = Literal["safe", "builder-stage-only", "two-step", "suggest-only"]

    class Files(Protocol):
        """What the COPY instructions so far have put into the image out of the build context."""

        def read(self, path: str) -> bytes | None:
            """Return the content of the file at an image path; None if no copy has put one."""

        def children(self, path: str) -> tuple[str, ...]:
            """Return the names directly below an image path that copies have put there."""

        def mode(self, path: str) -> int | None:
            """Return the permission bits of the file at an image path; None if there is none."""

        def is_known(self, path: str) -> bool:
            """Tell whether what is at, and below, an image path has surely come from copies."""

        def is_untracked(self, path: str) -> bool:
            """Tell whether copies would have put a file at an image path if git tracked it."""

        def is_excluded(self, path: str) -> bool:
            """Tell whether .dockerignore keeps everything at and below an image path away.

            Whatever the build context holds tomorrow: that a path is absent today is not enough.
            """


class Behaviour(Record, compare=True):
    """What a command, or a script, reads and writes.

    * ``reads``: trees it looks at.
    * ``files``: files of the project that it reads, or whose absence it notices, exactly; these
      may be there or not, so a rewrite has to bring them along "if they exist".
    * ``absent``: paths it would read if they were there, and that are not there today.
    * ``scans``: directories in which it takes what has one of many names; as far as copies are
      known, they have brought nothing of that kind there.
    * ``enters``: directories it goes to, and fails if they are missing; it looks at nothing there.
    * ``writes``: trees it creates, replaces or deletes anything in. Those in ``outputs`` hold what
      an installer makes for the project: .dockerignore has to exclude them.
    * ``makes``: directories it makes with all their parents where they are missing, owned by the
      user that runs it, with mode 0755.
    * ``changes``: the part of ``writes`` in which it alters files that are there (``chmod``,
      ``sed -i``, ``>>``): through another hard link that can be seen elsewhere.
    * ``straight``: the part of ``writes`` that surely is no symbolic link afterwards; those in
      ``linkless`` get none below them either.
    * ``hollow``: the part of ``writes`` below which nothing comes to be (``chmod``, ``chown``; a
      directory may be made there). In those in ``homes`` nothing comes to be but names that begin
      with a dot: new home directories. Those in ``packaged`` come to hold nothing but what packages
      of the distribution bring.
    * ``mentions``: absolute paths in texts that it is given or writes (``echo /app/lib > ...conf``,
      the target of a symbolic link, a setting): who reads what it wrote may follow them. ``.``
      stands for files of whatever the working directory is then.
    * ``environment``: the variables that may matter; ``NAME*`` stands for all that begin so, ``*``
      for all.
    * ``uses_directory``: whether the working directory matters beyond the paths named here.
    * ``uses_network``: whether it reaches for the network, and so may age.
    * ``refreshes``, ``consumes``: the package indexes it brings up to date and those it needs.
    * ``verdict``: how far the list of ``files`` can be trusted.
    * ``assumptions``: the names of what all this rests on.
    """

    reads: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    scans: frozenset[str] = frozenset()
    enters: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    straight: frozenset[str] = frozenset()
    linkless: frozenset[str] = frozenset()
    hollow: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()
    packaged: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    environment: frozenset[str] = frozenset()
    uses_directory: bool = False
    uses_network: bool = False
    refreshes: frozenset[str] = frozenset()
    consumes: frozenset[str] = frozenset()
    verdict: Verdict = "safe"
    assumptions: frozenset[str] = frozenset()

    def writing(self, paths: frozenset[str]) -> Behaviour:
        """Return the same with further trees that are written, of which nothing else is known."""
        return self.with_changes(
            writes=self.writes | paths,
            straight=self.straight - paths,
            linkless=self.linkless - paths,
            hollow=self.hollow - paths,
            homes=self.homes - paths,
            packaged=self.packaged - paths,
        )

    def reads_variable(self, name: str) -> bool:
        """Tell whether the environment variable of that name may matter."""
        return name in self.environment or any(
            pattern.endswith("*") and name.startswith(pattern[:-1]) for pattern in self.environment
        )


class Unknown(Record, compare=True):
    """A command of which nothing is known: it may read and write everything.

    ``reason`` says why, as the end of a sentence ("``make`` runs the project's own commands");
    ``suggestion`` what a person could do about it, or nothing. ``is_install`` tells that it is the
    installation of packages that is not known well enough.
    """

    reason: str
    suggestion: str = ""
    is_install: bool = False


class Circumstances(Record):
    """Where a command runs.

    ``directory`` is the working directory, absolute, or None where it is not known. ``user`` is
    the name or number of the user, ``root`` for the superuser, None where it is not known.
    ``environment`` holds the variables that are set, for sure or perhaps, with their values; None
    where a value is not known. The base image's own are among them if ``is_base_known``; if not,
    any other variable may be set as well, and ``is_base_user`` tells that it says who the user is.
    ``files`` is what has been copied from the build context, None where there is no context to
    look at. ``likely`` says of values that are not known what they are with all build arguments as
    by default, and with nothing for what is not known then either; ``defaults`` holds those of them
    that are fully known then. ``release`` is the name and the
    version of the official image that all starts from, as far as they are known.
    """

    directory: str | None
    user: str | None
    environment: Mapping[str, str | None]
    is_base_known: bool = False
    files: Files | None = None
    is_base_user: bool = False
    release: tuple[str, int, int] | None = None
    likely: Mapping[str, str] = {}
    defaults: Mapping[str, str] = {}

    def is_older(self, image: str, major: int, minor: int = 0) -> bool:
        """Tell whether the image that all starts from is known to be an official older one."""
        release = self.release
        return release is not None and release[0] == image and release[1:] < (major, minor)
