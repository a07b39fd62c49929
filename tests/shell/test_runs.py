"""From the arguments of a process to its script."""

from __future__ import annotations

import pytest

from dfopt.shell.nodes import Simple, commands
from dfopt.shell.runs import script_of_arguments
from tests.shell.corpus import runs_of


@pytest.mark.parametrize(
    ("shell", "dialect", "options"),
    [
        (["/bin/sh", "-c"], "sh", set()),
        (["sh", "-c"], "sh", set()),
        (["/usr/bin/sh", "-c"], "sh", set()),
        (["/bin/ash", "-c"], "sh", set()),
        (["/bin/dash", "-c"], "sh", set()),
        (["/bin/bash", "-c"], "bash", set()),
        (["bash", "-c"], "bash", set()),
        (["/bin/sh", "-ec"], "sh", {"e"}),
        (["/bin/sh", "-e", "-c"], "sh", {"e"}),
        (["/bin/sh", "-c", "-e"], "sh", {"e"}),
        (["/bin/sh", "-exc"], "sh", {"e", "x"}),
        (["/bin/bash", "-o", "pipefail", "-c"], "bash", {"pipefail"}),
        (["/bin/bash", "-euxo", "pipefail", "-c"], "bash", {"e", "u", "x", "pipefail"}),
        (["/bin/bash", "-eo", "pipefail", "-c"], "bash", {"e", "pipefail"}),
        (["/bin/bash", "-o", "errexit", "-o", "nounset", "-c"], "bash", {"e", "u"}),
    ],
)
def test_shells(shell, dialect, options):
    script = script_of_arguments((*shell, "a && b"))
    assert script.opaque is None
    assert (script.text, script.dialect, script.options) == ("a && b", dialect, options)
    assert len(list(commands(script))) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sh"],
        ["sh", "-c"],
        ["sh", "a"],
        ["sh", "-e", "a"],
        ["sh", "-c", "a", "b"],
        ["sh", "-c", "--", "a"],
        ["sh", "-lc", "a"],
        ["sh", "-ic", "a"],
        ["sh", "-nc", "a"],
        ["sh", "-vc", "a"],
        ["sh", "+e", "-c", "a"],
        ["sh", "-c", "+e", "a"],
        ["sh", "-c", "-x"],
        ["bash", "-O", "extglob", "-c", "a"],
        ["bash", "--login", "-c", "a"],
        ["bash", "-o", "posix", "-c", "a"],
        ["bash", "-c", "-o"],
        ["bash", "-c", "a", "-o", "pipefail"],
        ["sh", "-c", "[[ a ]]"],
        ["sh", "-c", "'"],
    ],
)
def test_opaque(arguments):
    script = script_of_arguments(arguments)
    assert script.opaque is not None
    assert script.body.items == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ["npm", "ci"],
        ["a"],
        ["a", "", "b c", "$d", "*", "~", "&&", "'", "\n", "#"],
        ["powershell", "-Command", "a; b"],
        ["cmd", "/S", "/C", "a && b"],
        ["python3", "-c", "import os; os.x()"],
        ["/usrsh", "-c", "a"],
        ["/usr/local/bin/bash", "-c", "a; b"],
        ["/bin/zsh", "-c", "a; b"],
        ["./sh", "-c", "a; b"],
        ["SH", "-c", "a; b"],
        [""],
    ],
)
def test_other_programs_are_one_command_with_these_arguments(arguments):
    script = script_of_arguments(arguments)
    assert script.opaque is None
    (command,) = commands(script)
    assert isinstance(command, Simple)
    assert [word.literal for word in command.words] == arguments
    assert not command.assignments
    assert not command.redirections
    assert script.options == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a && \\\n  # why\n  b", [("/bin/sh -c", "a &&   b")]),
        ('SHELL ["bash", "-ec"]\nRUN a', [("bash -ec", "a")]),
        ('SHELL ["bash", "-c"]\nFROM b\nRUN a', [("/bin/sh -c", "a")]),
        ("RUN <<E\na\nb\nE\n", [("/bin/sh -c", "a\nb\n")]),
        ("RUN <<-E\n\ta\n\tE\n", [("/bin/sh -c", "a\n")]),
        ("RUN cat <<E >f\na\nE\n", [("/bin/sh -c", "cat <<E >f\na\nE")]),
        ("RUN <<E bash\na\nE\n", [("/bin/sh -c", "<<E bash\na\nE")]),
        ('RUN ["a", "b"]', []),
        ("RUN --network=none a", [("/bin/sh -c", "a")]),
    ],
)
def test_scripts_of_the_corpus_are_what_the_shell_gets(text, expected):
    found = [(" ".join(shell), script) for shell, script in runs_of(f"FROM a\n{text}\n")]
    assert found == expected
