"""Which profile holds for which Dockerfile: the one look-up that every front end uses."""

from __future__ import annotations

import os

from dfopt.config import find_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from dfopt.cost.profile import Profile

#: What the file is called (:data:`dfopt.evidence.profile.NAME`, which most runs need not load).
_NAME: Final = "dfopt.profile.json"


class Profiles:
    """Finds the profile of a Dockerfile; each file of profiles is read once.

    ``fixed`` is the path of the file to use for all, in place of the nearest one.
    """

    def __init__(self, fixed: str | None = None, *, enabled: bool = True) -> None:
        self._fixed = fixed
        self._enabled = enabled
        self._paths: dict[str, str | None] = {}
        self._read: dict[str, Mapping[str, Profile]] = {}

    def of(self, path: str) -> Profile | None:
        """Return the profile of the Dockerfile at ``path``, None if there is none.

        Raises:
            ConfigError: the file of profiles cannot be used.
        """
        if not self._enabled:
            return None
        found = self._fixed or self._nearest(os.path.dirname(os.path.abspath(path)))
        if found is None:
            return None
        from dfopt.evidence.profile import key_of, read_profiles

        if found not in self._read:
            self._read[found] = read_profiles(found)
        return self._read[found].get(key_of(found, path))

    def _nearest(self, directory: str) -> str | None:
        passed = []
        while directory not in self._paths:
            passed.append(directory)
            path = os.path.join(directory, _NAME)
            parent = os.path.dirname(directory)
            if os.path.isfile(path) or parent == directory:
                self._paths[directory] = path if os.path.isfile(path) else None
                break
            directory = parent
        found = self._paths[directory]
        self._paths.update(dict.fromkeys(passed, found))
        return found


def home_of(directory: str, repository: str | None) -> str:
    """Return where the profiles of the Dockerfiles below a directory are kept.

    That is the file of profiles that is there already, else one beside the nearest configuration,
    else at the root of the repository, else in the directory itself.

    Args:
        directory: the directory.
        repository: the root of the repository it is in, None if there is none.

    Raises:
        ConfigError: a ``pyproject.toml`` on the way cannot be read.
    """
    existing = Profiles()._nearest(os.path.abspath(directory))
    if existing is not None:
        return existing
    config = find_config(directory)
    place = os.path.dirname(config) if config is not None else repository or directory
    return os.path.join(os.path.abspath(place), _NAME)
