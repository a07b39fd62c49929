"""The settings that an editor sends, by workspace folder."""

from __future__ import annotations

import os

from dfopt.config import Config
from dfopt.record import Record
from dfopt.workspace.inputs import Lookup
from dfopt.workspace.profiles import Profiles
from dfopt.workspace.settings import Settings, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dfopt.server.contexts import Contexts

#: The section of the editor's settings.
SECTION = "dfopt"

_NAMES = {
    "configuration": str,
    "context": str,
    "engine": str,
    "fixOnSave": bool,
    "ignore": list,
    "inlayHints": bool,
    "isolated": bool,
    "profile": str,
    "safety": str,
    "select": list,
    "showBlocked": bool,
}


class EditorSettings(Record, compare=True):
    """What an editor may set; each as the option of the command line of the same name.

    ``configuration`` is ``--config``. ``fix_on_save`` answers ``willSaveWaitUntil`` with the
    rewrites; ``show_blocked`` shows the rewrites that are refused.
    """

    configuration: str | None = None
    context: str | None = None
    engine: str | None = None
    fix_on_save: bool = False
    ignore: tuple[str, ...] | None = None
    inlay_hints: bool = True
    isolated: bool = False
    profile: str | None = None
    safety: str | None = None
    select: tuple[str, ...] | None = None
    show_blocked: bool = True

    @classmethod
    def of(cls, sent: object) -> tuple[EditorSettings, list[str]]:
        """Read what a client sent; return also what is wrong with it.

        Names that are not known are passed over: an extension has settings of its own.
        """
        values: dict[str, Any] = {}
        wrong = []
        for name, value in sent.items() if isinstance(sent, dict) else ():
            kind = _NAMES.get(name)
            if kind is None or value is None or value == "":
                continue
            if not isinstance(value, kind) or (
                isinstance(value, list) and not all(isinstance(v, str) for v in value)
            ):
                wrong.append(f"the setting {SECTION}.{name} has the wrong type")
                continue
            field = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
            if isinstance(value, list):
                # The default of an extension is an empty list: nothing was said.
                if not value:
                    continue
                value = tuple(value)
            values[field] = value
        return cls(**values), wrong

    def named_files(self, root: str) -> tuple[str | None, str | None]:
        """Return the paths of the configuration and the profile that were named, if they were."""
        configuration = profile = None
        if self.configuration is not None:
            named = os.path.expanduser(self.configuration)
            configuration = os.path.normpath(os.path.join(root, named))
        if self.profile is not None:
            profile = os.path.normpath(os.path.join(root, self.profile))
        return configuration, profile

    def lookup(self, root: str, contexts: Contexts, say: Callable[[str], None]) -> Lookup:
        """Return what finds settings, contexts and profiles; nothing is read yet.

        Args:
            root: the workspace folder, which relative paths start from.
            contexts: finds build contexts.
            say: gets what a person should know about a context.

        Raises:
            ConfigError: the configuration that was named cannot be used.
        """
        overrides: dict[str, object] = {}
        for field in ("engine", "safety", "select", "ignore"):
            if getattr(self, field) is not None:
                overrides[field] = getattr(self, field)
        if self.context is not None:
            overrides["context"] = os.path.join(root, self.context)
        configuration, profile = self.named_files(root)
        fixed = Config() if self.isolated else None
        if configuration is not None:
            fixed = load(configuration)
        profiles = Profiles(profile, enabled=not self.isolated)
        return Lookup(Settings(fixed, overrides, root), profiles, say, contexts.find)
