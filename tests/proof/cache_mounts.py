"""Cache mounts made by hand: the checker takes those that no image can show, and no others."""

from __future__ import annotations

from tests.proof.rows import Sound, Unsound

_LAST = "FROM scratch\nCOPY --from=build /server /server\n"
_BUILD = "CGO_ENABLED=0 go build -o /server ."
_AT = "--mount=type=cache,target="
_CACHE = f"{_AT}/root/.cache/go-build"
_FOREIGN = "the second file needs BuildKit"
_REASON = "other mounts or options"


def _file(run: str, above: str = "", below: str = "", last: str = _LAST) -> str:
    return f"FROM golang:1.25 AS build\nWORKDIR /src\n{above}COPY . .\n{run}\n{below}{last}"


def _pair(
    run: str = f"RUN {_BUILD}", mount: str = _CACHE, *, above: str = "", below: str = "",
    last: str = _LAST,
) -> tuple[str, str]:  # fmt: skip
    after = run.replace("RUN ", f"RUN {mount} ", 1)
    return _file(run, above, below, last), _file(after, above, below, last)


def _changed(text: str, by: str, above: str = "") -> tuple[str, str]:
    before, after = (above + each.replace(text, by) for each in _pair())
    return before, after


SOUND_MOUNTS = [
    Sound("a build cache", *_pair(), "known-commands"),
    Sound(
        "a tag that an argument names is no stage",
        *_changed("FROM scratch", "FROM alpine:$TAG", "ARG TAG=3\n"),
        "known-commands",
    ),
    Sound("a build cache, written out", *_pair(mount=_CACHE + ",sharing=shared"), "known-commands"),
    Sound(
        "both caches of go",
        *_pair(mount=f"--mount=type=cache,dst=/go/pkg/mod {_CACHE}"),
        "known-commands",
    ),
    Sound("modules in the image", *_pair(above="RUN go mod download\n"), "known-commands"),
    Sound("packages above", *_pair(above="RUN apk add --no-cache git\n"), "known-commands"),
    Sound("known commands below", *_pair(below="RUN mkdir -p /data\n"), "known-commands"),
    Sound(
        "a stage between that is copied from, too",
        *_pair(last=f"FROM build AS more\nRUN touch /more\n{_LAST}COPY --from=more /more /more\n"),
        "known-commands",
    ),
    Sound(
        "a mount of one directory of the stage",
        *_pair(last="FROM alpine\nRUN --mount=from=build,source=/out,target=/out /out/check\n"),
        "known-commands",
    ),
]

UNSOUND_MOUNTS = [
    Unsound("cache mount in the last stage", *_pair(last=""), _REASON),
    Unsound("cache mount below the last stage", *_pair(last="FROM build\n"), _REASON),
    Unsound(
        "cache mount in a stage that nobody needs", *_pair(last="FROM alpine\nRUN x\n"), _REASON
    ),
    Unsound(
        "cache mount below a stage that nobody needs",
        *_pair(last=f"FROM build AS test\nCMD x\n{_LAST}"),
        _REASON,
    ),
    Unsound("cache that is copied", *_pair(last=f"{_LAST}COPY --from=build /root /r\n"), _REASON),
    Unsound("cache copied with all", *_pair(last="FROM scratch\nCOPY --from=build / /\n"), _REASON),
    Unsound(
        "a part of the cache is copied",
        *_pair(last=f"{_LAST}COPY --from=build /root/.cache/go-build/00 /00\n"),
        _REASON,
    ),
    Unsound(
        "cache copied by a wildcard",
        *_pair(last=f"{_LAST}COPY --from=build /roo? /x/\n"),
        _REASON,
    ),
    Unsound(
        "cache copied by a variable",
        *_pair(last="FROM scratch\nARG D=/out\nCOPY --from=build $D /x/\n"),
        _REASON,
    ),
    Unsound(
        "cache mounted with all",
        *_pair(last="FROM alpine\nRUN --mount=from=build,target=/b cp /b/server /\n"),
        _REASON,
    ),
    Unsound("a script above", *_pair(above="RUN ./setup.sh\n"), _REASON),
    Unsound("a script below", *_pair(below="RUN ./check.sh\n"), _REASON),
    Unsound("a second build below", *_pair(below=f"RUN {_BUILD}\n"), _REASON),
    Unsound("files in the cache", *_pair(above="COPY c /root/.cache/go-build\n"), _REASON),
    Unsound("a directory in the cache", *_pair(above="WORKDIR /root/.cache/go-build/x\n"), _REASON),
    Unsound("files in the home directory", *_pair(above="COPY home /root\n"), _REASON),
    Unsound("settings of go", *_pair(above="COPY env /root/.config/go/env\n"), _REASON),
    Unsound("another user", *_pair(above="USER app\n"), _REASON),
    Unsound("another home", *_pair(above="ENV HOME=/src\n"), _REASON),
    Unsound("another place for caches", *_pair(above="ENV XDG_CACHE_HOME=/c\n"), _REASON),
    Unsound("another cache of go", *_pair(above="ENV GOCACHE=/c\n"), _REASON),
    Unsound("flags of go", *_pair(above="ENV GOFLAGS=-mod=mod\n"), _REASON),
    Unsound("cgo", *_pair("RUN go build -o /server ."), _REASON),
    Unsound("cgo by a variable", *_pair("RUN CGO_ENABLED=$CGO go build -o /server ."), _REASON),
    Unsound("a test run", *_pair("RUN CGO_ENABLED=0 go test ./..."), _REASON),
    Unsound("a build with a tool", *_pair(f"RUN {_BUILD} -toolexec=./x"), _REASON),
    Unsound("a cache that is removed", *_pair(f"RUN {_BUILD} && rm -rf /root/.cache"), _REASON),
    Unsound("a script in the same step", *_pair(f"RUN {_BUILD} && ./check.sh"), _REASON),
    Unsound("a failure that is tolerated", *_pair(f"RUN {_BUILD} || true"), _REASON),
    Unsound("a directory that is no cache", *_pair(mount=_AT + "/src"), _REASON),
    Unsound("above the cache", *_pair(mount=_AT + "/root/.cache"), _REASON),
    Unsound("the cache of another tool", *_pair(mount=_AT + "/root/.npm/_cacache"), _REASON),
    Unsound("an id of its own", *_pair(mount=_CACHE + ",id=x"), _REASON),
    Unsound("an owner", *_pair(mount=_CACHE + ",uid=1000"), _REASON),
    Unsound("a private cache", *_pair(mount=_CACHE + ",sharing=private"), _REASON),
    Unsound("a cache that cannot be written", *_pair(mount=_CACHE + ",ro"), _REASON),
    Unsound("a cache filled by a stage", *_pair(mount=_CACHE + ",from=golang:1.25"), _REASON),
    Unsound("a directory that a build argument names", *_pair(
        mount="--mount=type=cache,target=$D", above="ARG D=/root/.cache/go-build\n"), _REASON),
    Unsound("an empty file system", *_pair(mount=_CACHE.replace("cache,", "tmpfs,", 1)), _REASON),
    Unsound(
        "modules that a step above left in the image",
        *_pair(mount="--mount=type=cache,target=/go/pkg/mod", above="RUN go mod download\n"),
        _REASON,
    ),
    Unsound(
        "an id that a command which is not known uses",
        *_pair(last=f"FROM alpine\nRUN {_CACHE} /tool\nCOPY --from=build /server /server\n"),
        _REASON,
    ),
    Unsound(
        "no network", *_pair(f"RUN --network=none {_BUILD}"), _REASON
    ),
    Unsound(
        "a base image that is not known",
        *_changed("golang:1.25", "example.com/go"),
        _REASON,
    ),
    Unsound(
        "an argument may say that the last stage starts from it",
        *_changed("FROM scratch", "FROM $BASE", "ARG BASE=alpine\n"),
        _REASON,
    ),
    Unsound(
        "an argument with a default may, too",
        *_changed("FROM scratch", "FROM ${BASE:-alpine:3}", "ARG BASE\n"),
        _REASON,
    ),
    Unsound(
        "cache mount for a trigger",
        *_pair(last=f"{_LAST}ONBUILD RUN x\n"),
        _REASON,
    ),
    Unsound(
        "two stages of one name",
        *_pair(last=f"FROM alpine AS build\nRUN x\n{_LAST}"),
        _REASON,
    ),
    Unsound(
        "an old frontend",
        *_changed("FROM golang", "# syntax=docker/dockerfile:1.1\nFROM golang"),
        _REASON,
    ),
    Unsound("cache mount for other builders", *_pair(), _FOREIGN, "any"),
    Unsound("cache mount for the classic builder", *_pair(), _FOREIGN, "classic"),
    Unsound(
        "cache mount under a layer of its own", *_pair(below="COPY --link a /a\n"), _REASON
    ),
    Unsound(
        "another installer in the same directory", *_pair("RUN apk add --no-cache git"), _REASON
    ),
]  # fmt: skip
