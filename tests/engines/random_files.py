"""Random Dockerfiles over busybox that build everywhere, and whose RUNs have known effects."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = ("A", "B", "C", "PATH_X", "LANG")
_FILES = ("a.txt", "b.txt", "d/one", "d/two", "run.sh")
_DIRECTORIES = ("/app", "/srv/x", "/data", "/tmp", "/var/cache/x", "sub", "../up")
_VALUES = ("1", "two", '"x y"', "'$A'", "a\\ b", "/opt/$A", "${B:-none}", "${C:+set}", '"q $LANG"')

#: Each leaves something in the image that depends on what was there before it.
_EFFECTS = (
    "echo {word} > /{name}",
    "echo {word} >> /log",
    "echo $A-$B >> log",
    "env | grep -v -e ^HOSTNAME= -e ^SHLVL= | sort > /environment-{word}",
    "chmod 4711 /{name} 2>/dev/null; true",
    "chmod -R o-r {path} 2>/dev/null; true",
    "chown -R 7:8 {path} 2>/dev/null; true",
    "ln -s /{name} /link-{word}",
    "ln -f /{name} /hard-{word} 2>/dev/null; true",
    "rm -rf /{name} {path}/sub",
    "mkdir -p {path}/sub && echo {word} > {path}/sub/{word}",
    "pwd >> /places; id -u >> /places",
    "ls -lnR /app /data 2>/dev/null | awk '{{print $1, $3, $4, $9}}' > /listing-{word}; true",
    "umask 077; X={word}; echo $X > /private-{word}",
    "set -e; cat /log > /copy-{word} 2>/dev/null || echo none > /copy-{word}",
    "mv /{name} /moved-{word} 2>/dev/null; true",
)


#: Commands that dfopt knows; what goes wrong stops the build.
_KNOWN = (
    "echo {word} > {path}/{name}",
    "echo {word} >> /{name}",
    "mkdir -p {path}/sub",
    "mkdir {path}/{word}",
    "touch {path}/{name}",
    "rm -rf {path}",
    "rm -f /{name} {path}/sub/*",
    "chmod 700 {path}",
    "chmod -R g-r {path}",
    "chown -R 7:8 {path}",
    "ln -s {path} /link-{word}",
    "ln -s /etc {path}/{word}",
    "cp -r {path} /copied-{word}",
    "mv {path} /moved-{word}",
    "cd {path} && echo {word} > here",
    "cat {path}/a.txt > /seen-{word}",
    "test -d {path} && echo {word} > /there",
    "if [ -f {path}/a.txt ]; then echo {word} > /there; else mkdir -p {path}; fi",
    "for f in a b; do touch {path}/$f; done",
    "echo $A > /variable",
    "X={word} && echo $X > /own && mkdir -p {path}",
    "set -ex; mkdir -p {path}; echo {word} > {path}/{name}",
    "adduser -D u{word} && touch /home/u{word}/{name}",
    "echo {word} > relative",
    "sed -i s/0/1/ {path}/a.txt",
)


def known_dockerfile(random: Random) -> str:
    """Return a Dockerfile of one stage whose RUNs are all known to dfopt."""
    maker = _Stage(random, 0)
    places = ("/app", "/app/sub", "/data", "/srv/x", "/opt/y")
    lines = ["FROM busybox"]
    if random.random() < 0.85:
        # Most of what follows needs them, or fails.
        lines += ["COPY a.txt /app/", "RUN mkdir -p /app/sub /data /srv/x /opt/y"]
        lines += ["RUN cp /app/a.txt /data/ && cp /app/a.txt /srv/x/"]
    for _ in range(random.randrange(3, 7)):
        kind = random.random()
        if kind < 0.55:
            effects = [
                effect.format(
                    word=maker.word(), name=random.choice(("f", "g")), path=random.choice(places)
                )
                for effect in random.sample(_KNOWN, random.choice((1, 1, 1, 2)))
            ]
            lines.append(f"RUN {' && '.join(effects)}")
        elif kind < 0.8:
            owner = random.choice(("", "", "", "--chown=3:4 "))
            source = random.choice((".", "d", "a.txt", "*.txt", "a.txt b.txt", "run.sh"))
            keyword = random.choice(("COPY", "COPY", "ADD"))
            lines.append(f"{keyword} {owner}{source} {random.choice((*places, '.'))}/")
        elif kind < 0.9:
            lines.append(f"WORKDIR {random.choice(places)}")
        else:
            lines.append(
                random.choice((f"ENV A={maker.word()}", "ARG B=1", "USER 1000", "USER root"))
            )
    return "\n".join([*lines, ""])


def fill(random: Random, context: Path) -> None:
    """Make a build context with random contents and modes."""
    for name in _FILES:
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{random.random()}\n")
        path.chmod(random.choice((0o644, 0o755, 0o600)))
    (context / "link").symlink_to(random.choice(("a.txt", "d")))
    os.link(context / "a.txt", context / "d" / "hard")


def random_dockerfile(random: Random) -> str:
    """Return a Dockerfile of up to three stages."""
    newline = random.choice(("\n", "\n", "\n", "\r\n"))
    lines: list[str] = []
    if random.random() < 0.2:
        lines.append("ARG GLOBAL=one")
    stages = random.choice((1, 1, 2, 3))
    for number in range(stages):
        base = f"s{random.randrange(number)}" if number and random.random() < 0.3 else "busybox"
        lines.append(f"FROM {base} AS s{number}")
        lines += _Stage(random, number).lines()
    return newline.join([*lines, *random.choice(([""], [""], []))])


class _Stage:
    """The instructions of one stage."""

    def __init__(self, random: Random, number: int) -> None:
        self._random = random
        self._number = number

    def lines(self) -> list[str]:
        random = self._random
        makers = (
            *(self._env,) * 5,
            *(self._run,) * 4,
            *(self._copy,) * 5,
            *(self._metadata,) * 5,
            *(self._label,) * 3,
            *(self._workdir,) * 2,
            self._arg,
            self._user,
            self._shell,
        )
        lines: list[str] = []
        for _ in range(random.randrange(3, 14)):
            if random.random() < 0.08:
                lines.append("")
            if random.random() < 0.1:
                lines.append(f"# a note {random.randrange(9)}")
            maker = random.choice(makers)
            # What can be merged stands in groups.
            count = random.choice((1, 2, 3)) if maker in (self._env, self._label) else 1
            lines += [maker() for _ in range(count)]
        return lines

    def word(self) -> str:
        return f"w{self._random.randrange(10**6)}"

    def _pair(self, keys: tuple[str, ...]) -> str:
        return f"{self._random.choice(keys)}={self._random.choice(_VALUES)}"

    def _env(self) -> str:
        random = self._random
        form = random.random()
        keyword = "env" if random.random() < 0.1 else "ENV"
        if form < 0.2:
            return f"{keyword} {random.choice(_NAMES)} {self.word()} and $B"
        if form < 0.8:
            return f"{keyword} {self._pair(_NAMES)}"
        return f"{keyword} {self._pair(_NAMES[:2])} \\\n    {self._pair(_NAMES[2:])}"

    def _label(self) -> str:
        keys = ("one", '"two"', "org.example.three", "four")
        return f"LABEL {self._pair(keys)}"

    def _arg(self) -> str:
        random = self._random
        return random.choice(("ARG GLOBAL", "ARG A", f"ARG B={self.word()}", "ARG D=$A"))

    def _run(self) -> str:
        random = self._random
        effects = [
            effect.format(
                word=self.word(),
                name=random.choice(("f", "g", "h")),
                path=random.choice(("/app", "/data", "/srv/x")),
            )
            for effect in random.sample(_EFFECTS, random.choice((1, 1, 2)))
        ]
        # Whatever the user may do: the build goes on.
        script = "; ".join(f"({effect}) || true" for effect in effects)
        if random.random() < 0.15 and '"' not in script:
            return f'RUN ["/bin/sh", "-c", "{script}"]'
        return f"RUN {script}" if random.random() < 0.7 else f"RUN true && \\\n    {script}"

    def _copy(self) -> str:
        random = self._random
        target = random.choice(("/app/", "/data/", "./", "/tmp/x/", "$A/", "/srv/x/"))
        keyword = random.choice(("COPY", "COPY", "COPY", "ADD"))
        owner = random.choice(("", "", "", "--chown=3:4 "))
        if self._number and keyword == "COPY" and random.random() < 0.3:
            stage = random.choice((f"s{self._number - 1}", f"{self._number - 1}"))
            return f"COPY --from={stage} {owner}/etc/passwd {target}"
        sources = random.choice((*_FILES, ".", "d", "d/", "*.txt", "a.txt b.txt"))
        return f"{keyword} {owner}{sources} {target}"

    def _workdir(self) -> str:
        return f"WORKDIR {self._random.choice((*_DIRECTORIES, '/opt/$A'))}"

    def _user(self) -> str:
        return f"USER {self._random.choice(('0', '1000', '1000:50', 'root'))}"

    def _shell(self) -> str:
        return self._random.choice(('SHELL ["/bin/sh", "-ec"]', 'SHELL ["/bin/sh", "-c"]'))

    def _metadata(self) -> str:
        return self._random.choice(
            (
                'CMD ["sh"]',
                "CMD []",
                "CMD start $A",
                'ENTRYPOINT ["sh", "-c"]',
                "ENTRYPOINT exec $B",
                "EXPOSE 80 443/udp",
                "EXPOSE ${PORT:-99}",
                "STOPSIGNAL SIGUSR1",
                "HEALTHCHECK --interval=5s CMD true",
                "HEALTHCHECK NONE",
                "VOLUME /volume",
                'VOLUME ["/data"]',
                "MAINTAINER someone",
                'ONBUILD ENV TRIGGERED="$A"',
            )
        )


#: Installations on larger images; what they need of the context is made by :func:`fill_manifests`.
_INSTALLS = {
    "debian:bookworm": (
        "apt-get update && apt-get install -y --no-install-recommends {package}"
        " && rm -rf /var/lib/apt/lists/*",
        "useradd -m u{word}",
        "useradd --system --home-dir {path} s{word} && mkdir -p /var/lib/{word}",
        "set -eux; apt-get update; apt-get install -y --no-install-recommends {package};"
        " rm -rf /var/lib/apt/lists/*; mkdir -p {path}/{word}",
    ),
    "python:3.11": (
        "pip install --no-cache-dir -r requirements.txt",
        "pip install --no-cache-dir six==1.16.0",
        "pip install --no-cache-dir -r requirements.txt && echo {word} > /app/{word}",
        "adduser --disabled-password --gecos '' u{word}",
    ),
    "node:latest": (
        "npm ci",
        "npm ci && echo {word} > /{word}",
        "npm ci --omit=dev && npm cache clean --force",
        "useradd --create-home u{word}",
    ),
}
INSTALLED_ON = tuple(_INSTALLS)
_PACKAGES = ("bc", "tree", "pv", "mawk")
_LOCK = """\
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
  "": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}},
  "node_modules/left-pad": {"version": "1.3.0"}}}
"""


def installing_dockerfile(random: Random, base: str) -> str:
    """Return a Dockerfile of one stage that installs something behind copies."""
    maker = _Stage(random, 0)
    lines = [f"FROM {base}", "WORKDIR /app"]
    if random.random() < 0.3:
        lines.append(f"ENV A={maker.word()}")
    lines.append(random.choice(("COPY . .", "COPY . /app", "ADD . ./", "COPY d /srv/x\nCOPY . .")))
    for _ in range(random.randrange(1, 4)):
        source = _INSTALLS[base] if random.random() < 0.7 else _KNOWN[:8]
        command = random.choice(source).format(
            word=maker.word(),
            name="f",
            path=random.choice(("/app", "/data", "/srv/x")),
            package=random.choice(_PACKAGES),
        )
        if command.startswith(("chmod", "rm", "chown", "echo", "touch")):
            command = f"mkdir -p /app /data /srv/x && {command}"
        lines.append(f"RUN {command}")
        if random.random() < 0.3:
            lines.append(random.choice(("COPY a.txt /data/", "ENV B=1", "COPY d d", "LABEL a=b")))
    return "\n".join([*lines, ""])


def fill_manifests(context: Path) -> None:
    """Add what the installations of :func:`installing_dockerfile` read."""
    (context / "requirements.txt").write_text("six==1.16.0\n")
    (context / "package.json").write_text(
        '{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}\n'
    )
    (context / "package-lock.json").write_text(_LOCK)
    (context / ".dockerignore").write_text("**/node_modules\n.npmrc\n")
