"""Installations that change places with the script that an image starts with."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.context.tree import Tree
from dfopt.knowledge.start_programs import ASSUMPTION

FILES = {"docker-entrypoint.sh": "#!/bin/sh\n", "curl": "#!/bin/sh\n", "bin/apt-get": "#!/bin/sh\n"}
COPY = "COPY docker-entrypoint.sh /usr/local/bin/"
APT = "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"


def judged(
    copy: str, run: str, base: str = "debian:12", *, context: bool = True, between: str = "",
    assumptions: set[str] | None = None,
) -> dfopt.Equivalence:  # fmt: skip
    middle = f"{between}\n" if between else ""
    return dfopt.equivalent(
        f"FROM {base}\n{copy}\n{middle}{run}\n",
        f"FROM {base}\n{run}\n{copy}\n{middle}",
        safety="known-commands",
        engine="buildkit",
        context=Tree.of_files(FILES) if context else None,
        assumptions=assumptions,
    )


@pytest.mark.parametrize(
    ("copy", "run", "base"),
    [
        (COPY, APT, "debian:12"),
        (COPY + "start.sh", "RUN apk add --no-cache curl > /dev/null 2>&1", "alpine:3"),
        (COPY, "RUN set -eux; apt-get update; apt-get install -y curl", "python:3.13"),
        (COPY.replace("COPY", "COPY --chmod=755"), APT, "debian:12"),
        (COPY.replace("COPY", "COPY --chown=1000:1000"), APT, "debian:12"),
    ],
)
def test_sound(copy: str, run: str, base: str) -> None:
    result = judged(copy, run, base)
    assert result
    assert ASSUMPTION in result.assumptions
    assert not judged(copy, run, base, assumptions={*result.assumptions} - {ASSUMPTION})


@pytest.mark.parametrize(
    ("copy", "run", "base"),
    [
        (COPY, APT, "example.com/base"),
        (COPY + "curl", APT, "debian:12"),
        ("COPY curl /usr/local/bin/", APT, "debian:12"),
        ("COPY bin /usr/local/bin/start.sh", APT, "debian:12"),
        ("COPY docker-entrypoint.sh curl /usr/local/bin/", APT, "debian:12"),
        ("ADD docker-entrypoint.sh /usr/local/bin/", APT, "debian:12"),
        (COPY.replace("COPY", "COPY --chown=www-data"), APT, "debian:12"),
        (COPY.replace("/usr/local/bin", "/usr/bin"), APT, "debian:12"),
        (COPY.replace("/usr/local/bin", "/etc/profile.d"), APT, "debian:12"),
        (COPY, APT + " /usr/local/bin", "debian:12"),
        (COPY, APT + " /usr/local", "debian:12"),
        (COPY, APT + " && chmod +x /usr/local/bin/docker-entrypoint.sh", "debian:12"),
        (COPY, APT + " && cp -r /usr/local/bin /x", "debian:12"),
        (COPY, APT + " && docker-entrypoint.sh", "debian:12"),
        (COPY, APT + " > /usr/local/bin/docker-entrypoint.sh", "debian:12"),
        (COPY, "RUN PATH=/usr/local/bin apt-get update", "debian:12"),
        (COPY, "RUN pip install flask", "python:3.13"),
        (COPY, "RUN npm install -g x", "node:22"),
        (COPY, "RUN --mount=target=/usr/local/bin/x " + APT.removeprefix("RUN "), "debian:12"),
    ],
)
def test_unsound(copy: str, run: str, base: str) -> None:
    assert not judged(copy, run, base)


def test_without_a_context_it_may_be_a_directory() -> None:
    assert not judged(COPY, APT, context=False)


def test_a_command_between_may_have_made_a_link() -> None:
    assert not judged(COPY, APT, between="RUN ./x")
