"""Cache mounts that depend on the build context, and what each of them rests on."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.context.context import Context
from dfopt.context.tree import Tree
from dfopt.knowledge.caches import ALWAYS

LOCK = (
    '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}'
)
PACKAGE = '{"scripts": {"build": "vite build"}}'
IGNORED = "**/node_modules\n"
NPM_FILES = {"package.json": PACKAGE, "package-lock.json": LOCK, ".dockerignore": IGNORED}
CARGO_FILES = {"Cargo.toml": "[package]\n", "Cargo.lock": "version = 4\n"}
NPM = """\
FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
"""
CARGO = """\
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN cargo build --release
FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
"""
NPM_CACHE = "--mount=type=cache,target=/root/.npm/_cacache"
CARGO_CACHE = "--mount=type=cache,target=/usr/local/cargo/registry"


def judged(
    text: str, mount: str, files: dict[str, str] | None, assumptions: set[str] | None = None
) -> dfopt.Equivalence:
    command = "RUN npm ci" if "RUN npm ci" in text else "RUN cargo"
    return dfopt.equivalent(
        text,
        text.replace(command, command.replace("RUN", f"RUN {mount}")),
        safety="known-commands",
        engine="buildkit",
        context=None if files is None else Tree.of_files(files),
        assumptions=assumptions,
    )


def test_what_npm_rests_on() -> None:
    result = judged(NPM, NPM_CACHE, NPM_FILES)
    assert result
    assert {*ALWAYS, "npm.cache-by-checksum", "npm.scripts-leave-the-cache"} <= {
        *result.assumptions
    }
    for name in result.assumptions:
        assert not judged(NPM, NPM_CACHE, NPM_FILES, {*result.assumptions} - {name}), name


def test_what_cargo_rests_on() -> None:
    result = judged(CARGO, CARGO_CACHE + ",sharing=locked", CARGO_FILES)
    assert result
    for name in result.assumptions:
        fewer = {*result.assumptions} - {name}
        assert not judged(CARGO, CARGO_CACHE + ",sharing=locked", CARGO_FILES, fewer), name


@pytest.mark.parametrize(
    ("text", "mount", "files"),
    [
        pytest.param(NPM, NPM_CACHE, None, id="no context"),
        pytest.param(NPM, NPM_CACHE, NPM_FILES | {"package-lock.json": "{}"}, id="no lock"),
        pytest.param(
            NPM,
            NPM_CACHE,
            NPM_FILES | {"package-lock.json": LOCK.replace("integrity", "resolved")},
            id="no checksum",
        ),
        pytest.param(
            NPM,
            NPM_CACHE,
            NPM_FILES | {"package.json": PACKAGE.replace("vite", "npx vite")},
            id="a script that uses npx",
        ),
        pytest.param(
            NPM.replace("COPY package.json", "COPY .npmrc package.json"),
            NPM_CACHE,
            NPM_FILES | {".npmrc": "prefer-offline=true\n"},
            id="settings of npm",
        ),
        pytest.param(
            NPM, "--mount=type=cache,target=/root/.npm", NPM_FILES, id="more than the packages"
        ),
        pytest.param(
            NPM.replace("npm ci", "npm ci --cache /c"), NPM_CACHE, NPM_FILES, id="another cache"
        ),
        pytest.param(
            NPM.replace("npm run build", "npm run build > /root/.npm/_cacache/x"),
            NPM_CACHE,
            NPM_FILES,
            id="a script that writes there",
        ),
        pytest.param(CARGO, CARGO_CACHE, CARGO_FILES, id="cargo without a lock on the mount"),
        pytest.param(
            CARGO,
            CARGO_CACHE + ",sharing=locked",
            CARGO_FILES | {".cargo/config.toml": "[net]\noffline = true\n"},
            id="settings of cargo",
        ),
        pytest.param(
            CARGO.replace("/app/target/release/app", "/usr/local/cargo"),
            CARGO_CACHE + ",sharing=locked",
            CARGO_FILES,
            id="the home of cargo is copied",
        ),
    ],
)
def test_what_is_refused(text: str, mount: str, files: dict[str, str] | None) -> None:
    assert not judged(text, mount, files)


@pytest.mark.parametrize("target", ["build", "0", "*"])
def test_a_target_of_the_project_is_an_image(target: str) -> None:
    context = Context.of(Tree.of_files(NPM_FILES)).with_targets(lambda: frozenset((target,)))
    after = NPM.replace("RUN npm ci", f"RUN {NPM_CACHE} npm ci")
    assert not dfopt.equivalent(
        NPM, after, safety="known-commands", engine="buildkit", context=context
    )
