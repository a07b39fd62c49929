"""The configuration of an image while it is built.

A configuration is a dictionary with the keys of Docker's image specification. ``Env`` and
``Labels`` are dictionaries, ``ExposedPorts`` and ``Volumes`` are dictionaries with None as values,
lists are tuples, and a key whose value is empty counts as absent.

Of an image that is not known every key is a term ``configuration``, and the four dictionaries begin
with a term as key that stands for all the entries of the image.
"""

from __future__ import annotations

from dfopt.builder.values import term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from dfopt.builder.values import Term, Value

    Config = dict[str, Any]

#: What Linux images get as PATH if they have none (``system.DefaultPathEnv``).
DEFAULT_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEFAULT_SHELL: Final = ("/bin/sh", "-c")

_COLLECTIONS: Final = ("Env", "Labels", "ExposedPorts", "Volumes")
_UNKNOWN: Final = (
    "User",
    "WorkingDir",
    "Cmd",
    "Entrypoint",
    "Shell",
    "StopSignal",
    "Healthcheck",
    "ArgsEscaped",
    "StopTimeout",
)


def empty_config() -> Config:
    """Return the configuration that ``FROM scratch`` begins with."""
    return {"Env": {}, "Labels": {}, "ExposedPorts": {}, "Volumes": {}, "WorkingDir": "/"}


def known_config(given: Mapping[str, Any]) -> Config:
    """Return the configuration of an image, given as in its JSON, less its triggers."""
    config: Config = {}
    for key, value in given.items():
        if key not in _COLLECTIONS and key != "OnBuild":
            config[key] = tuple(value) if isinstance(value, list) else value
    variables: dict[str, str] = {}
    for text in given.get("Env") or ():
        name, _, value = text.partition("=")
        variables.setdefault(name, value)
    config["Env"] = variables
    config["Labels"] = dict(given.get("Labels") or {})
    for key in ("ExposedPorts", "Volumes"):
        config[key] = dict.fromkeys(given.get(key) or ())
    return config


def unknown_config(image: Term) -> Config:
    """Return the configuration of an image that is not known."""
    config: Config = {key: term("configuration", image, key) for key in _UNKNOWN}
    for key in ("Labels", "ExposedPorts", "Volumes"):
        config[key] = {term("configuration", image, key): None}
    config["Env"] = {image: ""}
    return config


def child_config(parent: Config) -> Config:
    """Return what a stage begins with that starts from another one: all but the triggers."""
    config = dict(parent)
    for key in _COLLECTIONS:
        config[key] = dict(parent[key])
    config.pop("OnBuild", None)
    return config


def shell_of(config: Config) -> tuple[Value, ...]:
    """Return the words that go before a shell form; an unknown shell is one term."""
    shell = config.get("Shell")
    if not shell:
        return DEFAULT_SHELL
    return shell if isinstance(shell, tuple) else (term("shell", shell),)
