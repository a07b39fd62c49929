"""Rewrites that keep the image, each with the best level that can be shown."""

from __future__ import annotations

from typing import Any

from tests.proof.rows import Sound


def _exact(name: str, before: str, after: str, engine: str = "buildkit", **given: Any) -> Sound:
    return Sound(name, before, after, "exact", engine, **given)


def _same(name: str, before: str, after: str, engine: str = "buildkit", **given: Any) -> Sound:
    return Sound(name, before, after, "same-image", engine, **given)


#: What metadata may be moved over: no instruction, or metadata of another kind.
_METADATA = (
    "LABEL a=b",
    "EXPOSE 80",
    "VOLUME /v",
    "STOPSIGNAL 9",
    'CMD ["a"]',
    'ENTRYPOINT ["b"]',
    "HEALTHCHECK NONE",
    "MAINTAINER me",
    "ONBUILD RUN x",
)
_OTHERS = ("RUN x", "COPY a b", "COPY --link a b", "ADD a b", "WORKDIR w", "USER u")

FREE_SWAPS = [
    _exact(f"{one} over {other}", f"{one}\n{other}\nRUN z\n", f"{other}\n{one}\nRUN z\n")
    for number, one in enumerate(_METADATA)
    for other in (*_METADATA[number + 1 :], *_OTHERS, 'SHELL ["s"]', "ENV K=v", "ARG K=v")
] + [
    _exact("SHELL over exec RUN", 'SHELL ["s"]\nRUN ["a"]\n', 'RUN ["a"]\nSHELL ["s"]\n', "any"),
    _exact(
        "SHELL over HEALTHCHECK",
        'SHELL ["s"]\nHEALTHCHECK CMD a\n',
        'HEALTHCHECK CMD a\nSHELL ["s"]\n',
        "any",
    ),
    _exact("USER over COPY", "USER u\nCOPY a /x/\n", "COPY a /x/\nUSER u\n", "any"),
    _exact("USER over WORKDIR /", "USER u\nWORKDIR /\nRUN x\n", "WORKDIR /\nUSER u\nRUN x\n"),
    _exact(
        "ENV over COPY that does not read it",
        "ENV A=1\nCOPY a /$B/\n",
        "COPY a /$B/\nENV A=1\n",
        "any",
    ),
    _exact(
        "ENV over an escaped reference", "ENV A=1\nLABEL a=\\$A\n", "LABEL a=\\$A\nENV A=1\n", "any"
    ),
    _exact(
        "ENV over a quoted reference", "ENV A=1\nLABEL a='$A'\n", "LABEL a='$A'\nENV A=1\n", "any"
    ),
    _exact("LABEL and LABEL of one key and value", "LABEL a=1\nLABEL a=1\n", "LABEL a=1\n", "any"),
    _exact("ARG over ARG without a RUN", "ARG A=1\nARG B=2\n", "ARG B=2\nARG A=1\n", "any"),
    _same("ENV over ENV", "ENV A=1\nENV B=2\nRUN x\n", "ENV B=2\nENV A=1\nRUN x\n", "any"),
    _same("ARG over ENV", "ARG A=1\nENV B=2\nRUN x\n", "ENV B=2\nARG A=1\nRUN x\n", "any"),
    _same("COPY over COPY", "COPY a /x/\nCOPY b /y/\n", "COPY b /y/\nCOPY a /x/\n"),
    _same(
        "COPY over COPY of a file beside it",
        "COPY a /x/a\nCOPY b /x/b\n",
        "COPY b /x/b\nCOPY a /x/a\n",
        "any",
    ),
    _same(
        "COPY over COPY of another stage",
        "FROM a AS s\nRUN x\nFROM b\nCOPY --from=s /a /x/\nCOPY b /y/\n",
        "FROM a AS s\nRUN x\nFROM b\nCOPY b /y/\nCOPY --from=s /a /x/\n",
    ),
    _same(
        "COPY over COPY above a RUN",
        "COPY a /x/\nCOPY b /y/\nRUN z\n",
        "COPY b /y/\nCOPY a /x/\nRUN z\n",
    ),
    _same(
        "COPY over COPY for a number",
        "COPY --chown=1:2 a /x/\nCOPY p /etc/passwd\n",
        "COPY p /etc/passwd\nCOPY --chown=1:2 a /x/\n",
    ),
    _same(
        "COPY over COPY for a name",
        "COPY --chown=app a /x/\nCOPY b /y/\n",
        "COPY b /y/\nCOPY --chown=app a /x/\n",
    ),
    _same("WORKDIR over COPY", "WORKDIR /a\nCOPY x /b/\n", "COPY x /b/\nWORKDIR /a\n"),
    _same(
        "WORKDIR of a known user over COPY",
        "USER 0\nWORKDIR /a\nCOPY x /b/\n",
        "USER 0\nCOPY x /b/\nWORKDIR /a\n",
    ),
    _same(
        "ADD of a download over COPY",
        "ADD http://x/a /a/\nCOPY b /b/\n",
        "COPY b /b/\nADD http://x/a /a/\n",
    ),
]

#: Rows of the table of exact rewrites.
EQUAL_FORMS = [
    _exact("ENV merged", "ENV A=1\nENV B=2\nRUN x\n", "ENV A=1 B=2\nRUN x\n", "any"),
    _exact("ENV split", "ENV A=1 B=2\nRUN x\n", "ENV A=1\nENV B=2\nRUN x\n", "any"),
    _exact("dead ENV", "ENV A=1\nENV A=2\nRUN x\n", "ENV A=2\nRUN x\n", "any"),
    _same(
        "dead ENV with a new key between",
        "ENV A=1\nENV B=1\nENV A=2\nRUN x\n",
        "ENV B=1\nENV A=2\nRUN x\n",
        "any",
    ),
    _exact("LABEL merged", "LABEL a=1\nRUN x\nLABEL b=2\n", "LABEL b=2 a=1\nRUN x\n", "any"),
    _exact("EXPOSE merged", "EXPOSE 80\nCMD a\nEXPOSE 90\n", "EXPOSE 90 80\nCMD a\n", "any"),
    _exact("VOLUME merged", "VOLUME /a\nVOLUME /b\n", 'VOLUME ["/b", "/a"]\n', "any"),
    _exact("ARG merged", "ARG A=1\nARG B=2\nRUN x\n", "ARG A=1 B=2\nRUN x\n", "any"),
    _exact("ARG merged with a reference", "ARG A=1\nARG B=$A\nRUN x\n", "ARG A=1 B=$A\nRUN x\n"),
    _exact("dead USER", "USER a\nCOPY a /x/\nUSER b\n", "COPY a /x/\nUSER b\n", "any"),
    _exact("dead CMD", "CMD a\nRUN x\nCMD b\n", "RUN x\nCMD b\n", "any"),
    _exact(
        "dead ENTRYPOINT",
        'CMD a\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
        'CMD a\nENTRYPOINT ["b"]\n',
        "any",
    ),
    _exact(
        "dead HEALTHCHECK", "HEALTHCHECK CMD a\nHEALTHCHECK NONE\n", "HEALTHCHECK NONE\n", "any"
    ),
    _exact(
        "dead SHELL", 'SHELL ["a"]\nRUN ["x"]\nSHELL ["b"]\n', 'RUN ["x"]\nSHELL ["b"]\n', "any"
    ),
    _exact(
        "dead HEALTHCHECK with the same times",
        "HEALTHCHECK --interval=5s --retries=0 CMD a\nHEALTHCHECK --interval=300s CMD b\n",
        "HEALTHCHECK --interval=5m CMD b\n",
        "any",
    ),
    _exact(
        "dead HEALTHCHECK with times, for BuildKit",
        "HEALTHCHECK --interval=5s CMD a\nHEALTHCHECK CMD b\n",
        "HEALTHCHECK CMD b\n",
    ),
    _exact("dead STOPSIGNAL", "STOPSIGNAL 1\nSTOPSIGNAL 2\n", "STOPSIGNAL 2\n", "any"),
    _exact("dead MAINTAINER", "MAINTAINER a\nMAINTAINER b\n", "MAINTAINER b\n", "any"),
    _exact("port and protocol", "EXPOSE 80\n", "EXPOSE 80/tcp\n", "any"),
    _exact("range of ports", "EXPOSE 80-82\n", "EXPOSE 80 81 82\n", "any"),
    _exact("ENV quoted", "ENV A=b\n", 'ENV A="b"\n', "any"),
    _exact("ENV with an escaped space", "ENV A=b\\ c\n", 'ENV A="b c"\n', "any"),
    _exact("LABEL quoted", "LABEL a='b c'\n", 'LABEL "a"="b c"\n', "any"),
    _exact("braces around a name", "LABEL a=$B\n", "LABEL a=${B}\n", "any"),
    _exact("legacy ENV", "ENV A b c\nRUN x\n", "ENV A=b\\ c\nRUN x\n", "any"),
    _exact("legacy LABEL", "LABEL a b\n", "LABEL a=b\n", "any"),
    _exact(
        "JSON respaced",
        'CMD ["a","b"]\nRUN ["c","d"]\n',
        'CMD [ "a", "b" ]\nRUN [ "c" , "d" ]\n',
        "any",
    ),
    _exact("JSON escapes", 'CMD ["\\u0061"]\n', 'CMD ["a"]\n', "any"),
    _exact(
        "flags reordered",
        "COPY --chown=1 --from=b --chmod=644 a /x/\n",
        "COPY --chmod=644 --from=b --chown=1 a /x/\n",
    ),
    _exact(
        "mounts reordered",
        "RUN --mount=type=tmpfs,target=/b --mount=type=cache,target=/a x\n",
        "RUN --mount=type=cache,target=/a --mount=target=/b,type=tmpfs x\n",
    ),
    _exact("--link=false", "COPY --link=false a /x/\n", "COPY a /x/\n"),
    _exact("--link with --chmod", "COPY --link --chmod=644 a /x/\n", "COPY --chmod=644 a /x/\n"),
    _exact("--network=default", "RUN --network=default x\n", "RUN x\n"),
    _exact("--security=sandbox", "RUN --security=sandbox x\n", "RUN x\n"),
    _exact("COPY to JSON", "COPY a b /x/\n", 'COPY ["a", "b", "/x/"]\n', "any"),
    _exact("source with ./", "COPY ./a /x/\n", "COPY a /x/\n", "any"),
    _exact(
        "absolute destination",
        "WORKDIR /w\nCOPY a b/\nRUN x\n",
        "WORKDIR /w\nCOPY a /w/b/\nRUN x\n",
        "any",
    ),
    _exact("destination .", "COPY a .\n", "COPY a ./\n", "any"),
    _exact(
        "stage by number",
        "FROM a AS s\nFROM b\nCOPY --from=s a /x/\n",
        "FROM a AS s\nFROM b\nCOPY --from=0 a /x/\n",
        "any",
    ),
    _exact(
        "stage in another case",
        "FROM a AS s\nFROM b\nCOPY --from=s a /x/\n",
        "FROM a as S\nFROM b\nCOPY --from=S a /x/\n",
        "any",
    ),
    _exact(
        "full name of an image",
        "FROM alpine\nRUN x\n",
        "FROM docker.io/library/alpine:latest\nRUN x\n",
        "any",
    ),
    _exact(
        "shell form to exec form",
        "RUN x y\nCMD z\n",
        'RUN ["/bin/sh", "-c", "x y"]\nCMD ["/bin/sh", "-c", "z"]\n',
        base_config={},
    ),
    _exact(
        "exec form to shell form",
        'SHELL ["/bin/bash", "-c"]\nRUN ["/bin/bash", "-c", "x"]\n',
        'SHELL ["/bin/bash", "-c"]\nRUN x\n',
    ),
    _exact(
        "WORKDIR joined to the last one, no directory",
        "WORKDIR /\nRUN x\n",
        "WORKDIR /\nWORKDIR /\nRUN x\n",
    ),
    _same("WORKDIR nested", "WORKDIR /a\nWORKDIR b\nRUN x\n", "WORKDIR /a/b\nRUN x\n"),
    _same(
        "WORKDIR nested three times",
        "WORKDIR /a\nWORKDIR b\nWORKDIR c\nCOPY x .\n",
        "WORKDIR /a/b/c\nCOPY x .\n",
    ),
    _same(
        "WORKDIR twice",
        "WORKDIR /a\nCOPY x .\nWORKDIR /a\nRUN x\n",
        "WORKDIR /a\nCOPY x .\nRUN x\n",
    ),
    _same(
        "WORKDIR twice for every builder",
        "USER 1\nWORKDIR /a\nENV B=c\nUSER 1\nWORKDIR /a\nUSER 2\nRUN x\n",
        "USER 1\nWORKDIR /a\nENV B=c\nUSER 2\nRUN x\n",
        "any",
    ),
    _same(
        "WORKDIR three times in a stage that another starts from",
        "FROM a AS b\nWORKDIR /a\nCMD x\nWORKDIR /a\nWORKDIR /a\nFROM b\nCOPY x .\n",
        "FROM a AS b\nCMD x\nWORKDIR /a\nFROM b\nCOPY x .\n",
        "any",
    ),
    _same(
        "WORKDIR twice, first in a child stage",
        "FROM a AS b\nWORKDIR /a\nFROM b\nWORKDIR /a\nWORKDIR /a\nRUN x\n",
        "FROM a AS b\nWORKDIR /a\nFROM b\nWORKDIR /a\nRUN x\n",
        "any",
    ),
    _exact("USER twice", "USER a\nRUN x\nUSER a\nRUN y\n", "USER a\nRUN x\nRUN y\n", "any"),
    _exact(
        "dead CMD and ENTRYPOINT of a child stage",
        "FROM a AS b\nCMD w\nFROM b\nCMD x\nENTRYPOINT y\nENTRYPOINT z\nCMD x\n",
        "FROM a AS b\nCMD w\nFROM b\nENTRYPOINT z\nCMD x\n",
        "any",
    ),
    _exact(
        "dead CMD below another SHELL",
        'CMD a\nSHELL ["b"]\nCMD c\n',
        'SHELL ["b"]\nCMD c\n',
        "any",
    ),
    _exact("dead STOPSIGNAL", "STOPSIGNAL 9\nRUN x\nSTOPSIGNAL 15\n", "RUN x\nSTOPSIGNAL 15\n"),
    _same(
        "WORKDIR twice in a known base",
        "WORKDIR /a\nADD x/ y/\nUSER 5\nRUN x\n",
        "WORKDIR /a\nWORKDIR /a\nADD x/ y/\nUSER 5\nRUN x\n",
        base_config={},
    ),
    _same(
        "WORKDIR twice over a child stage",
        "FROM a AS b\nWORKDIR /a\nFROM b\nWORKDIR /a\nRUN x\n",
        "FROM a AS b\nWORKDIR /a\nFROM b\nRUN x\n",
    ),
    _same("COPY merged", "COPY a /x/\nCOPY b /x/\nRUN x\n", "COPY a b /x/\nRUN x\n"),
    _same("COPY split", "COPY a b /x/\nRUN x\n", "COPY a /x/\nCOPY b /x/\nRUN x\n", "any"),
    _exact("comment in a continuation deleted", "RUN a \\\n# c\n  b\n", "RUN a \\\n  b\n", "any"),
    _exact("blank line in a continuation deleted", "RUN a \\\n\n  b\n", "RUN a \\\n  b\n", "any"),
    _exact("keyword in another case", "run x\ncopy a /x/\n", "RUN x\nCOPY a /x/\n", "any"),
    _exact("white space at the end", "RUN x  \nENV A=1\t\n", "RUN x\nENV A=1\n", "any"),
    _exact("line ends", "FROM a\r\nRUN x\r\n", "FROM a\nRUN x\n", "any"),
    _exact("byte order mark", "\ufeffFROM a\nRUN x\n", "FROM a\nRUN x\n", "any"),
    _exact("last line end", "RUN x", "RUN x\n", "any"),
    _exact("escape token", "# escape=`\nFROM a\nRUN a`\n b\n", "FROM a\nRUN a\\\n b\n"),
    _exact("delimiter of a heredoc RUN", "RUN <<A\nx\nA\n", "RUN <<B\nx\nB\n"),
    _exact("heredoc RUN to a line", "RUN <<A\nx\nA\n", "RUN <<-B\n\tx\n\tB\n"),
    _exact(
        "platform of scratch",
        "FROM --platform=linux/arm64 scratch\nCOPY a /\n",
        "FROM scratch\nCOPY a /\n",
    ),
    _exact("unused ARG at the end", "RUN x\nARG A=1\n", "RUN x\n", "any"),
    _exact("unused global argument", "ARG A=1\nFROM a\nRUN x\n", "FROM a\nRUN x\n", "any"),
    _exact(
        "default taken from the global argument",
        "ARG A=1\nFROM a\nARG A\nRUN x\n",
        "ARG A=1\nFROM a\nARG A=1\nRUN x\n",
        "any",
    ),
    _exact(
        "given argument", "ARG A=1\nENV B=$A\n", "ARG A=2\nENV B=$A\n", "any", build_args={"A": "5"}
    ),
    _exact(
        "CMD over ENTRYPOINT with triggers",
        'FROM a AS b\nONBUILD CMD x\nFROM b\nENTRYPOINT ["e"]\nCMD y\n',
        'FROM a AS b\nONBUILD CMD x\nFROM b\nCMD y\nENTRYPOINT ["e"]\n',
    ),
    _exact(
        "merged where complaints are errors",
        "# check=error=true\nFROM a\nENV A=1\nENV B=2\n",
        "# check=error=true\nFROM a\nENV A=1 B=2\n",
    ),
    _exact(
        "moved where complaints are errors",
        "# check=error=true\nFROM a\n# check=skip=x\nCMD x\nCOPY a b\n",
        "# check=error=true\nFROM a\nCOPY a b\n# check=skip=x\nCMD x\n",
    ),
    _exact(
        "both fail in the same way",
        "STOPSIGNAL NOPE\nLABEL a=b\n",
        "STOPSIGNAL NOPE\nLABEL a=c\n",
        "buildkit",
    ),
]
