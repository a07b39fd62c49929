"""Illegal swaps: every cell of the commutation matrix that has any."""

from __future__ import annotations

from tests.proof.rows import Unsound

#: Every cell of the commutation matrix that is illegal, or legal under a condition that fails.
SWAPS = [
    # r: a word of the other instruction reads what is set.
    *[
        Unsound(
            f"{kind} {word} over what reads it",
            f"{kind} A=1\n{word}\n",
            f"{word}\n{kind} A=1\n",
            reason,
        )
        for kind in ("ENV", "ARG")
        for word, reason in (
            ("LABEL a=$A", "Labels a is now"),
            ("EXPOSE $A", "ExposedPorts"),
            ("VOLUME /$A", "Volumes"),
            ("STOPSIGNAL $A", "StopSignal is now"),
            ("USER $A", "User is now"),
            ("WORKDIR /$A", "WorkingDir is now"),
            ("COPY a /$A/", "now works on other paths"),
            ("COPY $A /x/", "now works on other paths"),
            ("COPY --chown=$A a /x/", "with another owner"),
        )
    ],
    Unsound(
        "ENV over a heredoc",
        "ENV A=1\nCOPY <<E /x\n$A\nE\n",
        "COPY <<E /x\n$A\nE\nENV A=1\n",
        "now works on other paths",
    ),
    Unsound(
        "ENV over the mount of a RUN",
        "ENV A=1\nRUN --mount=type=bind,source=$A,target=/m x\n",
        "RUN --mount=type=bind,source=$A,target=/m x\nENV A=1\n",
        "no longer sees A",
    ),
    # c1
    Unsound(
        "ENV and ENV of one key",
        "ENV A=1\nENV A=2\n",
        "ENV A=2\nENV A=1\n",
        "Env A is now 1, before 2",
    ),
    Unsound(
        "ENV over ENV that reads it", "ENV A=1\nENV B=$A\n", "ENV B=$A\nENV A=1\n", "Env B is now"
    ),
    Unsound(
        "ARG over ENV that reads it", "ARG A=1\nENV B=$A\n", "ENV B=$A\nARG A=1\n", "Env B is now"
    ),
    Unsound(
        "ARG and ENV of one key",
        "ARG A=1\nENV A=2\nRUN x\n",
        "ENV A=2\nARG A=1\nRUN x\n",
        "now sees A=build argument A (default 1), before A=2",
    ),
    Unsound(
        "ARG over what defines its input",
        "ARG X=$Y\nENV Y=2\nRUN x\n",
        "ENV Y=2\nARG X=$Y\nRUN x\n",
        "now sees X=",
    ),
    # c2
    Unsound(
        "ENV over RUN", "RUN x\nENV A=1\n", "ENV A=1\nRUN x\n", "now sees A=1, before it did not"
    ),
    Unsound("ARG over RUN", "RUN x\nARG A=1\n", "ARG A=1\nRUN x\n", "now sees A=build argument A"),
    Unsound(
        "ARG without a default over RUN",
        "RUN x\nARG A\n",
        "ARG A\nRUN x\n",
        "now sees A=build argument A, if given",
    ),
    # k, x, X, s
    Unsound(
        "LABEL and LABEL of one key",
        "LABEL a=1\nLABEL a=2\n",
        "LABEL a=2\nLABEL a=1\n",
        "Labels a is now 1",
    ),
    Unsound(
        "STOPSIGNAL twice",
        "STOPSIGNAL 1\nSTOPSIGNAL 2\n",
        "STOPSIGNAL 2\nSTOPSIGNAL 1\n",
        "StopSignal is now 1",
    ),
    Unsound("USER twice", "USER a\nUSER b\n", "USER b\nUSER a\n", "User is now a, before b"),
    Unsound(
        "SHELL twice",
        'SHELL ["a"]\nSHELL ["b"]\n',
        'SHELL ["b"]\nSHELL ["a"]\n',
        "Shell is now [a]",
    ),
    Unsound("CMD twice", "CMD a\nCMD b\n", "CMD b\nCMD a\n", "Cmd is now"),
    Unsound(
        "ENTRYPOINT twice",
        'ENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
        'ENTRYPOINT ["b"]\nENTRYPOINT ["a"]\n',
        "Entrypoint is now [a]",
    ),
    Unsound(
        "HEALTHCHECK twice",
        "HEALTHCHECK NONE\nHEALTHCHECK CMD a\n",
        "HEALTHCHECK CMD a\nHEALTHCHECK NONE\n",
        "Healthcheck",
    ),
    Unsound(
        "MAINTAINER twice",
        "MAINTAINER a\nMAINTAINER b\n",
        "MAINTAINER b\nMAINTAINER a\n",
        "the author is now a",
    ),
    Unsound("USER over RUN", "USER a\nRUN x\n", "RUN x\nUSER a\n", "now has user"),
    Unsound("WORKDIR over RUN", "WORKDIR /a\nRUN x\n", "RUN x\nWORKDIR /a\n", "now has directory"),
    Unsound(
        "WORKDIR over WORKDIR",
        "WORKDIR /a\nWORKDIR b\n",
        "WORKDIR b\nWORKDIR /a\n",
        "WorkingDir is now /a",
    ),
    Unsound(
        "ONBUILD over ONBUILD",
        "ONBUILD RUN a\nONBUILD RUN b\n",
        "ONBUILD RUN b\nONBUILD RUN a\n",
        "OnBuild is now [RUN b, RUN a]",
    ),
    Unsound(
        "RUN over RUN", "RUN a\nRUN b\n", "RUN b\nRUN a\n", "RUN at line 2 now comes before RUN"
    ),
    Unsound(
        "RUN over COPY",
        "COPY a /a\nRUN b\n",
        "RUN b\nCOPY a /a\n",
        "RUN at line 2 now comes before COPY",
    ),
    Unsound("SHELL over RUN", 'RUN x\nSHELL ["b"]\n', 'SHELL ["b"]\nRUN x\n', "now has shell [b]"),
    Unsound(
        "SHELL over a heredoc RUN",
        'RUN <<E\nx\nE\nSHELL ["b"]\n',
        'SHELL ["b"]\nRUN <<E\nx\nE\n',
        "now has shell [b]",
    ),
    Unsound(
        "SHELL over ENTRYPOINT",
        'ENTRYPOINT x\nSHELL ["b"]\n',
        'SHELL ["b"]\nENTRYPOINT x\n',
        "Entrypoint is now [b, x]",
    ),
    # c3, c4, c5
    Unsound(
        "USER over WORKDIR", "USER 1\nWORKDIR /a\n", "WORKDIR /a\nUSER 1\n", "with another owner"
    ),
    Unsound(
        "WORKDIR over COPY to a relative path",
        "WORKDIR /a\nCOPY x y\n",
        "COPY x y\nWORKDIR /a\n",
        "now works on other paths",
    ),
    Unsound(
        "WORKDIR over COPY into it",
        "WORKDIR /a\nCOPY x /a\n",
        "COPY x /a\nWORKDIR /a\n",
        "now comes before",
    ),
    Unsound(
        "WORKDIR of a user over COPY below it",
        "USER 1\nWORKDIR /a\nCOPY x /a/b/\n",
        "USER 1\nCOPY x /a/b/\nWORKDIR /a\n",
        "now comes before",
    ),
    Unsound(
        "WORKDIR of a user over COPY of its name",
        "USER app\nWORKDIR /a\nCOPY passwd /etc/\n",
        "USER app\nCOPY passwd /etc/\nWORKDIR /a\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY of one directory",
        "COPY a /x/\nCOPY b /x/\n",
        "COPY b /x/\nCOPY a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY above it",
        "COPY a /x/y/\nCOPY b /x/\n",
        "COPY b /x/\nCOPY a /x/y/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY with another owner",
        "COPY a /x/y/\nCOPY --chown=1 b /x/z/\n",
        "COPY --chown=1 b /x/z/\nCOPY a /x/y/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY with a mode",
        "COPY a /x/y/\nCOPY --chmod=600 b /x/z/\n",
        "COPY --chmod=600 b /x/z/\nCOPY a /x/y/\n",
        "now comes before",
    ),
    Unsound(
        "COPY for a name over the table of users",
        "COPY --chown=app a /x/\nCOPY p /etc/passwd\n",
        "COPY p /etc/passwd\nCOPY --chown=app a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY for a group over the table of groups",
        "COPY --chown=1:app a /x/\nCOPY p /etc/group\n",
        "COPY p /etc/group\nCOPY --chown=1:app a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY to /",
        "COPY a /\nCOPY b /x/\n",
        "COPY b /x/\nCOPY a /\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY to an unknown place",
        "COPY a $D/\nCOPY b /x/\n",
        "COPY b /x/\nCOPY a $D/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY to where the base has its directory",
        "FROM example/base\nCOPY a d/\nCOPY b /x/\n",
        "FROM example/base\nCOPY b /x/\nCOPY a d/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY through a link that a third one may have made",
        "COPY d /x/\nCOPY a /x/y/\nCOPY b /z/\n",
        "COPY d /x/\nCOPY b /z/\nCOPY a /x/y/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY after a process",
        "RUN ln -s /x /y\nCOPY a /x/\nCOPY b /y/\n",
        "RUN ln -s /x /y\nCOPY b /y/\nCOPY a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY after a process of the base stage",
        "FROM a AS base\nRUN x\nFROM base\nCOPY a /x/\nCOPY b /y/\n",
        "FROM a AS base\nRUN x\nFROM base\nCOPY b /y/\nCOPY a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over an archive",
        "COPY a /x/\nADD b /y/\n",
        "ADD b /y/\nCOPY a /x/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY through the usual links",
        "COPY a/tool /bin/\nCOPY b/tool /usr/bin/\n",
        "COPY b/tool /usr/bin/\nCOPY a/tool /bin/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY on Windows",
        "# escape=`\nFROM a\nCOPY a /X/\nCOPY b /x/y/\n",
        "# escape=`\nFROM a\nCOPY b /x/y/\nCOPY a /X/\n",
        "now comes before",
    ),
    Unsound(
        "COPY over COPY in drives",
        "# escape=`\nFROM a\nWORKDIR /\nCOPY a c:\\x\\\nCOPY b c:\\x\\y\\\n",
        "# escape=`\nFROM a\nWORKDIR /\nCOPY b c:\\x\\y\\\nCOPY a c:\\x\\\n",
        "now comes before",
    ),
]
