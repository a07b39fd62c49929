"""Nothing that goes wrong inside of dfopt reaches the client as an error."""

from __future__ import annotations

import functools

from pygls.exceptions import JsonRpcException

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any, TypeVar

    from dfopt.server.core import Server

    P = TypeVar("P")
    R = TypeVar("R")


def guarded(
    handler: Callable[[Server, P], Awaitable[R]],
    instead: Callable[[P], R | None] = lambda _: None,
) -> Callable[[Server, P], Coroutine[Any, Any, R | None]]:
    """Make a handler write to the log what goes wrong in it, and not fail.

    Args:
        handler: answers a message; the errors of the protocol, which are no faults, it may raise.
        instead: what to answer where it fails, given the message.
    """

    @functools.wraps(handler)
    async def wrapped(ls: Server, params: P) -> R | None:
        try:
            return await handler(ls, params)
        except JsonRpcException:
            raise
        except Exception as error:
            ls.client.complain(handler.__name__, error)
            return instead(params)

    # The library looks for types to read arguments as; names of this package it could not resolve.
    wrapped.__annotations__ = {}
    return wrapped
