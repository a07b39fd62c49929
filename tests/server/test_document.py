"""What docs/server.md says is true."""

from __future__ import annotations

import re

from dfopt.server.app import make_server
from dfopt.server.settings import EditorSettings
from tests.server.session import ROOT

PAGE = (ROOT / "docs" / "server.md").read_text()


def test_the_settings_are_those_that_are_read() -> None:
    _, table = PAGE.split("| setting |")
    named = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| (`[^|]*) \|", table))))
    fields = {re.sub("_(.)", lambda m: m[1].upper(), n) for n in EditorSettings.__annotations__}
    assert named == fields


def test_what_is_answered_is_named() -> None:
    server = make_server()
    methods = {m.partition("/")[2] for m in server.protocol.fm.features if "/" in m}
    silent = {n for n in methods if n.startswith("did")} | {"diagnostic", "resolve"}
    assert [n for n in methods - silent if f"{n}`" not in PAGE] == []
    assert [n for n in server.protocol.fm.commands if f"`{n}`" not in PAGE] == []
    server.analyses.close()
