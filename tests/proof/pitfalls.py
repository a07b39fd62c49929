"""What a rewriter may overlook, and what only some builders see."""

from __future__ import annotations

from tests.proof.rows import Unsound

#: What else a rewriter may overlook.
PITFALLS = [
    Unsound(
        "comment turned into a directive",
        "FROM a\n# check=error=true\nRUN x\n",
        "# check=error=true\nFROM a\nRUN x\n",
        "the check directive",
    ),
    Unsound(
        "directive turned into a comment",
        "# syntax=docker/dockerfile:1\nFROM a\n",
        "\n# syntax=docker/dockerfile:1\nFROM a\n",
        "the syntax directive",
    ),
    Unsound(
        "escape directive lost",
        "# escape=`\nFROM a\nCOPY a`\n b c/\n",
        "# x\n# escape=`\nFROM a\nCOPY a`\n b c/\n",
        "has an error",
    ),
    Unsound(
        "header above the directive",
        "# syntax=docker/dockerfile:1\nFROM a\n",
        "# licence\n# syntax=docker/dockerfile:1\nFROM a\n",
        "the syntax directive",
    ),
    Unsound(
        "another frontend",
        "# syntax=me/mine\nFROM a\nENV A=1\nENV B=2\n",
        "# syntax=me/mine\nFROM a\nENV A=1 B=2\n",
        "the frontend me/mine",
    ),
    Unsound(
        "pragma left behind",
        "# check=error=true\nFROM a\n# check=skip=JSONArgsRecommended\n\nCMD x\nLABEL a=b\n",
        "# check=error=true\nFROM a\n# check=skip=JSONArgsRecommended\n\nLABEL a=b\nCMD x\n",
        "there may be a new one about",
    ),
    Unsound(
        "new complaint",
        "# check=error=true\nFROM a\nENV A=b\n",
        "# check=error=true\nFROM a\nENV A b\n",
        "there may be a new one about ENV",
    ),
    Unsound(
        "keyword in another case",
        "# check=skip=x;error=true\nFROM a\nENV A=b\n",
        "# check=skip=x;error=true\nFROM a\nenv A=b\n",
        "there may be a new one about ENV",
    ),
    Unsound(
        "complaints made errors from outside",
        "CMD x\n",
        "CMD x\nCMD x\n",
        "a new one about CMD",
        build_args={"BUILDKIT_DOCKERFILE_CHECK": "error=true"},
    ),
    Unsound(
        "numeric stage",
        "FROM a\nRUN x\nFROM b\nRUN y\nFROM c\nCOPY --from=0 /x /x\n",
        "FROM b\nRUN y\nFROM a\nRUN x\nFROM c\nCOPY --from=0 /x /x\n",
        "stage 0: ",
    ),
    Unsound("stage deleted", "FROM a AS x\nFROM b\n", "FROM b\n", "the stages are not the same"),
    Unsound(
        "stage renamed",
        "FROM a AS x\nRUN x\n",
        "FROM a AS y\nRUN x\n",
        "the stages are not the same",
    ),
    Unsound(
        "stages swapped",
        "FROM a AS x\nFROM b AS y\n",
        "FROM b AS y\nFROM a AS x\n",
        "the stages are not the same",
    ),
    Unsound(
        "unreachable stage changed",
        "FROM a AS test\nRUN x\nFROM b\n",
        "FROM a AS test\nRUN y\nFROM b\n",
        "stage test: RUN at line 2",
    ),
    Unsound(
        "base of another name",
        "FROM a AS x\nFROM x\nENV A=1\n",
        "FROM a AS x\nFROM a\nENV A=1\n",
        "the stages that it is made from",
    ),
    Unsound(
        "files of another stage",
        "FROM a AS x\nFROM a AS y\nFROM b\nCOPY --from=x /a /a\n",
        "FROM a AS x\nFROM a AS y\nFROM b\nCOPY --from=y /a /a\n",
        "the stages that it is made from",
    ),
    Unsound(
        "mount of another stage",
        "FROM a AS x\nFROM a AS y\nFROM b\nRUN --mount=from=x,target=/m z\n",
        "FROM a AS x\nFROM a AS y\nFROM b\nRUN --mount=from=y,target=/m z\n",
        "the stages that it is made from",
    ),
    Unsound("tag of the base", "FROM a:1\n", "FROM a:2\n", "image docker.io/library/a:1"),
    Unsound(
        "platform of the base", "FROM --platform=linux/arm64 a\n", "FROM a\n", "the platform is now"
    ),
    Unsound(
        "default of a global argument",
        "ARG V=1\nFROM a:$V\n",
        "ARG V=2\nFROM a:$V\n",
        "build argument V (default 1)",
    ),
    Unsound(
        "global argument moved into the stage",
        "ARG V=1\nFROM a\nARG V\nRUN x\n",
        "ARG V=1\nFROM a\nRUN x\n",
        "no longer sees V",
    ),
    Unsound(
        "order of global arguments",
        "ARG A=1\nARG B=$A\nFROM a:$B\n",
        "ARG B=$A\nARG A=1\nFROM a:$B\n",
        "image a:<build argument B (default empty)>",
    ),
    Unsound(
        "default of an argument",
        "ARG A=1\nRUN x\n",
        "ARG A=2\nRUN x\n",
        "(default 2), before A=build argument A (default 1)",
    ),
    Unsound(
        "default dropped",
        "ARG A=1\nRUN x\n",
        "ARG A\nRUN x\n",
        "if given, before A=build argument A (default 1)",
    ),
    Unsound(
        "argument made a variable",
        "ARG A=1\nRUN x\n",
        "ENV A=1\nRUN x\n",
        "Env A is now 1, before absent",
    ),
    Unsound(
        "given argument without a use",
        "ARG A=1\nRUN x\n",
        "RUN x\n",
        "no longer sees A, before A=5",
        build_args={"A": "5"},
    ),
    Unsound(
        "argument of a child stage",
        "FROM a AS x\nARG A=1\nFROM x\nRUN y\n",
        "FROM a AS x\nFROM x\nRUN y\n",
        "no longer sees A",
    ),
    Unsound(
        "target stage",
        "ARG TARGETSTAGE\nFROM a\nARG TARGETSTAGE\nRUN x\n",
        "ARG TARGETSTAGE\nFROM a\nRUN x\n",
        "no longer sees TARGETSTAGE",
    ),
    Unsound(
        "time of files",
        "ARG SOURCE_DATE_EPOCH=0\nFROM scratch\nCOPY a /\n",
        "FROM scratch\nCOPY a /\n",
        "an ARG that BuildKit itself obeys",
    ),
    Unsound("ONBUILD text", "ONBUILD RUN  x\n", "ONBUILD RUN x\n", "OnBuild is now [RUN x]"),
    Unsound("ONBUILD made an instruction", "ONBUILD RUN x\n", "RUN x\n", "OnBuild is now unset"),
    Unsound(
        "trigger in a child stage",
        "FROM a AS x\nONBUILD ENV A=1\nFROM x\nRUN y\n",
        "FROM a AS x\nFROM x\nENV A=1\nRUN y\n",
        "stage x: OnBuild is now unset",
    ),
    Unsound(
        "trigger that resets CMD",
        'FROM a AS x\nONBUILD ENTRYPOINT ["e"]\nCMD ["c"]\nFROM x\n',
        'FROM a AS x\nONBUILD CMD ["c"]\nONBUILD ENTRYPOINT ["e"]\nCMD ["c"]\nFROM x\n',
        "OnBuild is now",
    ),
    Unsound(
        "last instruction at the end of the file",
        "CMD a\nUSER b\\",
        "USER b\\\nCMD a\n",
        "User is now",
    ),
    Unsound(
        "error in one file only", "STOPSIGNAL 9\n", "STOPSIGNAL NOPE\n", "now it cannot be built"
    ),
    Unsound("error repaired", 'ENV A="b\n', "ENV A=b\n", "before it cannot be built"),
    Unsound(
        "error in a dead instruction deleted",
        "STOPSIGNAL NOPE\nSTOPSIGNAL 9\n",
        "STOPSIGNAL 9\n",
        "before it cannot be built",
    ),
    Unsound("unknown instruction", "RUN x\n", "RUNN x\n", "the second file has an error at line 2"),
    Unsound(
        "stage that does not exist",
        "FROM a AS x\nFROM b\nCOPY --from=x /a /a\n",
        "FROM a AS x\nFROM b\nCOPY --from=1 /a /a\n",
        "the stages that it is made from",
    ),
    Unsound(
        "possible error in a dead ENV",
        "ENV A=${B:?}\nENV A=1\n",
        "ENV A=1\n",
        "whether the build fails",
    ),
    Unsound(
        "possible error in a dead ARG", 'ARG A="b\nCMD x\n', "CMD x\n", "whether the build fails"
    ),
    Unsound(
        "possible error in a dead signal",
        "STOPSIGNAL $A\nSTOPSIGNAL 9\n",
        "STOPSIGNAL 9\n",
        "whether the build fails",
    ),
    Unsound(
        "possible error in a dead USER",
        "USER ${A?no}\nUSER b\n",
        "USER b\n",
        "whether the build fails",
    ),
    Unsound(
        "possible error in an unused global argument",
        "ARG A=${B:?}\nFROM a\n",
        "FROM a\n",
        "at other ARGs above the first FROM",
    ),
    Unsound(
        "variable of an unknown name",
        "ENV A=1\nENV $K=2\nENV A=3\n",
        "ENV A=3\nENV $K=2\n",
        "a variable whose name is not known",
    ),
    Unsound(
        "label of an unknown name",
        "LABEL $K=1\nLABEL a=2\n",
        "LABEL a=2\nLABEL $K=1\n",
        "a label whose name is not known",
    ),
    Unsound(
        "environment of the base",
        "ENV PATH=/x:$PATH\nENV PATH=/y:$PATH\n",
        "ENV PATH=/y:/x:$PATH\nENV PATH=/z:$PATH\n",
        "Env PATH is now",
    ),
    Unsound(
        "tilde of another user",
        "USER a\nRUN x\nUSER b\n",
        "USER b\nRUN x\n",
        "now has user b, before a",
    ),
    Unsound(
        "SHELL of a HEALTHCHECK",
        'SHELL ["a"]\nHEALTHCHECK CMD x\n',
        "HEALTHCHECK CMD x\n",
        "Shell is now",
    ),
    Unsound(
        "HEALTHCHECK flag",
        "HEALTHCHECK --retries=1 CMD x\n",
        "HEALTHCHECK --retries=2 CMD x\n",
        "Healthcheck",
    ),
    Unsound(
        "chmod instead of a RUN below WORKDIR",
        "WORKDIR /app\nCOPY run.sh /app\nRUN chmod 777 /app\n",
        "WORKDIR /app\nCOPY --chmod=777 run.sh /app\n",
        "has no counterpart",
    ),
    Unsound(
        "mkdir moved over an owned COPY",
        "COPY --chown=1 . /app/\nRUN mkdir -p /app\n",
        "RUN mkdir -p /app\nCOPY --chown=1 . /app/\n",
        "now comes before",
    ),
    Unsound(
        "digest of a download",
        "ADD --checksum=sha256:" + "a" * 64 + " http://x/a /a\n",
        "ADD http://x/a /a\n",
        "is new",
    ),
    Unsound(
        "heredoc made literal",
        "COPY <<E /x\n$A\nE\n",
        "COPY <<'E' /x\n$A\nE\n",
        "COPY at line 2 is new",
    ),
    Unsound(
        "tabs of a heredoc",
        "COPY <<-E /x\n\ta\nE\n",
        "COPY <<E /x\n\ta\nE\n",
        "COPY at line 2 is new",
    ),
]

PITFALLS.append(
    Unsound(
        "names that differ in case only, on Windows",
        "# escape=`\nFROM a\nENV a=1\nENV A=2\nRUN x\n",
        "# escape=`\nFROM a\nENV A=2\nENV a=1\nRUN x\n",
        "variables that are one on Windows",
    )
)

#: Exact in BuildKit; other builders disagree. Each is accepted for BuildKit alone.
DISAGREEMENTS = [
    Unsound(
        "VOLUME over RUN",
        "VOLUME /v\nRUN x\n",
        "RUN x\nVOLUME /v\n",
        "the place of VOLUME among the steps",
        "any",
    ),
    Unsound(
        "VOLUME over COPY",
        "COPY a /v/\nVOLUME /v\n",
        "VOLUME /v\nCOPY a /v/\n",
        "the place of VOLUME",
        "classic",
    ),
    Unsound(
        "empty CMD over ENTRYPOINT",
        'CMD []\nENTRYPOINT ["a"]\n',
        'ENTRYPOINT ["a"]\nCMD []\n',
        "an empty CMD",
        "any",
    ),
    Unsound(
        "ARG pairs with a reference merged",
        "ARG A=1\nARG B=$A\nRUN x\n",
        "ARG A=1 B=$A\nRUN x\n",
        "an ARG that reads another one",
        "any",
    ),
    Unsound(
        "ARG pairs with a reference split",
        "ARG A=1 B=$A\nRUN x\n",
        "ARG A=1\nARG B=$A\nRUN x\n",
        "an ARG that reads another one",
        "buildah",
    ),
    Unsound(
        "ARG and ENV of one key",
        "ENV A=1\nARG A=2\n",
        "ARG A=2\nENV A=1\n",
        "ARG or ENV of one name",
        "any",
    ),
    Unsound(
        "COPY over USER, first after WORKDIR",
        "WORKDIR /w\nUSER 1\nCOPY a /x/\n",
        "WORKDIR /w\nCOPY a /x/\nUSER 1\n",
        "the first step after a WORKDIR",
        "any",
    ),
    Unsound(
        "COPY over USER, first after WORKDIR of the base stage",
        "FROM a AS b\nWORKDIR /w\nFROM b\nUSER 1\nCOPY a /x/\n",
        "FROM a AS b\nWORKDIR /w\nFROM b\nCOPY a /x/\nUSER 1\n",
        "the first step after a WORKDIR",
        "any",
    ),
    Unsound(
        "other COPY first after WORKDIR",
        "WORKDIR /w\nCOPY a /x/\nCOPY b /y/\n",
        "WORKDIR /w\nCOPY b /y/\nCOPY a /x/\n",
        "the first step after a WORKDIR",
        "any",
    ),
    Unsound(
        "SHELL of a shell form spelled out",
        'SHELL ["/bin/bash", "-c"]\nCMD x\n',
        'SHELL ["/bin/bash", "-c"]\nCMD ["/bin/bash", "-c", "x"]\n',
        "the form of CMD or ENTRYPOINT",
        "any",
    ),
    Unsound(
        "names that differ in case",
        "ENV a=1\nENV A=2\n",
        "ENV A=2\nENV a=1\n",
        "ARG or ENV of one name",
        "any",
    ),
    Unsound(
        "COPY sources merged without a slash",
        "COPY a /x\nCOPY b /x\n",
        "COPY a b /x\n",
        "several sources",
        "any",
    ),
    Unsound(
        "escape after syntax",
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nENV A=1\nENV B=2\n",
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nENV A=1 B=2\n",
        "builders read the file differently",
        "any",
    ),
    Unsound(
        "two escape tokens at the end of a line",
        "ENV A b\\\\\nENV C=d\n",
        "ENV A=b\\\\ C=d\n",
        "builders read the file differently",
        "buildah",
    ),
    Unsound(
        "flag of BuildKit gained",
        "COPY a /x/\n",
        "COPY --link=false a /x/\n",
        "the second file needs BuildKit",
        "any",
    ),
    Unsound(
        "chmod gained",
        "COPY a /x/\nRUN chmod 777 /x/a\n",
        "COPY --chmod=777 a /x/\n",
        "the second file needs BuildKit",
        "any",
    ),
    Unsound(
        "platform of scratch",
        "FROM --platform=linux/arm64 scratch\nCOPY a /\n",
        "FROM scratch\nCOPY a /\n",
        "builders disagree about the platform of scratch",
        "any",
    ),
    Unsound(
        "stage that BuildKit alone refuses",
        "STOPSIGNAL NOPE\nLABEL a=b\n",
        "STOPSIGNAL NOPE\nLABEL a=c\n",
        "BuildKit cannot build it, and other builders may",
        "any",
    ),
    Unsound(
        "escape token changed",
        "# escape=`\nFROM a\nRUN x\n",
        "FROM a\nRUN x\n",
        "builders disagree about escape",
        "any",
    ),
]
