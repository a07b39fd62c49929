"""Which configuration holds for which directory: the one look-up that every front end uses."""

from __future__ import annotations

import os

from dfopt.config import Config, config_in
from dfopt.errors import ConfigError
from dfopt.record import Record


class Setting(Record, compare=True):
    """A configuration and the directory (absolute) that its globs start from."""

    config: Config
    root: str


class Settings:
    """Find the nearest configuration of a directory; each directory is looked at once.

    ``fixed`` is a configuration for all directories, in place of those on disk, and ``root`` where
    its globs and its context start from (the current directory); ``overrides`` are fields that win
    over any of them (the command line).
    """

    def __init__(
        self,
        fixed: Config | None = None,
        overrides: dict[str, object] | None = None,
        root: str | None = None,
    ) -> None:
        self._fixed = fixed
        self._root = root
        self._overrides = overrides or {}
        self._known: dict[str, Setting | None] = {}

    def for_directory(self, directory: str) -> Setting:
        """Return what holds for the files in ``directory``.

        Raises:
            ConfigError: a configuration file or an override cannot be used.
        """
        start = os.path.abspath(directory)
        if self._fixed is not None:
            root = self._root or os.getcwd()
            return Setting(self._fixed.with_changes(**self._overrides), root)
        passed = []
        current = start
        while current not in self._known:
            passed.append(current)
            path = config_in(current)
            parent = os.path.dirname(current)
            if path is not None or parent == current:
                self._known[current] = self._load(path, current)
                break
            current = parent
        found = self._known[current]
        self._known.update(dict.fromkeys(passed, found))
        return found or Setting(Config().with_changes(**self._overrides), start)

    def _load(self, path: str | None, directory: str) -> Setting | None:
        if path is None:
            return None
        return Setting(load(path).with_changes(**self._overrides), directory)


def load(path: str) -> Config:
    """Read a configuration file, and check the names of rules, assumptions and commands in it.

    Raises:
        ConfigError: it cannot be used; the message names the file.
    """
    config = Config.load(path)
    try:
        check_names(config)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    return config


def check_names(config: Config) -> None:
    """Check what a configuration says of rules, assumptions and commands.

    Raises:
        ConfigError: something has no such name, or the description of a command is wrong.
    """
    if config.select or config.ignore:
        from dfopt.passes import ORDER

        config.check_rules(rule.name for rule in ORDER)
    if config.deny_assumptions:
        from dfopt.knowledge.assumptions import all_assumptions

        config.check_assumptions(all_assumptions())
    if config.tools:
        from dfopt.knowledge.tables import check_tools

        check_tools(config.tools)
