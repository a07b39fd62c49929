"""What gem and bundle are known to do, and which Gemfiles are plain lists of gems."""

from __future__ import annotations

import pytest

from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.manifests.gemfile import files_of, unsafe_lock
from tests.knowledge.asking import ask, covers, known, reason

OFFICIAL = {"GEM_HOME": "/usr/local/bundle", "BUNDLE_APP_CONFIG": "/usr/local/bundle"}
FROZEN = {**OFFICIAL, "BUNDLE_FROZEN": "1"}
RUBY = ' "https://rubygems.org"\n'
LOCK = "GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n\nPLATFORMS\n  ruby\n"


@pytest.mark.parametrize(
    "script",
    [
        "gem install rake",
        "gem install rake -v 13.0.6 --no-document",
        "gem install bundler:2.5.3 foreman -N",
        "gem install --version '~> 7.0' rails",
        "gem install -s https://gems.example.com --clear-sources x",
        "gem update --system 3.5.11",
        "gem update --system -N",
    ],
)
def test_gem_reads_the_working_directory(script: str) -> None:
    found = known(script, OFFICIAL)
    assert covers(found.reads, "/app")
    assert found.uses_directory
    assert not covers(found.writes, "/app")
    for path in ("/usr/local/bundle", "/var/lib/gems", "/usr/local/bin", "/root", "/tmp"):
        assert covers(found.writes, path)
    for path in ("/root/.gemrc", "/etc/gemrc"):
        assert covers(found.reads, path)
    for name in ("GEM_PATH", "RUBYOPT", "BUNDLE_PATH", "CFLAGS", "ANYTHING"):
        assert found.reads_variable(name)
    assert "gem.own-packages-only" in found.assumptions


@pytest.mark.parametrize("option", ["-r", "--remote"])
def test_gem_from_the_index_alone(option: str) -> None:
    found = known(f"gem install {option} rake", OFFICIAL)
    assert not covers(found.reads, "/app")
    assert not found.uses_directory


def test_gem_installs_where_it_is_told() -> None:
    found = known("gem install -r -i /opt/gems -n /opt/bin rake", {"GEM_HOME": "/srv/gems"})
    for path in ("/opt/gems", "/opt/bin", "/srv/gems"):
        assert covers(found.writes, path)
    beside = known("gem install -r rake", {"PATH": "/opt/ruby/bin:/usr/bin:/bin"})
    assert covers(beside.writes, "/opt/ruby/lib")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("gem install ./x-1.gem", "may be a file"),
        ("gem install x.gem", "may be a file"),
        ("gem install x-*.gem", "only known at build time"),
        ("gem install $(cat gems)", "only known at build time"),
        ("gem install", "names no gem"),
        ("gem install -g", "not known: -g"),
        ("gem install -g Gemfile", "not known: -g"),
        ("gem install --file=Gemfile", "not known: --file=Gemfile"),
        ("gem install -l x", "not known: -l"),
        ("gem install x -- --with-x=/app", "not known: --"),
        ("gem install --config-file gemrc x", "not known: --config-file"),
        ("gem install -P HighSecurity x", "not known: -P"),
        ("gem install -i vendor x", "-i with 'vendor'"),
        ("gem install -i / x", "-i with '/'"),
        ("gem install -s ./gems x", "-s with './gems'"),
        ("gem install -v", "-v with ''"),
        ("gem build x.gemspec", "`gem build` is not known"),
        ("gem update", "`gem update` is not known"),
        ("gem", "`gem` is not known"),
    ],
)
def test_calls_of_gem_that_are_not_known(script: str, why: str) -> None:
    assert why in reason(script, OFFICIAL)


def test_where_ruby_is_not_known() -> None:
    assert "may keep gems" in reason("gem install -r x", known=False)
    assert ".ruby-version" in reason("gem install -r x", {"PATH": "/opt/rbenv/shims:/bin"})
    assert "home directory" in reason("gem install -r x", user="app")


@pytest.mark.parametrize(
    ("script", "environment"),
    [
        ("bundle install", {"BUNDLE_FROZEN": "1"}),
        ("bundle", {"BUNDLE_FROZEN": "true"}),
        ("bundle install -j4 --retry 3", {"BUNDLE_DEPLOYMENT": "1"}),
        ("bundle install --without development test --quiet", {"BUNDLE_DEPLOYMENT": "true"}),
        ("bundle install --frozen", {}),
        ("bundle install --deployment", {}),
        ("bundle install --frozen", {"BUNDLE_FROZEN": "false"}),
        ("bundle config set --global frozen true && bundle install", {}),
        ("bundle config frozen 1 && bundle config set jobs 4 && bundle install", {}),
        ("BUNDLE_FROZEN=1 bundle install", {}),
        ("export BUNDLE_FROZEN=1 && bundler install", {}),
    ],
)
def test_a_frozen_lock_file(script: str, environment: dict[str, str]) -> None:
    found = known(script, OFFICIAL | environment)
    assert {"/app/Gemfile", "/app/Gemfile.lock", "/Gemfile"} <= found.files
    assert "/app/gems.rb" in found.absent
    assert covers(found.writes, "/usr/local/bundle")
    assert "bundler.version-2-or-newer" in found.assumptions


@pytest.mark.parametrize(
    ("script", "environment"),
    [
        ("bundle install", {}),
        ("bundle", {}),
        ("bundle install", {"BUNDLE_FROZEN": "false"}),
        ("bundle install", {"BUNDLE_FROZEN": ""}),
        ("bundle install", {"BUNDLE_FROZEN": "0", "BUNDLE_DEPLOYMENT": "1"}),
        ("bundle install --deployment", {"BUNDLE_FROZEN": "false"}),
        ("bundle install", {"BUNDLE_FROZEN": None}),
        ("bundle install", {"BUNDLE_DEPLOYMENT": None}),
        ("bundle config set frozen true && bundle install", {"BUNDLE_FROZEN": "false"}),
        ("bundle config set frozen true && HOME=/x bundle install", {}),
        ("if [ -e /x ]; then bundle config set frozen true; fi; bundle install", {}),
        ("BUNDLE_FROZEN=1; bundle install", {}),
        ("bundle config set with frozen && bundle install", {}),
    ],
)
def test_a_lock_file_that_may_be_rewritten(script: str, environment: dict[str, str | None]) -> None:
    found = ask(script, {**OFFICIAL, **environment})
    assert isinstance(found, Unknown)
    assert "may rewrite Gemfile.lock" in found.reason
    assert "BUNDLE_FROZEN" in found.suggestion
    assert found.is_install


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("bundle install --path vendor/bundle", "not known: --path"),
        ("bundle install --gemfile=x", "not known: --gemfile=x"),
        ("bundle install --local", "not known: --local"),
        ("bundle install --no-deployment", "not known: --no-deployment"),
        ("bundle install --binstubs", "not known: --binstubs"),
        ("bundle install --jobs many", "--jobs with 'many'"),
        ("bundle install --without ../x", "--without with an unusual value"),
        ("bundle exec rake", "runs what the project says"),
        ("bundle update", "runs what the project says"),
        ("bundle config set deployment true", "where gems are installed to"),
        ("bundle config set --local path vendor/bundle", "where gems are installed to"),
        ("bundle config set frozen false", "lets Bundler change the lock file"),
        ("bundle config set build.pg --with-pg=/app", "in a way that is not known"),
        ("bundle config set build.pg x", "setting build.pg"),
        ("bundle config set local.rack /app/rack", "setting local.rack"),
        ("bundle config set without /app", "unusual value"),
        ("bundle config unset frozen", "setting unset"),
        ("bundle config", "in a way that is not known"),
    ],
)
def test_calls_of_bundle_that_are_not_known(script: str, why: str) -> None:
    assert why in reason(script, FROZEN)


def test_where_bundler_looks() -> None:
    assert "BUNDLE_GEMFILE" in reason("bundle install", FROZEN | {"BUNDLE_GEMFILE": "/x/Gemfile"})
    assert "beside the Gemfile" in reason("bundle config set frozen true", {})
    assert covers(known("bundle install", FROZEN | {"BUNDLE_PATH": "/gems"}).writes, "/gems")
    assert "RUBYOPT" in reason("bundle install", FROZEN | {"RUBYOPT": "-rbundler/setup"})
    assert "GEMDEPS" in reason("gem install -r x", OFFICIAL | {"RUBYGEMS_GEMDEPS": "-"})
    assert known("bundle install", FROZEN | {"RUBYOPT": "-W:no-deprecated --yjit"})
    found = known("bundle install --deployment", OFFICIAL)
    assert "bundler.settings-of-one-project" in found.assumptions


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a comment \\\n",
        "source" + RUBY,
        "source(" + RUBY.strip() + ")\n",
        'gem "a"',
        "gem 'a', '~> 1.0', \">= 1.0.2\"\r\n",
        'gem "a", require: false, group: :test\n',
        'gem "a", :require => ["b", "c"], "group" => %w[x y]\n',
        'gem "a",\n  # why\n  "1.0",\n  platforms: %i(mri windows)\n',
        'gem("a",\n  "1.0",\n)\n',
        'gem "a", [\n  ">= 1",\n  "< 2",\n]\n',
        'gem "a", source: "https://gems.example.com"\n',
        'group :a, "b", optional: true do\n\n  gem "a"\n  platforms :x do\n  end\nend\n',
        'source "https://gems.example.com" do\n  gem "a"\nend\n',
        'ruby "3.3.0", engine: "ruby", engine_version: "3.3.0"\n',
        'gem "a", \\\n  "1.0"\n',
    ],
)  # fmt: skip
def test_a_plain_gemfile(text: str) -> None:
    assert files_of(text) == frozenset()


def test_a_gemfile_that_names_a_file() -> None:
    assert files_of('ruby file: ".ruby-version"\n') == frozenset((".ruby-version",))
    assert isinstance(files_of('ruby file: "VERSION"\n'), str)


@pytest.mark.parametrize(
    "text",
    [
        "gemspec\n",
        'eval_gemfile "x"\n',
        'require_relative "x"\n',
        'plugin "x"\n',
        'git_source(:x) { |n| "https://x/#{n}" }\n',
        'git "https://x.org/x.git" do\n  gem "x"\nend\n',
        'path "." do\n  gem "x"\nend\n',
        'env "X" do\n  gem "x"\nend\n',
        'install_if -> { true } do\n  gem "x"\nend\n',
        'gem "x", path: "x"\n',
        'gem "x", :path => "x"\n',
        'gem "x", "path" => "x"\n',
        'gem "x", "path": "x"\n',
        'gem "x", git: "https://x.org/x.git"\n',
        'gem "x", glob: "*.gemspec"\n',
        'gem "x", **options\n',
        'gem "x", ENV["X"]\n',
        'gem "x", File.read("x")\n',
        'gem "x" if File.exist?("x")\n',
        'gem "x" unless ENV["CI"]\n',
        'gem "#{x}"\n',
        'gem "a#$0"\n',
        'gem "a\\x41"\n',
        "gem `cat x`\n",
        'gem %x[cat x]\n',
        'gem %W[#{x}]\n',
        'gem "a"; system "x"\n',
        'gem "a" "b"\n',
        'gem "a", require: false, "1.0"\n',
        'gem :a, <<X\nX\n',
        'gem ["a"]\n',
        "gem\n",
        'x = "a"\n',
        'gem "a"\nend\n',
        'group :a do\n  gem "a"\n',
        'group :a do |g|\nend\n',
        "group :a { }\n",
        'group :a\n',
        'group :a, optional: !x do\nend\n',
        'gem "a" do\nend\n',
        "source :rubygems\n",
        'source "file:///app"\n',
        'source "gems"\n',
        'source "https://x.org", type: "x" do\nend\n',
        'gem "a", source: "file:///app"\n',
        'ruby File.read(".ruby-version")\n',
        "ruby RUBY_VERSION\n",
        "=begin\n=end\n",
        "__END__\n",
        '# x\0\ngem "a"\n',
        '# x\rsystem "x"\n',
        '\ufeffgem "a"\n',
        'gem "a"\n' * 20_000,
    ],
)  # fmt: skip
def test_a_gemfile_that_is_a_program(text: str) -> None:
    assert isinstance(files_of(text), str)


def test_lock_files() -> None:
    assert unsafe_lock(LOCK) == ""
    assert unsafe_lock(LOCK.replace("\n", "\r\n")) == ""
    assert unsafe_lock(LOCK + "\nCHECKSUMS\n  a (1.0) sha256=00\n\nBUNDLED WITH\n   2.6.2\n") == ""
    for text in (
        "",
        "PATH\n  remote: .\n  specs:\n    b (1.0)\n\n" + LOCK,
        "GIT\n  remote: https://x.org/b.git\n  specs:\n    b (1.0)\n\n" + LOCK,
        "PLUGIN SOURCE\n  remote: x\n\n" + LOCK,
        LOCK.replace("https://rubygems.org/", "file:///app/gems"),
        LOCK.replace(" https://rubygems.org/", ""),
        "<<<<<<< HEAD\n" + LOCK,
    ):
        assert unsafe_lock(text)
