"""What :func:`dfopt.optimizer.optimize` is given for a file: the one look-up of all front ends.

The command line and the language server both ask here, so that a file formatted in an editor
becomes what ``dfopt --write`` would write.
"""

from __future__ import annotations

import os

from dfopt.record import Record
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings, check_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from dfopt.config import Config
    from dfopt.context.context import Context
    from dfopt.cost.profile import Profile
    from dfopt.result import Result
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.workspace.contexts import FoundContext
    from dfopt.workspace.settings import Setting

    Finder: TypeAlias = "Callable[[str, Dockerfile, Setting], FoundContext]"


class Inputs(Record):
    """The settings, the build context and the profile of one file.

    ``context`` looks for the build context; it is called only where something depends on it, and
    is None where nothing can.
    """

    setting: Setting
    context: Callable[[], Context | None] | None
    profile: Profile | None

    @property
    def config(self) -> Config:
        """The settings alone."""
        return self.setting.config

    def optimized(self, text: str, filename: str, config: Config | None = None) -> Result:
        """Optimize a text with these inputs.

        Args:
            text: the Dockerfile.
            filename: how the file is called in reports and patches.
            config: other settings than those found.

        Raises:
            DfoptError: the build context cannot be read.
        """
        from dfopt.optimizer import optimize

        return optimize(
            text,
            config=config or self.config,
            filename=filename,
            context=self.context,
            profile=self.profile,
        )


class Lookup:
    """Finds the inputs of files; what was found once for a directory is kept."""

    def __init__(
        self,
        settings: Settings,
        profiles: Profiles,
        say: Callable[[str], None] = lambda _: None,
        find: Finder | None = None,
    ) -> None:
        """Take where to look.

        Args:
            settings: finds configurations.
            profiles: finds profiles.
            say: gets what a person should know about a build context.
            find: finds a build context, in place of :func:`dfopt.workspace.contexts.find_context`.
        """
        self._settings = settings
        self._profiles = profiles
        self._say = say
        self._find = find

    def of(self, path: str, text: str) -> Inputs:
        """Return the inputs of a file.

        Args:
            path: the file, which need not exist.
            text: what it says.

        Raises:
            ConfigError: a configuration or a profile cannot be used.
        """
        setting = self._settings.for_directory(os.path.dirname(path))
        config = setting.config
        check_names(config)
        profile = self._profiles.of(path)
        if config.safety != "known-commands" or not ("COPY" in text or "ADD" in text):
            return Inputs(setting, None, profile)
        return Inputs(setting, lambda: self._context(path, text, setting), profile)

    def _context(self, path: str, text: str, setting: Setting) -> Context | None:
        from dfopt.syntax.parser import tree_of

        if self._find is None:
            from dfopt.workspace.contexts import find_context

            found = find_context(path, tree_of(text), setting)
        else:
            found = self._find(path, tree_of(text), setting)
        for note in found.notes:
            self._say(note)
        return found.context
