"""Moves and cuts of known commands over what these read in ways that do not show."""

from __future__ import annotations

from tests.proof.rows import Unsound

HIDDEN = [
    Unsound(
        "library path that a part of a RUN writes",
        "FROM debian\n"
        "COPY . /app\n"
        "RUN apt-get update && echo /app/lib > /etc/ld.so.conf.d/a.conf && "
        "ldconfig && make\n",
        "FROM debian\n"
        "RUN apt-get update && echo /app/lib > /etc/ld.so.conf.d/a.conf && "
        "ldconfig\n"
        "COPY . /app\n"
        "RUN make\n",
        "RUN at line 3 has no counterpart",
    ),
    Unsound(
        "cut behind what is gone with its RUN",
        "FROM debian\nRUN curl -o /dev/shm/a https://example.org/a && cp /dev/shm/a /opt/a\n",
        "FROM debian\nRUN curl -o /dev/shm/a https://example.org/a\nRUN cp /dev/shm/a /opt/a\n",
        "RUN at line 2 has no counterpart",
    ),
    Unsound(
        "directory made with another group",
        "FROM debian\nUSER 0:1000\nCOPY src /app/src\nRUN mkdir -p /app/data\n",
        "FROM debian\nUSER 0:1000\nRUN mkdir -p /app/data\nCOPY src /app/src\n",
        "now comes before COPY",
    ),
    Unsound(
        "directory that a copy makes for a RUN",
        "FROM debian\n"
        "COPY src /usr/share/a/src\n"
        "RUN curl -o /usr/share/a/b https://example.org/b\n",
        "FROM debian\n"
        "RUN curl -o /usr/share/a/b https://example.org/b\n"
        "COPY src /usr/share/a/src\n",
        "now comes before COPY",
    ),
    Unsound(
        "variable that names a file of the working directory",
        "FROM python\nENV PIP_CONSTRAINT=c.txt\nWORKDIR /app\nCOPY . .\nRUN pip install flask\n",
        "FROM python\nENV PIP_CONSTRAINT=c.txt\nWORKDIR /app\nRUN pip install flask\nCOPY . .\n",
        "now comes before COPY",
    ),
    Unsound(
        "link that leads to what is copied",
        "FROM python\nRUN ln -s /app/pip /usr/local/bin/pip\nCOPY . /app\nRUN pip install flask\n",
        "FROM python\nRUN ln -s /app/pip /usr/local/bin/pip\nRUN pip install flask\nCOPY . /app\n",
        "now comes before COPY",
    ),
    Unsound(
        "awk that reads the environment",
        "FROM debian\nARG A=1\nRUN awk 'BEGIN { print ENVIRON[\"A\"] }' > /a\n",
        "FROM debian\nRUN awk 'BEGIN { print ENVIRON[\"A\"] }' > /a\nARG A=1\n",
        "no longer sees A",
    ),
    Unsound(
        "shell that runs a file first",
        "FROM debian\n"
        "ENV BASH_ENV=/etc/x\n"
        'SHELL ["/bin/bash", "-c"]\n'
        "COPY . /app\n"
        "RUN apt-get update\n",
        "FROM debian\n"
        "ENV BASH_ENV=/etc/x\n"
        'SHELL ["/bin/bash", "-c"]\n'
        "RUN apt-get update\n"
        "COPY . /app\n",
        "now comes before COPY",
    ),
    Unsound(
        "configuration that leads to what is copied",
        "FROM debian\n"
        "COPY <<E /etc/apt/apt.conf.d/a\n"
        'Acquire::https::CAInfo "/app/a";\n'
        "E\n"
        "COPY . /app\n"
        "RUN apt-get update && apt-get install -y curl\n",
        "FROM debian\n"
        "COPY <<E /etc/apt/apt.conf.d/a\n"
        'Acquire::https::CAInfo "/app/a";\n'
        "E\n"
        "RUN apt-get update && apt-get install -y curl\n"
        "COPY . /app\n",
        "now comes before COPY",
    ),
    Unsound(
        "package of somebody else",
        "FROM debian\n"
        "RUN echo deb https://example.org ./ > /etc/apt/sources.list.d/a.list\n"
        "COPY . /opt/a\n"
        "RUN apt-get update && apt-get install -y a\n",
        "FROM debian\n"
        "RUN echo deb https://example.org ./ > /etc/apt/sources.list.d/a.list\n"
        "RUN apt-get update && apt-get install -y a\n"
        "COPY . /opt/a\n",
        "now comes before COPY",
    ),
]
