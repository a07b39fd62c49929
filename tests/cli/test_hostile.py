"""Broken and hostile input: a clear message, nothing lost, no traceback, linear time."""

import os
import random
import time

import pytest

from tests.cli.samples import CHANGES

MUTANTS = int(os.environ.get("DFOPT_MUTANTS", "300"))

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n" * MEGABYTE, id="blank lines"),
        pytest.param(b"FROM a\nRUN " + b"x" * 10 * MEGABYTE, id="a line of 10 MB"),
        pytest.param(b"FROM a\nENV A=" + b"\\" * 10 * MEGABYTE, id="10 MB of backslashes"),
        pytest.param(b"FROM a\nRUN x" + b" \\\n y" * 10_000 + b"\n", id="10,000 continuations"),
        pytest.param(b"FROM a\nENV" + b" A=b\\\n" * 10_000 + b"\n", id="10,000 pairs"),
        pytest.param(b"FROM a\n" + b"ENV A=1\n" * 10_000, id="10,000 ENV with one key"),
        pytest.param(b"FROM a\nENV A=" + b"${A:-" * 50_000 + b"}" * 50_000, id="deep expansion"),
        pytest.param(b"FROM a\nENV A=" + b"${A:-" * 50_000, id="deep open expansion"),
        pytest.param(b'FROM a\nCMD ["' + b"[" * MEGABYTE, id="deep JSON text"),
        pytest.param(b"FROM a\nCMD " + b"[" * MEGABYTE, id="deep JSON"),
        pytest.param(b"FROM a\nONBUILD " * 10_000 + b"RUN x", id="nested ONBUILD"),
        pytest.param(b"FROM a\nRUN <<A" + b" <<A" * 5_000 + b"\n", id="many heredocs"),
        pytest.param(b"FROM a\nRUN <<A\n" + b"x\n" * 500_000, id="open heredoc"),
        pytest.param(b"FROM a\n" + b"# c\n" * 250_000 + b"ENV A=1\nENV B=2\n", id="comments"),
        pytest.param(b"# escape=`\r\nFROM a\r\nENV A=`\r\n", id="open continuation"),
        pytest.param(b"\xef\xbb\xbf" * 3 + b"FROM a\n", id="byte order marks"),
        pytest.param(b"\r" * MEGABYTE, id="carriage returns"),
        pytest.param(bytes(range(1, 256)) * 1000, id="every byte"),
    ],
)
def test_hostile_files(project, dfopt, content):
    (project / "Dockerfile").write_bytes(content)
    start = time.process_time()
    run = dfopt("--check", "Dockerfile")
    assert time.process_time() - start < 20
    assert run.code in (0, 1, 2)
    assert "internal error" not in run.err
    if run.code == 2:
        assert "Dockerfile:" in run.err
    assert len(run.err) < 20_000
    assert (project / "Dockerfile").read_bytes() == content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x7fELF\x00\x01", "Dockerfile: a binary file, not a Dockerfile in UTF-8"),
        ("FROM a".encode("utf-16"), "Dockerfile: UTF-16 text, not a Dockerfile in UTF-8"),
    ],
)
@pytest.mark.parametrize("mode", ["--check", "--write", "--diff"])
def test_binary_file(project, dfopt, content, message, mode):
    (project / "Dockerfile").write_bytes(content)
    run = dfopt(mode)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"dfopt: error: {message}\n1 file failed\n"
    assert (project / "Dockerfile").read_bytes() == content


def test_bytes_that_are_not_utf8_survive_a_rewrite(project, dfopt):
    content = CHANGES.encode() + b"# caf\xe9 \xff\xfe\x80\xed\xa0\x80\n"
    (project / "Dockerfile").write_bytes(content)
    assert dfopt("--write").code == 0
    rewritten = (project / "Dockerfile").read_bytes()
    assert rewritten != content
    assert rewritten.endswith(b"# caf\xe9 \xff\xfe\x80\xed\xa0\x80\n")


def mutate(content, chance):
    """Damage the content in one to four places."""
    content = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(content) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            content[place : place + chance.randint(1, 20)] = b""
        elif kind == 1:
            content[place:place] = bytes([chance.randrange(1, 256)])
        elif kind == 2:
            content[place:place] = chance.choice(
                [b"\\\n", b"<<EOF", b"${", b'"', b"'", b"[", b"\r", b"#", b"ONBUILD ", b"ENV "]
            )
        else:
            start = chance.randrange(len(content) + 1)
            content[place:place] = content[start : start + chance.randint(1, 60)]
    return bytes(content)


def test_mutated_files(project, dfopt):
    """A filter gives back a Dockerfile of the same kind, or the same bytes and an error."""
    chance = random.Random(3)
    seed = CHANGES + 'RUN <<EOF\necho hi\nEOF\nLABEL a=b\nLABEL c="$TARGET"\nCMD ["node"]\n'
    for _ in range(MUTANTS):
        content = mutate(seed.encode(), chance)
        run = dfopt("-", stdin=content)
        assert run.code in (0, 2), content
        assert "internal error" not in run.err, content
        if run.code == 2:
            assert run.raw == content
        else:
            again = dfopt("-", stdin=run.raw)
            assert (again.code, again.raw) == (0, run.raw), content
