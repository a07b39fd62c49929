"""Texts made to break a parser: huge, deep, and made of what is no text.

What is checked is that nothing is lost and nothing raised, with a limit of a minute for each case.
Growth is measured with ``DFOPT_GROWTH=1`` only, because times on a busy machine prove nothing.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

import dfopt
from tests import invariants

#: Seconds for one case; the slowest takes about a tenth of it.
LIMIT = 60


@pytest.fixture(autouse=True)
def time_limit():
    """Interrupt a case that has got lost, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def interrupt(number, frame):
        raise TimeoutError(f"not done after {LIMIT} s")

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


MAKERS: dict[str, tuple[int, Callable[[int], str]]] = {
    "one long line": (10_000_000, lambda n: "FROM a\nRUN " + "x" * n + "\n"),
    "one long comment": (10_000_000, lambda n: "#" + "x" * n + "\nFROM a\n"),
    "a long line of words": (500_000, lambda n: "FROM a\nEXPOSE " + "8 " * n + "\n"),
    "a long line of quotes": (1_000_000, lambda n: "FROM a\nENV A=" + "'\"" * n + "\n"),
    "a long line of escapes": (1_000_000, lambda n: "FROM a\nENV A=" + "\\" * n + "b\n"),
    "a long line of blanks": (1_000_000, lambda n: "FROM a\nENV A=1" + " " * n + "B=2\n"),
    "continuations": (10_000, lambda n: "FROM a\nRUN a" + " \\\n  && b" * n + "\n"),
    "continuations of pairs": (
        10_000, lambda n: "FROM a\nENV" + "".join(f" \\\n  K{i}=1" for i in range(n)) + "\n"),
    "comments inside": (100_000, lambda n: "FROM a\nRUN a \\\n" + "  # c\n" * n + "  b\n"),
    "blank lines inside": (100_000, lambda n: "FROM a\nRUN a \\\n" + "\n" * n + "  b\n"),
    "instructions": (100_000, lambda n: "FROM a\n" + "RUN x\n" * n),
    "equal variables": (3_000, lambda n: "FROM a\n" + "ENV A=1\n" * n),
    "variables": (3_000, lambda n: "FROM a\n" + "".join(f"ENV K{i}=1\n" for i in range(n))),
    "variables that read": (
        2_000, lambda n: "FROM a\n" + "".join(f"ENV K{i + 1}=$K{i}\n" for i in range(n))),
    "labels": (3_000, lambda n: "FROM a\n" + "".join(f"LABEL k{i}=1\n" for i in range(n))),
    "stages": (20_000, lambda n: "".join(f"FROM a AS s{i}\nCOPY . .\n" for i in range(n))),
    "nested expansion": (100_000, lambda n: "FROM a\nENV A=" + "${B:-" * n + "x" + "}" * n + "\n"),
    "open expansion": (100_000, lambda n: "FROM a\nENV A=" + "${B:-" * n + "\nENV B=1\n"),
    "nested expansions in two": (
        20_000, lambda n: ("FROM a\n" + f"ENV A={'${B:-' * n}x{'}' * n}\n"
                           + f"ENV C={'${B:-' * n}x{'}' * n}\n")),
    "triggers": (100_000, lambda n: "FROM a\n" + "ONBUILD " * n + "RUN x\n"),
    "trigger instructions": (20_000, lambda n: "FROM a\n" + "ONBUILD RUN x\n" * n),
    "flags": (100_000, lambda n: "FROM a\nRUN " + "--mount=type=tmpfs,target=/x " * n + "x\n"),
    "unknown flags": (100_000, lambda n: "FROM a\nCOPY " + "--x " * n + "a b\n"),
    "blank lines": (1_000_000, lambda n: "FROM a\n" + "\n" * n + "RUN x\n"),
    "sections": (20_000, lambda n: "FROM a\n" + "# header\n\nRUN x\n" * n),
    "nested arrays": (100_000, lambda n: "FROM a\nCMD " + "[" * n + "]" * n + "\n"),
    "a long array": (100_000, lambda n: "FROM a\nCMD [" + '"a",' * n + '"b"]\n'),
    "an open string": (1_000_000, lambda n: 'FROM a\nCMD ["' + "\\\\" * n + "\n"),
    "heredocs": (10_000, lambda n: "FROM a\nRUN" + " <<E" * n + "\n" + "E\n" * n),
    "open heredocs": (10_000, lambda n: "FROM a\n" + "RUN <<E\n" * n),
    "heredoc body": (500_000, lambda n: "FROM a\nRUN <<E\n" + "x\n" * n + "E\n"),
    "carriage returns": (1_000_000, lambda n: "FROM a\r" + "RUN x\r" * (n // 6)),
    "directives": (100_000, lambda n: "# check=skip=all\n" * n + "FROM a\n"),
    "pragmas": (50_000, lambda n: "FROM a\n" + "# dfopt: ignore=reorder\n" * n + "RUN x\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAKERS)
def test_huge(name):
    size, make = MAKERS[name]
    text = make(size)
    assert str(dfopt.parse(text)) == text
    result = dfopt.optimize(text)
    assert invariants.no_crash(result) is None
    assert invariants.refused_is_untouched(result) is None
    assert invariants.account_is_true(result) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ufeff",
        "\ufeff\ufeffFROM a\n",
        "\x00",
        "FROM a\x00b\nRUN \x00\n",
        "FROM a\nRUN \ud800\udcff \udc80\n",
        "FROM a\nENV A=\ud800\nENV B=\udcff\n",
        'FROM a\nCMD ["\\ud800", "\ud800"]\n',
        "FROM a\rRUN b\r",
        "\r",
        "\r\r\n\r",
        "FROM a\n\r\nENV A=1\r\r\nENV B=2\r\n",
        "FROM a\x85RUN b\u2028RUN c\x0cRUN d\x1cRUN e\n",
        "FROM a\n\u00a0RUN x\n\u3000RUN y\n",
        "FROM a\nRUN \x1b]0;title\x07\n",
        "\\",
        "\\\n",
        "FROM a\nENV A=1 \\",
        "FROM a\nENV A=1\nENV B=2 \\\n",
        "#",
        "# escape=\\\\",
        "# escape=`\n# escape=`\nFROM a\n",
        "ONBUILD",
        "FROM a\nONBUILD",
        "FROM a\nONBUILD ONBUILD ONBUILD",
        "<<EOF\nEOF\n",
        "FROM a\nRUN <<\n",
        "FROM a\nRUN <<''\n\n",
        "FROM a\nENV =\nENV ==\nENV A\n",
        "FROM a\nLABEL \"\n",
        "FROM a\nENV A='\nENV B=1\n",
        "FROM --platform=\nRUN --\nCOPY -- -- --\n",
        "FROM a\nCMD [\nCMD ]\nCMD [,]\nCMD [\"a\",]\n",
        "FROM a\nHEALTHCHECK\nHEALTHCHECK CMD\nHEALTHCHECK NONE x\n",
        "\ud83d\udc33ROM a\n",
        "\u017ftopsignal x\nFROM a\nEXPOSE ٣\nCOPY --from=٣ a b\n",
    ],
    ids=ascii,
)  # fmt: skip
def test_odd(text):
    assert invariants.round_trip(text) is None
    result = dfopt.optimize(text)
    assert invariants.no_crash(result) is None
    assert invariants.refused_is_untouched(result) is None
    assert invariants.account_is_true(result) is None
    assert invariants.second_run(result) is None
    assert isinstance(result.diff(), str)
    assert isinstance(result.explain(), str)


def _seconds(text: str) -> float:
    runs = []
    for _ in range(3):
        start = time.process_time()
        dfopt.optimize(text)
        runs.append(time.process_time() - start)
    return min(runs)


@pytest.mark.skipif(not os.environ.get("DFOPT_GROWTH"), reason="DFOPT_GROWTH is not set")
def test_growth(time_limit):
    """Four times the size takes no more than eight times as long."""
    slow = {}
    for name, (size, make) in MAKERS.items():
        signal.alarm(LIMIT * 10)
        small, large = _seconds(make(size // 4)), _seconds(make(size))
        if large > 8 * small + 0.05:
            slow[name] = f"{small:.3f} s, then {large:.3f} s"
    assert slow == {}
