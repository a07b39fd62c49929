"""Which builder a file is for, and where the builders disagree about its meaning.

Sources: the change logs and sources of BuildKit's frontend, Docker's classic builder, buildah with
imagebuilder, and kaniko.
"""

from __future__ import annotations

import re

from dfopt.lazy import regex
from dfopt.record import Record
from dfopt.syntax.nodes import Arg, Env
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.syntax.nodes import Dockerfile, Statement
    from dfopt.terms import Engine

#: Flags that other builders refuse or silently ignore.
_BUILDKIT_FLAGS: Final = {
    "RUN": ("mount", "network", "security", "device"),
    "COPY": ("chmod", "link", "parents", "exclude"),
    "ADD": ("chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack"),
}

#: Frontends whose Dockerfiles mean what this program knows.
_FRONTENDS: Final = regex(
    r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?"
)

#: Frontends from 1.8 on, where there is a check directive.
_KNOWS_CHECK: Final = regex(
    r"/dockerfile(?:-upstream)?(?::(?:latest|labs|master|1|1\.(?:[89]|\d\d+)(?:\.\d+)?)(?:-labs)?)?$"
)

#: The escape directive as imagebuilder knows it.
_ESCAPE: Final = regex(r"#[ \t]*escape[ \t]*=[ \t]*\S")


#: No rewrite gives a stage more steps than this that make layers: the classic builder makes images
#: of 125 layers at most, those of the base image among them.
MOST_LAYERS: Final = 100


class Target(Record, compare=True):
    """The builders that a rewrite must be right for.

    ``engine`` is never ``auto``. ``portable`` means that more than BuildKit counts: then everything
    on which builders disagree is left alone.
    """

    engine: Engine

    @property
    def portable(self) -> bool:
        """Whether a builder other than BuildKit counts."""
        return self.engine != "buildkit"

    @property
    def has_classic(self) -> bool:
        """Whether the classic builder may build the file."""
        return self.engine in ("classic", "any")

    @property
    def has_buildah(self) -> bool:
        """Whether buildah or podman may build the file."""
        return self.engine in ("buildah", "any")


def resolve(engine: Engine, dockerfile: Dockerfile) -> Target:
    """Return the target that ``engine`` means for this file: ``auto`` is decided by the file."""
    if engine != "auto":
        return Target(engine)
    return Target("buildkit" if needs_buildkit(dockerfile) else "any")


def needs_buildkit(dockerfile: Dockerfile) -> bool:
    """Tell whether the file uses what only BuildKit takes in full."""
    if dockerfile.syntax is not None:
        return True
    return any(_needs_buildkit(statement) for statement in dockerfile.statements)


def _reads_otherwise(statement: Statement) -> bool:
    """Tell whether a backquote or a backslash decides about a variable or a quote."""
    if statement.kind in ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "FROM", "ONBUILD"):
        return False
    return any(re.search(r"`|\\[$'\"]", word) for word in statement.arguments)


def _needs_buildkit(statement: Statement) -> bool:
    if statement.heredocs:
        return True
    flags = _BUILDKIT_FLAGS.get(statement.kind, ())
    return any(flag[2:].partition("=")[0] in flags for flag in statement.flags)


def foreign_frontend(dockerfile: Dockerfile) -> str | None:
    """Return the frontend that the file asks for where it is not Docker's own, else None."""
    syntax = dockerfile.syntax
    return None if syntax is None or _FRONTENDS.fullmatch(syntax) else syntax


def _hides_escape(dockerfile: Dockerfile, target: Target) -> bool:
    """Tell whether a ``check`` directive keeps builders that do not know it from an escape."""
    if dockerfile.escape == "\\" or dockerfile.check is None or not dockerfile.statements:
        return False
    leading = dockerfile.statements[0].leading
    names = [
        line.raw.strip().lstrip("#").partition("=")[0].strip().lower()
        for line in leading
        if line.kind == "directive"
    ]
    seen = names[: names.index("check")] if "check" in names else names
    if "syntax" in seen and target.engine == "buildkit" and dockerfile.syntax is not None:
        # The frontend that it names reads the file.
        return not _KNOWS_CHECK.search(dockerfile.syntax)
    return "escape" in names and "escape" not in seen


def _argument_over_variable(dockerfile: Dockerfile) -> str:
    """Return a build argument that stands below an ENV of its name, or nothing.

    With BuildKit the argument wins from there on, with the others the ENV always does.
    """
    set_by: list[frozenset[str]] = []
    for stage in stages_of(dockerfile):
        names = set() if stage.parent is None else set(set_by[stage.parent])
        for statement in stage.statements:
            if isinstance(statement, Env):
                names.update(pair.key for pair in statement.pairs)
            elif isinstance(statement, Arg):
                for name, _ in statement.declarations:
                    if name in names:
                        return name
        set_by.append(frozenset(names))
    return ""


def read_otherwise(dockerfile: Dockerfile, target: Target) -> str | None:
    """Return why a builder of ``target`` parses the file otherwise than BuildKit, or None.

    imagebuilder (buildah) stops looking for directives at the first line that is no ``escape``
    directive, and takes two escape tokens at the end of a line for a continuation. It and kaniko
    expand variables with the backslash whatever the escape token is. The classic builder, and
    BuildKit older than 0.14, stop looking for directives at a ``check`` directive. What an ENV has
    set stays with all but BuildKit, whatever an ARG below it says.
    """
    if _hides_escape(dockerfile, target):
        return "older builders do not obey an escape directive behind a check directive"
    if target.portable and (name := _argument_over_variable(dockerfile)):
        return f"with all builders but BuildKit ENV {name[:40]} stays in force below its ARG"
    if not target.has_buildah and target.engine != "kaniko":
        return None
    directives = [line.raw for line in dockerfile.statements[0].leading if line.kind == "directive"]
    if any(
        raw.lstrip(" \t#").lower().startswith("escape") and (number or not _ESCAPE.match(raw))
        for number, raw in enumerate(directives)
    ):
        return "buildah only obeys an escape directive in the first line"
    if dockerfile.escape != "\\" and any(map(_reads_otherwise, dockerfile.statements)):
        return "buildah and kaniko escape variables with a backslash whatever the directive says"
    doubled = dockerfile.escape * 2
    if doubled in str(dockerfile) and any(
        line.rstrip(" \t\r").endswith(doubled) for line in str(dockerfile).split("\n")
    ):
        return f"buildah takes {doubled} at the end of a line for a continuation"
    return None
