"""Rewrites that change an image, as tools and people make them."""

from __future__ import annotations

from tests.proof.rows import Unsound

#: What rewriters in use have been seen to do.
TRAPS = [
    Unsound(
        "packages sorted, command lost",
        "RUN apk add \\\n zip \\\n curl && \\\n rm -rf /x\n",
        "RUN apk add \\\n curl \\\n zip\n",
        "RUN at line 2",
    ),
    Unsound(
        "command cut",
        "RUN wget x && true\n",
        "RUN wget x && tru --progress=dot:gigae\n",
        "RUN at line 2",
    ),
    Unsound(
        "shell form CMD below SHELL",
        'CMD run\nSHELL ["/bin/bash", "-c"]\n',
        'SHELL ["/bin/bash", "-c"]\nCMD run\n',
        "Cmd is now [/bin/bash, -c, run]",
    ),
    Unsound(
        "chmod of a directory into COPY",
        "COPY dir /app\nRUN chmod 755 /app\n",
        "COPY --chmod=755 dir /app\n",
        "has no counterpart",
    ),
    Unsound("ADD of an archive to COPY", "ADD $ARCHIVE /x\n", "COPY $ARCHIVE /x\n", "is new"),
    Unsound("ADD of a local archive to COPY", "ADD a.tar /x\n", "COPY a.tar /x\n", "is new"),
    Unsound(
        "COPY gets the user", "USER app\nCOPY . .\n", "USER app\nCOPY --chown=app . .\n", "is new"
    ),
    Unsound(
        "inserted ENV",
        "RUN bundle install\n",
        "ENV BUNDLE_DEPLOYMENT=1\nRUN bundle install\n",
        "now sees BUNDLE_DEPLOYMENT=1",
    ),
    Unsound(
        "MAINTAINER to LABEL",
        "MAINTAINER me\n",
        "LABEL maintainer=me\n",
        "the author is now unset, before me",
    ),
    Unsound(
        "cd to WORKDIR",
        "RUN cd /tmp && x\nCOPY a.txt .\n",
        "WORKDIR /tmp\nRUN x\nCOPY a.txt .\n",
        "WorkingDir is now /tmp",
    ),
    Unsound("RUN merged", "RUN cd /x\nRUN make\n", "RUN cd /x && make\n", "has no counterpart"),
    Unsound(
        "RUN merged below -e",
        'SHELL ["/bin/sh", "-ec"]\nRUN a; b\nRUN c\n',
        'SHELL ["/bin/sh", "-ec"]\nRUN { a; b; } && c\n',
        "has no counterpart",
    ),
    Unsound("RUN split", "RUN a && b\n", "RUN a\nRUN b\n", "is new"),
    Unsound(
        "ENV deleted that another one uses",
        "ENV A=1\nENV B=$A\n",
        "ENV B=$A\n",
        "Env A is now absent, before 1",
    ),
    Unsound(
        "rm after a heredoc",
        "RUN <<EOF\napt-get install x\nEOF\n",
        "RUN <<EOF && rm -rf /x\napt-get install x\nEOF\n",
        "RUN at line 2",
    ),
    Unsound(
        "second identical RUN deleted",
        "RUN echo x >> f\nRUN echo x >> f\n",
        "RUN echo x >> f\n",
        "RUN at line 3 has no counterpart",
    ),
    Unsound(
        "ADD of a URL to RUN curl",
        "ADD http://x/a /a\n",
        "RUN curl http://x/a\n",
        "has no counterpart",
    ),
    Unsound(
        "upgrade removed",
        "RUN apt-get update && apt-get upgrade\n",
        "RUN apt-get update\n",
        "RUN at line 2",
    ),
    Unsound(
        "pipefail put in front", "RUN a | b\n", "RUN set -o pipefail && a | b\n", "RUN at line 2"
    ),
    Unsound(
        "backslash taken for a path",
        "# escape=`\nFROM a\nRUN dir c:\\\n",
        "# escape=`\nFROM a\nRUN dir /c:\\\n",
        "RUN at line 3",
    ),
    Unsound(
        "NODE_ENV before an install",
        "RUN npm install\nENV NODE_ENV=production\n",
        "ENV NODE_ENV=production\nRUN npm install\n",
        "now sees NODE_ENV=production",
    ),
    Unsound("sudo dropped", "RUN sudo make\n", "RUN make\n", "RUN at line 2"),
    Unsound(
        "ENV merged with a reference",
        "ENV A=1\nENV B=$A/bin\n",
        "ENV A=1 B=$A/bin\n",
        "Env B is now <A of image docker.io/library/alpine:latest>/bin, before 1/bin",
    ),
    Unsound(
        "scratch gets a tag",
        "FROM scratch\nCOPY a /\n",
        "FROM scratch:latest\nCOPY a /\n",
        "Labels Labels of image docker.io/library/scratch:latest is now unset",
    ),
    Unsound(
        "stage name in another case",
        "FROM a AS base\nFROM base\nRUN x\n",
        "FROM a AS base\nFROM Base\nRUN x\n",
        "the stages that it is made from",
    ),
    Unsound("swallowed after a comment", "RUN a && \\\n # c\n b\n", "RUN a\n", "RUN at line 2"),
    Unsound(
        "apt options",
        "RUN apt-get install x\n",
        "RUN apt-get install --no-install-recommends x\n",
        "RUN at line 2",
    ),
]

#: Rows of the table of exact rewrites that are not safe.
FORMS = [
    Unsound("WORKDIR cleaned", "WORKDIR /a/\n", "WORKDIR /a\n", "WorkingDir is now /a, before /a/"),
    Unsound(
        "dead ENV with a new key between",
        "ENV A=1\nENV B=1\nENV A=$B\nRUN x\n",
        "ENV B=1\nENV A=2\nRUN x\n",
        "Env A is now 2",
    ),
    Unsound(
        "ENV overwritten but read between",
        "ENV A=1\nLABEL x=$A\nENV A=2\n",
        "LABEL x=$A\nENV A=2\n",
        "Labels x is now A of image",
    ),
    Unsound("space inside a RUN", "RUN echo 'a  b'\n", "RUN echo 'a b'\n", "RUN at line 2"),
    Unsound("RUN line to heredoc", "RUN a && b\n", "RUN <<EOF\na\nb\nEOF\n", "RUN at line 2"),
    Unsound(
        "unused ARG with a value dropped",
        "ARG TARGETARCH\nRUN x\n",
        "RUN x\n",
        "RUN at line 2 no longer sees TARGETARCH",
    ),
    Unsound("heredoc renamed", "COPY <<A /x/\nhello\nA\n", "COPY <<B /x/\nhello\nB\n", "is new"),
    Unsound(
        "HEALTHCHECK flags do not merge",
        "HEALTHCHECK --interval=5s CMD a\nHEALTHCHECK CMD b\n",
        "HEALTHCHECK --interval=5s CMD b\n",
        "Healthcheck",
    ),
    Unsound(
        "CMD deleted that ENTRYPOINT counts on",
        'CMD ["a"]\nENTRYPOINT ["b"]\n',
        'ENTRYPOINT ["b"]\n',
        "Cmd is now",
    ),
    Unsound(
        "relative WORKDIR with ..",
        "WORKDIR /a/b\nWORKDIR ..\n",
        "WORKDIR /a\n",
        "has no counterpart",
    ),
    Unsound(
        "WORKDIR again after a RUN",
        "WORKDIR /a\nRUN x\nWORKDIR /a\n",
        "WORKDIR /a\nRUN x\n",
        "WORKDIR at line 4 has no counterpart",
    ),
    Unsound(
        "WORKDIR again after an archive",
        "WORKDIR /a\nADD x.tar /\nWORKDIR /a\n",
        "WORKDIR /a\nADD x.tar /\n",
        "WORKDIR at line 4 has no counterpart",
    ),
    Unsound(
        "WORKDIR again after a linked copy",
        "WORKDIR /a\nCOPY --link x /\nWORKDIR /a\n",
        "WORKDIR /a\nCOPY --link x /\n",
        "WORKDIR at line 4 has no counterpart",
    ),
    Unsound(
        "WORKDIR again for a user who may not exist",
        "USER 0\nWORKDIR /a\nUSER app\nWORKDIR /a\n",
        "USER 0\nWORKDIR /a\nUSER app\n",
        "WORKDIR at line 5 has no counterpart",
    ),
    Unsound(
        "nested WORKDIR of two users",
        "USER 1\nWORKDIR /a\nUSER 2\nWORKDIR b\n",
        "USER 2\nWORKDIR /a/b\n",
        "has no counterpart",
    ),
    Unsound("JSON to text that is none", 'CMD ["a", "b"]\n', "CMD ['a', 'b']\n", "Cmd is now"),
    Unsound("trailing comma", 'CMD ["a"]\n', 'CMD ["a",]\n', "Cmd is now"),
    Unsound(
        "exec form of an unknown shell", "RUN x\n", 'RUN ["/bin/sh", "-c", "x"]\n', "now has shell"
    ),
    Unsound("destination slash lost", "COPY a /x/\n", "COPY a /x\n", "is new"),
    Unsound("destination slash gained", "COPY a /x\n", "COPY a /x/\n", "is new"),
    Unsound(
        "copies merged under another name", "COPY a /x\nCOPY b /x\n", "COPY a b /x/\n", "is new"
    ),
    Unsound(
        "copies merged, one with an owner",
        "COPY a /x/\nCOPY --chown=1 b /x/\n",
        "COPY --chown=1 a b /x/\n",
        "is new",
    ),
    Unsound("sources in another order", "COPY a b /x/\n", "COPY b a /x/\n", "now comes before"),
    Unsound("link dropped", "COPY --link a /x/\n", "COPY a /x/\n", "is new"),
    Unsound("network dropped", "RUN --network=none x\n", "RUN x\n", "other mounts or options"),
    Unsound("security gained", "RUN x\n", "RUN --security=insecure x\n", "other mounts or options"),
    Unsound(
        "cache mount added",
        "RUN x\n",
        "RUN --mount=type=cache,target=/c x\n",
        "other mounts or options",
    ),
    Unsound(
        "secret no longer required",
        "RUN --mount=type=secret,id=a,required=true x\n",
        "RUN --mount=type=secret,id=a x\n",
        "other mounts or options",
    ),
    Unsound("agent dropped", "RUN --mount=type=ssh x\n", "RUN x\n", "SSH_AUTH_SOCK"),
    Unsound(
        "cache of another name",
        "RUN --mount=type=cache,target=/c,id=a x\n",
        "RUN --mount=type=cache,target=/c,id=b x\n",
        "other mounts or options",
    ),
    Unsound("exclude dropped", "COPY --exclude=*.md a /x/\n", "COPY a /x/\n", "is new"),
    Unsound(
        "exclude patterns turned",
        "COPY --exclude=* --exclude=!a d /x/\n",
        "COPY --exclude=!a --exclude=* d /x/\n",
        "is new",
    ),
    Unsound("quotes that kept a variable", "ENV A='$B'\n", 'ENV A="$B"\n', "Env A is now"),
    Unsound(
        "legacy value with spaces", "ENV A b c\n", "ENV A=b c=\n", "Env A is now b, before b c"
    ),
    Unsound("ports of another protocol", "EXPOSE 80/udp\n", "EXPOSE 80\n", "ExposedPorts 80/tcp"),
    Unsound("signal changed", "STOPSIGNAL 9\n", "STOPSIGNAL SIGKILL\n", "StopSignal is now"),
    Unsound("volume moved to a directory", 'VOLUME ["/a", "/b"]\n', "VOLUME /a\n", "Volumes /b"),
]
