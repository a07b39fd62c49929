"""Platforms, as ``platforms.Parse`` of containerd reads them, and the arguments made of them."""

from __future__ import annotations

import re

from dfopt.builder.environment import argument
from dfopt.builder.values import term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from dfopt.builder.environment import Environment
    from dfopt.builder.values import Value

#: BuildKit's ``defaultArgs``: the arguments that are there without being declared globally.
PREDEFINED: Final = (
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
)

_SYSTEM: Final = r"[A-Za-z0-9_-]+(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?"
_COMPONENT: Final = r"[A-Za-z0-9_.-]+"
_ARCHITECTURES: Final = {
    "i386": ("386", ""),
    "x86_64": ("amd64", None),
    "x86-64": ("amd64", None),
    "aarch64": ("arm64", None),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
}
_KNOWN_SYSTEM: Final = (
    r"(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|"
    r"solaris|wasip1|windows|zos)(?:\(.*)?"
)
_KNOWN_ARCHITECTURE: Final = (
    r"386|amd64|amd64p32|arm|armbe|arm64|arm64be|ppc64|ppc64le|loong64|mips|mipsle|mips64|"
    r"mips64le|mips64p32|mips64p32le|ppc|riscv|riscv64|s390|s390x|sparc|sparc64|wasm"
)


def parse_platform(text: str) -> str | None:
    """Return the platform in its usual spelling, such as ``linux/arm/v7``; None if it is wrong.

    An operating system or an architecture alone is completed with those of linux/amd64.
    """
    parts = text.split("/")
    if len(parts) > 3 or not re.fullmatch(_SYSTEM, parts[0]):
        return None
    if not all(re.fullmatch(_COMPONENT, part) for part in parts[1:]):
        return None
    if len(parts) == 1:
        system = _system(parts[0])
        if re.fullmatch(_KNOWN_SYSTEM, system):
            return f"{system}/amd64"
        architecture, variant = _architecture(parts[0], "")
        if not re.fullmatch(_KNOWN_ARCHITECTURE, architecture):
            return None
        return _spelled("linux", architecture, "" if variant == "v7" else variant)
    architecture, variant = _architecture(parts[1], parts[2] if len(parts) == 3 else "")
    if len(parts) == 2 and architecture == "arm" and variant == "v7":
        variant = ""
    if len(parts) == 3 and architecture == "arm64" and not variant:
        variant = "v8"
    return _spelled(_system(parts[0]), architecture, variant)


def _system(text: str) -> str:
    lowered = text.lower()
    return "darwin" if lowered == "macos" else lowered


def _architecture(text: str, variant: str) -> tuple[str, str]:
    architecture, fixed = _ARCHITECTURES.get(text.lower(), (text.lower(), None))
    variant = variant.lower() if fixed is None else fixed
    if architecture == "amd64" and variant == "v1":
        return architecture, ""
    if architecture == "arm64" and variant in ("8", "v8", "v8.0"):
        return architecture, ""
    if architecture == "arm":
        variant = {"": "v7", "5": "v5", "6": "v6", "7": "v7", "8": "v8"}.get(variant, variant)
    return architecture, variant


def _spelled(system: str, architecture: str, variant: str) -> str:
    return "/".join(filter(None, (system, architecture, variant)))


def predefined_arguments(
    environment: Environment,
    platform: Value,
    target: Value,
    build_arguments: Mapping[str, str],
    *,
    symbolic: bool,
) -> None:
    """Declare the arguments that BuildKit defines itself (``defaultArgs``).

    Args:
        environment: the global scope.
        platform: what is built for, and on.
        target: the name of the target stage, ``default`` if it has none.
        build_arguments: values that override.
        symbolic: whether build arguments that are not given stay unknown.
    """
    system, _, rest = platform.partition("/") if type(platform) is str else ("", "", "")
    architecture, _, variant = rest.partition("/")
    known = {"PLATFORM": platform, "OS": system, "ARCH": architecture, "VARIANT": variant}
    for name in PREDEFINED:
        value: Value | None = build_arguments.get(name)
        if value is None and name == "TARGETSTAGE":
            value = argument(name, target) if symbolic else target
        elif value is None and symbolic:
            value = argument(name, term("platform", name))
        elif value is None:
            value = known.get(name.removeprefix("BUILD").removeprefix("TARGET"), "")
        environment.assign(name, value)
