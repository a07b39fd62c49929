"""Servers for tests; each is stopped at the end, and must end well."""

from __future__ import annotations

import itertools

import pytest
import pytest_asyncio

from tests.server.session import Client, Session, connect, disconnect

#: A test that asks for one of these gets a server of its own.
OWN = {"settings", "configuration", "environment"}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The workspace folder of the servers that tests share."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def numbers():
    """Numbers for folders."""
    return itertools.count()


@pytest.fixture
def folder(home, numbers):
    """A folder in the workspace, for one test."""
    path = home / f"work{next(numbers)}"
    path.mkdir()
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared():
    """Servers by what their client can do: starting one takes longer than most tests."""
    clients: dict[tuple[tuple[str, object], ...], Client] = {}
    yield clients
    for client in clients.values():
        assert await disconnect(client) == 0


@pytest_asyncio.fixture(loop_scope="session")
async def start(home, folder, shared):
    """Start a server, or use one that runs; options are those of :func:`connect`.

    With settings, an environment or folders of its own a test gets a server of its own.
    """
    sessions = []
    own = []

    async def begin(*folders, **options):
        is_shared = not folders and OWN.isdisjoint(options)
        if not is_shared:
            client = await connect(*(folders or (folder,)), **options)
            own.append(client)
        else:
            key = tuple(sorted(options.items()))
            if key not in shared:
                shared[key] = await connect(home, **options)
            client = shared[key]
        sessions.append(Session(client, folders or (folder,), is_shared=is_shared))
        return sessions[-1]

    yield begin
    for session in sessions:
        session.close()
    for client in own:
        assert await disconnect(client) == 0
