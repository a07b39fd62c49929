"""What the abstract builder says of an image, against the image that BuildKit made."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import dfopt
from dfopt.builder.build import build
from dfopt.builds import processes
from dfopt.builds.comparison import runtime_config
from dfopt.syntax.stages import stages_of
from tests.conformance.llb import config_json

if TYPE_CHECKING:
    from dfopt.builder.build import Built
    from dfopt.builds.images import Image
    from tests.engines.engine import Engine


@cache
def base_config(engine: Engine) -> dict[str, Any]:
    """Return the configuration of busybox as the engine has it."""
    command = [engine.program, "image", "inspect", "busybox:latest", "--format", "{{json .Config}}"]
    found: dict[str, Any] = json.loads(
        processes.run(command, environment=engine.builder.environment)
    )
    return found


def mispredictions(engine: Engine, text: str, image: Image) -> list[str]:
    """Return what of the configuration, the layers and the history is not as predicted."""
    dockerfile = dfopt.parse(text)
    built = build(dockerfile, base_config=base_config(engine))
    parents = [stage.parent for stage in stages_of(dockerfile) if stage.parent is not None]
    inherits = bool(parents)
    found = []
    expected, actual = _config(built), runtime_config(image.config)
    # The old one shares these between stages that start from one stage: what one of them sets, all
    # of them have.
    shared = ("Labels", "ExposedPorts", "Volumes") if len(set(parents)) < len(parents) else ()
    for name in sorted(expected):
        if name not in shared and expected[name] != actual[name]:
            found.append(f"{name}: {actual[name]!r} is not {expected[name]!r}")
    if list(built.config["Env"]) != [item.partition("=")[0] for item in _environment(image)]:
        found.append(f"the order of Env: {_environment(image)}")
    made = [(e.get("created_by", ""), not e.get("empty_layer")) for e in _history(image)]
    made = [(_any_version(text, inherits=inherits), has_layer) for text, has_layer in made]
    predicted = [
        (_any_version(_old(str(e.text)), inherits=inherits), e.has_layer) for e in built.history
    ]
    # The history of the base image comes first; BuildKit's own lines follow.
    if made[len(made) - len(predicted) :] != predicted:
        pairs = zip(made[len(made) - len(predicted) :], predicted)
        found += [f"history: {one} is not {other}" for one, other in pairs if one != other]
    layers = sum(1 for _, has_layer in predicted if has_layer)
    if image.layers != layers + _base_layers(made, predicted):
        found.append(f"{image.layers} layers, not {layers} on the base")
    return found


def _old(text: str) -> str:
    """Return a line of the history as BuildKit 0.8, in Docker 20.10, writes it."""
    if text.startswith(("COPY ", "ADD ")):
        return re.sub(r"^(\w+)(?: --\w+=\S+)+", r"\1", text)
    if match := re.match(r"EXPOSE \[(.*)\]$", text):
        return f"EXPOSE map[{' '.join(f'{port}:{{}}' for port in match[1].split())}]"
    return text


def _any_version(text: str, *, inherits: bool) -> str:
    """Leave out of a line what each version prints in its own way."""
    if text.startswith("HEALTHCHECK "):
        return "HEALTHCHECK"
    if text.startswith("ARG "):
        # A global value is written by newer versions only.
        return text.partition("=")[0]
    if match := re.match(r"RUN \|\d+ (.*?) (/bin/sh .*)", text, re.DOTALL):
        # The old one counts an argument again that is declared again, and none that is inherited.
        return f"RUN {match[2]}" if inherits else f"RUN |{sorted(set(match[1].split()))} {match[2]}"
    return text


def _base_layers(made: list[tuple[str, bool]], predicted: list[tuple[str, bool]]) -> int:
    return sum(1 for _, has_layer in made[: len(made) - len(predicted)] if has_layer)


def _config(built: Built) -> dict[str, Any]:
    config = {"config": config_json(built), "os": "linux", "architecture": "amd64"}
    return runtime_config({**config, "author": built.author or ""})


def _environment(image: Image) -> list[str]:
    return (image.config.get("config") or {}).get("Env") or []


def _history(image: Image) -> list[dict[str, Any]]:
    return image.config.get("history") or []
