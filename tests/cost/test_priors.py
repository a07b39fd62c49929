"""The table of priors."""

from __future__ import annotations

import pytest

import dfopt
from dfopt.builder.portability import Target
from dfopt.cost.priors import (
    argument_probability,
    either,
    instruction_seconds,
    own_text_probability,
    run_seconds,
    sources_probability,
)
from dfopt.cost.steps import facts_of, run_prior
from dfopt.effects.effects import effects_of
from dfopt.syntax.nodes import Run


def test_either() -> None:
    assert either() == 0.0
    assert either(0.2) == pytest.approx(0.2)
    assert either(0.5, 0.2) == pytest.approx(0.6)
    assert either(1.0, 0.2) == 1.0


@pytest.mark.parametrize(
    ("kind", "chance"), [("ENV", 0.003), ("ARG", 0.003), ("RUN", 0.002), ("CMD", 0.002)]
)
def test_own_text(kind: str, chance: float) -> None:
    assert own_text_probability(kind) == chance


@pytest.mark.parametrize(
    ("source", "chance"),
    [
        *((name, 0.9) for name in (".", "./", "/", "*", "./*", "..", "../")),
        *((name, 0.2) for name in ("src", "src/", "./a.d/", "a/b", "*.py", "lib/*", "$DIR", "f?")),
        *((name, 0.15) for name in ("package.json", "./package*.json", "go.sum", "a/pom.xml")),
        *((name, 0.15) for name in ("requirements.txt", "dev-requirements.txt", "yarn.lock*")),
        *((name, 0.15) for name in ("requirements/*requirements.txt", "App/App.csproj", "mvnw")),
        *((name, 0.05) for name in ("app.js", "Makefile", "LICENSE", "a/b/.env", "target/app.jar")),
        *((name, 0.02) for name in ("https://x.org/a.tgz", "http://x", "git@github.com:a/b.git")),
        (".git", 1.0),
    ],
)
def test_one_source(source: str, chance: float) -> None:
    assert sources_probability((source,)) == pytest.approx(chance)


def test_several_sources_are_independent() -> None:
    assert sources_probability(("app.js", "src")) == pytest.approx(1 - 0.95 * 0.8)
    assert sources_probability(()) == 0.0


def test_sources_of_another_stage_tell_nothing_by_their_name() -> None:
    assert sources_probability(("/out/app.jar",), from_stage=True) == pytest.approx(0.2)


def test_manifest_names_can_be_given() -> None:
    assert sources_probability(("deps.edn",), manifests={"deps.edn"}) == pytest.approx(0.15)
    assert sources_probability(("deps.edn",)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    "name",
    [
        *("VERSION", "APP_VERSION", "version", "GIT_SHA", "SHA", "COMMIT", "GIT_COMMIT_HASH"),
        *("REVISION", "VCS_REF", "BUILD_DATE", "BUILD_TIME", "BUILD_ID", "BUILD_NUMBER"),
        *("BUILD_TIMESTAMP", "CACHEBUST", "CACHE_BUST", "SOURCE_DATE_EPOCH", "GITHUB_RUN_ID"),
    ],
)
def test_volatile_arguments(name: str) -> None:
    assert argument_probability(name) == 1.0


@pytest.mark.parametrize(
    "name", ["NODE_VERSION", "TINI_SHA256", "PORT", "BUILD_TYPE", "SHARE", "DEBIAN_FRONTEND", ""]
)
def test_other_arguments(name: str) -> None:
    assert argument_probability(name) == 0.05


@pytest.mark.parametrize(
    ("kind", "seconds"), [("COPY", 0.2), ("ADD", 0.2), ("WORKDIR", 0.15), ("LABEL", 0.15)]
)
def test_instruction_seconds(kind: str, seconds: float) -> None:
    assert instruction_seconds(kind) == seconds


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        ("apt-get install -y curl git", 22.0),
        ("apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*", 26.3),
        ("apk add --no-cache curl", 5.0),
        ("pip install -r requirements.txt", 20.0),
        ("python3 -m pip install --no-cache-dir flask", 20.0),
        ("python3 -m venv /opt/venv", 8.0),
        ("python -m venv /v && /v/bin/pip install flask", 28.0),
        ("virtualenv /opt/venv", 2.0),
        ("uv venv", 1.0),
        ("npm ci", 30.0),
        ("NODE_ENV=production npm ci", 30.0),
        ("sudo npm install", 30.0),
        ("npm ci && npm cache clean --force", 30.3),
        ("yarn", 30.0),
        ("bundle install", 40.0),
        ("composer install", 15.0),
        ("./mvnw -B package", 90.0),
        ("go mod download", 15.0),
        ("go build ./...", 45.0),
        ("cargo build --release", 180.0),
        ("make", 120.0),
        ("dotnet restore", 20.0),
        ("dotnet publish -c Release", 30.0),
        ("curl -fsSL https://x.org/a.tgz | tar xz", 5.3),
        ("git clone https://x.org/a", 6.0),
        ("useradd app", 0.3),
        ("chown -R app:app /srv", 2.0),
        ("chown app /srv", 0.3),
        ("./setup.sh", 1.0),
        ("set -eux; cd /srv; ./setup.sh", 1.0),
        ("mkdir -p /a \\\n  /b \\\n && touch /a/b", 0.6),
        ("# only a comment\necho hello", 0.3),
        ("if [ -f a ]; then npm ci; fi", 30.0),
        ("node --version && npm --version", 1.3),
        ("pip check", 1.0),
        ("go version", 0.3),
        ("cargo chef prepare --recipe-path recipe.json", 1.0),
        ("cargo chef cook --release", 180.0),
        ("cargo chef", 180.0),
        ("cargo fetch --locked", 20.0),
        ("php composer.phar install --no-dev", 15.0),
        ("php artisan migrate", 1.0),
        ("php", 1.0),
        ("dnf config-manager --set-enabled crb", 0.3),
        ("", 0.3),
        ("sudo", 0.3),
        ("python -m", 0.3),
    ],
)
def test_run_seconds(command: str, seconds: float) -> None:
    assert run_seconds(command) == pytest.approx(seconds)


def test_cache_mount() -> None:
    assert run_seconds("npm ci", cache_mount=True) == pytest.approx(9.0)


def test_a_long_script_does_not_count_each_line() -> None:
    assert run_seconds("\n".join(f"word{n} something" for n in range(500))) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("flags", "command", "seconds"),
    [
        ("--mount=type=cache,target=/root/.npm/_cacache ", "npm ci", 9.0),
        ("--mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/c ", "go build", 13.5),
        # What was compiled is not kept.
        ("--mount=type=cache,target=/go/pkg/mod ", "go build", 34.5),
        ("--mount=type=cache,target=/go/pkg/mod ", "go mod download", 4.5),
        ("--mount=type=cache,target=/usr/local/cargo/registry ", "cargo build", 166.0),
        (
            "--mount=type=cache,target=/root/.cargo/registry,sharing=locked "
            "--mount=type=cache,target=/app/target ",
            "cargo build",
            54.0,
        ),
        ("--mount=type=bind,target=/root/.cargo/registry ", "cargo build", 180.0),
        ("", "cargo build", 180.0),
    ],
)
def test_a_cache_saves_what_is_kept_in_it(flags: str, command: str, seconds: float) -> None:
    (run,) = dfopt.parse(f"FROM a\nRUN {flags}{command}\n").statements[1:]
    assert isinstance(run, Run)
    assert run_prior(run) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("declared", "command", "seconds"),
    [
        ("ARG uvpip='uv pip install --system'", "$uvpip -r requirements.txt", 20.0),
        ("ARG uvpip='uv pip install --system'", "$uvpip a && ${uvpip} b", 40.0),
        ('ENV INSTALL="apt-get install -y"', "$INSTALL curl git", 22.0),
        ("ARG uvpip", "$uvpip -r requirements.txt", 1.0),
        ("ARG other='uv pip install'", "$uvpip -r requirements.txt", 1.0),
        ("ARG word='plain'", "$word x", 1.0),
        ("ARG a='npm $b $b '", "$a x", 1.0),
    ],
)
def test_a_variable_may_stand_for_a_command(declared: str, command: str, seconds: float) -> None:
    statements = dfopt.parse(f"FROM a\n{declared}\nRUN {command}\n").statements[1:]
    effects = [effects_of(statement, "\\", Target("buildkit")) for statement in statements]
    assert facts_of(statements, effects)[1].seconds == pytest.approx(seconds)


@pytest.mark.parametrize("unit", ["a ", "A=1 ", "sudo ", "; ", "(", "requirements", "\\\n", "_"])
def test_huge_words_are_read(unit: str) -> None:
    text = unit * 500_000
    assert 0.3 <= run_seconds(text) <= 10.0
    assert sources_probability((text,)) == pytest.approx(0.2)
    assert argument_probability(text) == 0.05
