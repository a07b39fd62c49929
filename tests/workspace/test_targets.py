"""Stages that files of a project build by their names get no cache mount."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import dfopt
from dfopt.syntax.parser import parse
from dfopt.workspace import targets
from dfopt.workspace.contexts import find_context
from dfopt.workspace.declarations import SIZE_LIMIT
from dfopt.workspace.settings import Setting
from dfopt.workspace.targets import may_name, named_targets

GO = """\
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /server .
FROM scratch
COPY --from=build /server /server
"""


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("compose.yaml", "services:\n  a:\n    build:\n      target: Build\n", {"build"}),
        ("docker-compose.dev.yml", "target: /data\nimage: docker\n", set()),
        ("docker-bake.hcl", 'target "app" {\n  target = "build"\n}\n', {"app", "build"}),
        ("docker-bake.json", '{"target": {"a": {"target": "build"}}}', {"build"}),
        ("Makefile", "x:\n\tdocker build --target=build -t x .\n", {"build"}),
        ("ci/test.sh", "podman build --target build .\n", {"build"}),
        ("ci/test.sh", 'docker build --target "$STAGE" .\n', {"*"}),
        ("ci/test.sh", "docker build .\n", set()),
        ("ci/test.sh", "rustc --target x86_64\n", set()),
        (".github/workflows/a.yml", "uses: docker/x\ntarget: ${{ matrix.stage }}\n", {"*"}),
        (".gitlab-ci.yml", "script: docker build --target build .\n", {"build"}),
        ("package.json", '{"scripts": {"t": "docker build --target build ."}}', {"build"}),
        ("Makefile", "x:\n\tdocker build --target \\\n\t  build .\n", {"*"}),
        ("compose.yaml", "services: {a: {build: {context: ., target: &x build}}}\n", {"*"}),
        ("compose.yaml", "services:\n  a:\n    build:\n      target: *x\n", {"*"}),
        ("compose.yaml", "services:\n  a:\n    build:\n      target: >-\n        build\n", {"*"}),
        ("compose.yaml", "services:\n  a:\n    build:\n      target: !!str build\n", {"*"}),
        ("fly.toml", '[build]\ndockerfile = "Dockerfile"\nbuild-target = "build"\n', {"build"}),
        (".goreleaser.yaml", 'dockers: [{build_flag_templates: ["--target=build"]}]\n', {"build"}),
        ("Taskfile.dist.yml", "cmd: docker build --target build .\n", {"build"}),
        ("ci/Jenkinsfile.nightly", "sh 'docker build --target build .'\n", {"build"}),
        ("hooks/build", "#!/bin/sh\ndocker build --target build .\n", {"build"}),
        ("scripts/images.py", 'run(["docker", "build", "--target", "build", "."])\n', {"build"}),
        ("pyproject.toml", '[tool.poe]\nt = "docker build --target build ."\n', {"build"}),
        ("build.bat", "docker build --target build .\n", {"build"}),
        ("main.tf", 'docker_image {\n  build {\n    target = "build"\n  }\n}\n', {"build"}),
        ("README.md", "docker build --target build .\n", set()),
    ],
)
def test_names(tmp_path: Path, path: str, text: str, names: set[str]) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    assert named_targets(str(tmp_path), [path]) == names


def test_what_is_not_read_may_name_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.sh").write_text("#" * (SIZE_LIMIT + 1))
    assert named_targets(str(tmp_path), ["large.sh"]) == {"*"}
    (tmp_path / "latin.sh").write_bytes(b"\xe9")
    (tmp_path / "link.sh").symlink_to("large.sh")
    assert named_targets(str(tmp_path), ["latin.sh"]) == {"*"}
    assert named_targets(str(tmp_path), ["link.sh"]) == {"*"}
    (tmp_path / "tools" / "module").mkdir(parents=True)
    assert named_targets(str(tmp_path), ["missing.sh", "tools/module"]) == set()
    monkeypatch.setattr(targets, "_FILE_LIMIT", 1)
    assert named_targets(str(tmp_path), ["missing.sh", "latin.sh"]) == {"*"}
    assert not may_name("src/target.c")


@pytest.mark.parametrize("is_repository", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_a_stage_that_is_built_by_its_name(
    tmp_path: Path, is_repository: bool, named: bool
) -> None:
    (tmp_path / "Dockerfile").write_text(GO)
    if is_repository:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    if named:
        (tmp_path / "Makefile").write_text("check:\n\tdocker build --target build .\n")
    if is_repository:
        subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
    config = dfopt.Config(engine="buildkit", select=("cache-mount",))
    setting = Setting(config, str(tmp_path))
    path = str(tmp_path / "Dockerfile")
    context = find_context(path, parse(GO), setting).context
    assert context is not None
    result = dfopt.optimize(GO, config=config, filename=path, context=context)
    assert result.changed == (not named)
    if named:
        assert "an image may be made of its stage" in result.blocked[0].reason
        # The checker does not take it from the pass.
        free = dfopt.optimize(GO, config=config, context=context.with_targets(frozenset))
        assert not dfopt.equivalent(
            GO, free.text, safety="known-commands", engine="buildkit", context=context
        )


def test_a_context_that_is_guessed_is_an_assumption(tmp_path: Path) -> None:
    text = GO.replace("golang:1.25", "rust:1.90").replace("CGO_ENABLED=0 go", "cargo")
    text = text.replace(" -o /server .", "")
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "Cargo.lock").write_text("version = 4\n")
    config = dfopt.Config(engine="buildkit", select=("cache-mount",))
    path = str(tmp_path / "Dockerfile")
    context = find_context(path, parse(text), Setting(config, str(tmp_path))).context
    (change,) = dfopt.optimize(text, config=config, filename=path, context=context).changes
    assert "context.guessed" in change.assumptions
