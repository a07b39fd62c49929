"""The ports of EXPOSE, as BuildKit's ``parsePortSpec`` reads them."""

from __future__ import annotations

import re

from dfopt.builder.errors import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_PROTOCOLS: Final = ("tcp", "udp", "sctp")
_RANGE: Final = r"([0-9]+)(?:-([0-9]+))?"
_MAX_PORT: Final = 65535


def exposed_ports(text: str) -> tuple[range, str]:
    """Return the ports and the protocol of ``[[address:]host:]container[/protocol]``.

    Raises:
        BuildError: not a port, a range that is empty, or ranges of different lengths.
    """
    *outer, container = text.split(":")
    port, _, protocol = container.partition("/")
    protocol = protocol.lower() or "tcp"
    if not port:
        raise BuildError(f"EXPOSE {text!r} has no port")
    if protocol not in _PROTOCOLS:
        raise BuildError(f"EXPOSE {text!r}: the protocol is none of {', '.join(_PROTOCOLS)}")
    _check_address(":".join(outer[:-1]))
    first, last = _port_range(port)
    host = outer[-1] if outer else ""
    if host:
        host_first, host_last = _port_range(host)
        if first != last and last - first != host_last - host_first:
            raise BuildError(f"EXPOSE {text!r}: ranges of different lengths")
    return range(first, last + 1), protocol


def _port_range(text: str) -> tuple[int, int]:
    match = re.fullmatch(_RANGE, text)
    if match is None or len(text) > 100:
        raise BuildError(f"{text!r} is neither a port nor a range of ports")
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last <= _MAX_PORT:
        raise BuildError(f"{text!r} is not a range of ports up to {_MAX_PORT}")
    return first, last


def _check_address(address: str) -> None:
    if not address:
        return
    import ipaddress

    bare = address
    if address.startswith("["):
        match = re.fullmatch(r"\[([^\[\]]*)\]", address)
        bare = match[1] if match else "?"
    try:
        if "%" in bare:
            raise ValueError
        if bare or not address.startswith("["):
            ipaddress.ip_address(bare)
    except ValueError:
        raise BuildError(f"{address!r} is not an IP address") from None
