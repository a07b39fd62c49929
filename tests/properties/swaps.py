"""Random Dockerfiles made for swaps: small stages in which most instructions touch each other.

``dockerfiles.py`` covers the language; this generator covers meaning, and is fast enough for
hundreds of thousands of swaps: few names, used again and again by everything.
"""

from __future__ import annotations

from random import Random

_NAMES = ("A", "B", "C", "PATH", "a")
_VALUES = ("1", "2", "$A", "${B}x", "'$C'", '"$A $B"', "\\$A", "${A:-$B}", "${C:+y}", "/p:$PATH")
_ARG_VALUES = ("", "=", "=1", "=$A", "=$B", "=${C:-d}")
_WORDS = ("x", "$A", "${B}", "$A$B", "y", "\\$C", "'$A'")

#: How often each instruction is drawn.
_WEIGHTS = {
    "ENV": 5, "ARG": 4, "LABEL": 4, "EXPOSE": 2, "VOLUME": 2, "STOPSIGNAL": 2, "USER": 3,
    "WORKDIR": 3, "SHELL": 2, "CMD": 3, "ENTRYPOINT": 3, "HEALTHCHECK": 2, "MAINTAINER": 2,
    "ONBUILD": 2, "RUN": 3, "COPY": 4, "ADD": 2,
}  # fmt: skip


def dockerfile(random: Random) -> str:
    """Return the text of a file of up to three stages that use each other."""
    lines = []
    if random.random() < 0.1:
        lines.append("# escape=\\")
    for _ in range(random.choice((0, 0, 1, 2))):
        lines.append(f"ARG {random.choice(_NAMES)}{random.choice(_ARG_VALUES)}")
    stages: list[str] = []
    for number in range(random.choice((1, 1, 2, 3))):
        bases = ("alpine", "scratch", "alpine:${A:-1}", *stages, *stages)
        lines.append(f"FROM {random.choice(bases)} AS s{number}")
        for _ in range(random.randint(2, 8)):
            lines.append(instruction(random, stages))
        stages.append(f"s{number}")
    # What follows an instruction tells whether its effects are still the same.
    lines += random.sample(("RUN probe", "COPY probe rel", "WORKDIR rel", "LABEL p=$A$B$C"), 2)
    return "\n".join(lines) + "\n"


def instruction(random: Random, stages: list[str]) -> str:
    """Return an instruction; ``stages`` are those above that it may take files from."""
    kind = random.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
    if kind == "ONBUILD":
        trigger = "ONBUILD"
        while trigger in ("ONBUILD", "MAINTAINER"):
            trigger = (line := instruction(random, [])).split()[0]
        return f"ONBUILD {line}"
    return f"{kind} {_arguments(random, kind, stages)}"


def _arguments(random: Random, kind: str, stages: list[str]) -> str:
    word = random.choice(_WORDS)
    match kind:
        case "ENV" | "LABEL":
            return _pairs(random)
        case "ARG":
            names = random.sample(_NAMES, random.choice((1, 1, 2)))
            return " ".join(name + random.choice(_ARG_VALUES) for name in names)
        case "EXPOSE":
            return random.choice(("80", "80/udp", "90 80", "$A", "${B:-80}"))
        case "VOLUME":
            return random.choice((f"/{word}", f'["/{word}"]', "/v /x"))
        case "STOPSIGNAL":
            return random.choice(("9", "SIGTERM", "${A:-9}", "$B"))
        case "WORKDIR":
            return random.choice((word, f"/{word}", "/", "/x/y", ".."))
        case "SHELL":
            return random.choice(('["s", "-c"]', '["t"]'))
        case "CMD" | "ENTRYPOINT":
            return random.choice(("c $A", '["c", "$A"]', "[]", "d"))
        case "HEALTHCHECK":
            return random.choice(("NONE", "CMD h", "--retries=2 CMD h", '--interval=1s CMD ["h"]'))
        case "RUN":
            return _run(random)
        case "COPY" | "ADD":
            return _transfer(random, kind, word, stages)
    return word


def _pairs(random: Random) -> str:
    if random.random() < 0.1:
        return f"{random.choice(_NAMES)} {random.choice(('a b', '$A', 'x $B'))}"
    keys = [random.choice((*_NAMES, *_NAMES, "$A")) for _ in range(random.choice((1, 1, 2)))]
    return " ".join(f"{key}={random.choice(_VALUES)}" for key in keys)


def _run(random: Random) -> str:
    flag = random.choice(
        ("", "", "", "--network=none ", "--mount=type=cache,target=$A/c ",
         "--mount=type=secret,id=s,target=rel ", "--mount=type=ssh ")
    )  # fmt: skip
    return flag + random.choice(("r", "r $A", '["r", "$A"]', "<<E\nr $B\nE"))


def _transfer(random: Random, kind: str, word: str, stages: list[str]) -> str:
    flags = ["--link ", "--chown=1 ", "--chown=$A ", "--chmod=600 "]
    if kind == "COPY":
        flags += [f"--from={stage} " for stage in stages]
    flag = random.choice((*[""] * 6, *flags))
    source = random.choice(("s", "$B", "s t", "<<E", "s*"))
    destination = random.choice((f"/{word}/", f"/{word}", f"{word}/", ".", "/x/y/", "/"))
    body = f"\n{random.choice(_VALUES)}\nE" if source == "<<E" else ""
    return f"{flag}{source} {destination}{body}"
