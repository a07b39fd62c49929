"""Servers for tests; each is stopped, and must end well."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.server.session import Session


@pytest.fixture
def folder(tmp_path):
    """A workspace folder."""
    path = tmp_path / "work"
    path.mkdir()
    return path


@pytest_asyncio.fixture
async def start(folder):
    """Start a server; options are those of :meth:`Session.start`."""
    sessions = []

    async def begin(*folders, **options):
        session = await Session.start(*(folders or (folder,)), **options)
        sessions.append(session)
        return session

    yield begin
    for session in sessions:
        assert await session.close() == 0
