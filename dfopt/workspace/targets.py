"""Which stages the files of a repository build by their names.

Compose files, bake files, workflows, makefiles and scripts say it in many ways; all of them have
the word ``target`` in front of the name. So every word there counts as a name, whichever Dockerfile
it is said of: a stage too many only keeps a rewrite from being made.
"""

from __future__ import annotations

import os
import re

from dfopt.lazy import regex
from dfopt.workspace.declarations import kind_of, read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

#: Stands for a name that is only known when it is built, or for files that were not read.
ANY: Final = "*"

#: More files than these are not read.
_FILE_LIMIT: Final = 200

_NAMES: Final = regex(
    r"docker-bake(?:\.[\w.-]+)?\.(?:hcl|json)|(?:GNU)?[Mm]akefile|[\w.-]+\.(?:mk|mak|tf|hcl)"
    r"|[\w.-]+\.(?:sh|bash|zsh|fish|ps1|bat|cmd)|\.?[Jj](?:ustfile|USTFILE)"
    r"|[Tt]askfile(?:\.[\w-]+)?\.ya?ml|[\w.-]*\.?gitlab-ci\.ya?ml|Jenkinsfile(?:[.-][\w.-]+)?"
    r"|cloudbuild[\w.-]*\.ya?ml|skaffold\.ya?ml|Tiltfile|azure-pipelines[\w.-]*\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml|package\.json|project\.json|deno\.jsonc?|buildspec[\w.-]*\.ya?ml"
    r"|\.drone\.ya?ml|\.woodpecker\.ya?ml|\.travis\.ya?ml|\.?goreleaser[\w.-]*\.ya?ml"
    r"|fly(?:\.[\w-]+)?\.toml|okteto\.ya?ml|werf[\w.-]*\.ya?ml|lefthook\.ya?ml|\.?mise\.toml"
    r"|pyproject\.toml|noxfile\.py|tasks\.py|Rakefile|Vagrantfile|Earthfile"
)
_FOLDERS: Final = regex(
    r"(?:\.circleci|\.buildkite|\.woodpecker|\.gitlab|\.github/(?:workflows|actions/[^/]+))"
    r"/[^/]+\.ya?ml|(?:.*/)?(?:bin|ci|\.ci|hack|hooks|scripts?|tools)/[\w-]+(?:\.py)?"
    r"|copilot/[^/]+/manifest\.ya?ml"
)
_NAMED: Final = regex(r"\btarget[\"']?(?:\s*[:=,]\s*|\s+)\[?[\"']?([\w.-]+)", re.IGNORECASE)
#: What is no plain name: a variable, an alias or an anchor of YAML, a continued line.
_DYNAMIC: Final = regex(
    r"\btarget[\"']?(?:\s*[:=,]\s*\[?[\"']?(?:[$%&*!|>\\]|\{\{)|\s+[\"']?(?:[$%\\]|\{\{))",
    re.IGNORECASE,
)
_BUILDS: Final = regex(r"docker|podman|buildah|buildx|nerdctl|kaniko|bake|compose", re.IGNORECASE)


def may_name(path: str) -> bool:
    """Tell whether a file of a repository, by its path in it, may name a stage to build."""
    return (
        kind_of(path) is not None
        or _NAMES.fullmatch(path.rpartition("/")[2]) is not None
        or _FOLDERS.fullmatch(path) is not None
    )


def named_targets(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the names, in lower case, that files give to what is to be built.

    Args:
        root: the directory that the paths start from.
        paths: the files there are, with slashes; those that cannot name a stage are not read.
    """
    chosen = [path for path in paths if may_name(path)]
    if len(chosen) > _FILE_LIMIT:
        return frozenset((ANY,))
    found: set[str] = set()
    for path in chosen:
        place = os.path.join(root, *path.split("/"))
        text = read_text(place)
        if text is None:
            # One that is too large, a link, or no text may say anything; a directory does not.
            is_file = os.path.lexists(place) and not os.path.isdir(place)
            found.update((ANY,) if is_file else ())
            continue
        if "target" not in text.lower() or not _BUILDS.search(path + text):
            continue
        found.update(name.lower() for name in _NAMED.findall(text))
        if _DYNAMIC.search(text):
            found.add(ANY)
    return frozenset(found)
