"""Which context is found for a Dockerfile: named, declared, guessed, or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dfopt
from dfopt.config import Config
from dfopt.context.repository import tracked
from dfopt.errors import ContextError
from dfopt.workspace.contexts import find_context
from dfopt.workspace.settings import Setting

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

ROOT = Path(__file__).resolve().parents[2]
COPY_ALL = "FROM a\nCOPY . /app\n"
WORKFLOW = ".github/workflows/build.yml"


class Project:
    """A repository in which every file is tracked as soon as it is written."""

    def __init__(self, root):
        self.root = root
        self.git("init", "-q")

    def git(self, *arguments):
        subprocess.run(["git", "-C", self.root, *arguments], check=True, capture_output=True)

    def write(self, files):
        write(self.root, files)
        self.git("add", "--all")

    def find(self, dockerfile="Dockerfile", text=None, *, named=None, **options):
        path = os.path.join(self.root, dockerfile)
        if text is None:
            with open(path) as file:
                text = file.read()
        setting = Setting(Config(context=named), str(self.root))
        return find_context(path, dfopt.parse(text), setting, **options)

    def answer(self, *arguments, **options):
        """Return the origin and the directory, or the note that says why there is none."""
        found = self.find(*arguments, **options)
        if found.context is None:
            return None, "".join(found.notes)
        return found.context.origin, os.path.relpath(found.context.directory, self.root)


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    return Project(root)


def compose(build):
    return f"services:\n  db:\n    image: postgres\n  web:\n    build: {build}\n"


def workflow(*inputs):
    lines = "".join(f"          {line}\n" for line in inputs)
    head = "on: push\njobs:\n  image:\n    steps:\n      - uses: actions/checkout@v4\n"
    given = f"        with:\n{lines}" if inputs else ""
    return f"{head}      - uses: docker/build-push-action@v6\n{given}"


def test_what_is_named_wins(project):
    project.write({"web/Dockerfile": COPY_ALL, "compose.yaml": compose("web"), "lib/a": ""})
    assert project.answer("web/Dockerfile", named="lib") == ("named", "lib")
    assert project.answer("web/Dockerfile") == ("compose", "web")


@pytest.mark.parametrize("name", ["nowhere", "Dockerfile"])
def test_what_is_named_must_be_a_directory(project, name):
    project.write({"Dockerfile": COPY_ALL})
    with pytest.raises(ContextError):
        project.find(named=name)


@pytest.mark.parametrize(
    ("name", "build", "answer"),
    [
        ("compose.yaml", "web", "web"),
        ("compose.yml", "./web/", "web"),
        ("docker-compose.yml", "{context: ., dockerfile: web/Dockerfile}", "."),
        ("docker-compose.prod.yaml", "{context: web}", "web"),
        ("compose.override.yml", "{dockerfile: web/Dockerfile}", "."),
        ("web/compose.yml", "..", None),
        ("web/compose.yml", ".", "web"),
        ("deploy/compose.yml", "{context: .., dockerfile: web/Dockerfile}", "."),
        ("compose.yaml", "{context: web, dockerfile_inline: FROM a}", None),
        ("compose.yaml", "{context: '${DIR}'}", None),
        ("compose.yaml", "{context: web, dockerfile: '$FILE'}", None),
        ("compose.yaml", "https://example.com/web.git", None),
        ("compose.yaml", "[web]", None),
        ("compose.yaml", "", None),
        ("compose.yaml.txt", "web", None),
        ("my-compose.yaml", "web", None),
    ],
)
def test_compose(project, name, build, answer):
    project.write({"web/Dockerfile": "FROM a\nCOPY nowhere /\n", name: compose(build)})
    expected = ("compose", answer) if answer else (None, project.answer("web/Dockerfile")[1])
    assert project.answer("web/Dockerfile") == expected


def test_compose_with_a_merge(project):
    text = "x-b: &b\n  build: &c {context: .}\nservices:\n  web:\n    <<: *b\n"
    project.write({"Dockerfile": COPY_ALL, "compose.yaml": text})
    assert project.answer() == ("compose", ".")


DEVCONTAINER = ".devcontainer/devcontainer.json"


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        (DEVCONTAINER, '{"build": {"dockerfile": "Dockerfile"}}', ".devcontainer"),
        (
            DEVCONTAINER,
            '// "x"\n{"build": {"dockerfile": "Dockerfile", /* , } */ "context": "..",},}',
            ".",
        ),
        (".devcontainer.json", '{"dockerFile": ".devcontainer/Dockerfile", "context": "."}', "."),
        (
            ".devcontainer/x/devcontainer.json",
            '{"build": {"dockerfile": "../Dockerfile"}}',
            ".devcontainer/x",
        ),
        (DEVCONTAINER, '{"build": {"dockerfile": "Dockerfile", "context": "${x}"}}', None),
        (DEVCONTAINER, '{"image": "a"}', None),
        (DEVCONTAINER, '{"build": ["Dockerfile"]}', None),
        (DEVCONTAINER, "[" * 9999, None),
        ("devcontainer.json", '{"dockerFile": ".devcontainer/Dockerfile"}', None),
    ],
)
def test_devcontainer(project, name, text, answer):
    project.write({".devcontainer/Dockerfile": "FROM a\nCOPY nowhere /\n", name: text})
    origin, said = project.answer(".devcontainer/Dockerfile")
    assert (origin, said) == ("devcontainer", answer) if answer else origin is None


@pytest.mark.parametrize(
    ("inputs", "answer"),
    [
        (["context: web"], "web"),
        (["context: .", "file: web/Dockerfile"], "."),
        (["context: ./lib", "file: ./web/Dockerfile"], "lib"),
        (["file: web/Dockerfile"], "."),
        (["context: .", "file: Dockerfile"], None),
        (["context: ."], None),
        ([], None),
        (["context: '${{ matrix.dir }}'"], None),
        (["context: web", "file: '${{ matrix.file }}'"], None),
        (["context: '${{ x }}'", "file: web/Dockerfile"], None),
        (["context: '{{defaultContext}}:web'"], None),
        (["context: https://example.com/a.git", "file: web/Dockerfile"], None),
    ],
)
def test_workflow(project, inputs, answer):
    project.write(
        {"web/Dockerfile": "FROM a\nCOPY nowhere /\n", "lib/a": "", WORKFLOW: workflow(*inputs)}
    )
    origin, said = project.answer("web/Dockerfile")
    assert (origin, said) == ("workflow", answer) if answer else origin is None


def test_another_action_says_nothing(project):
    text = workflow("context: web").replace("docker/build-push-action", "other/build-push-action")
    project.write(
        {"web/Dockerfile": COPY_ALL, WORKFLOW: text, "ci/build.yml": workflow("context: .")}
    )
    assert project.answer("web/Dockerfile") == ("guessed", "web")


def test_a_build_from_the_commit_knows_no_rules(project):
    files = {"Dockerfile": COPY_ALL, WORKFLOW: workflow(), ".dockerignore": "node_modules\n"}
    project.write(files)
    found = project.find()
    assert found.context.guaranteed("node_modules")
    assert found.notes == ()
    project.write({".dockerignore": "*.md\nnode_modules\n", "a.md": ""})
    found = project.find()
    assert not found.context.guaranteed("node_modules")
    assert "a.md" in found.context.visible.entries
    assert len(found.notes) == 1


def test_files_that_agree(project):
    project.write(
        {
            "web/Dockerfile": COPY_ALL,
            "compose.yaml": compose("web"),
            "compose.prod.yaml": compose("web"),
            WORKFLOW: workflow("context: ./web"),
        }
    )
    assert project.answer("web/Dockerfile") == ("compose", "web")


@pytest.mark.parametrize("second", ["context: .\nfile", "context: '${{ x }}'\nfile"])
def test_files_that_disagree(project, second):
    inputs = f"{second}: web/Dockerfile".split("\n")
    project.write(
        {"web/Dockerfile": COPY_ALL, "compose.yaml": compose("web"), WORKFLOW: workflow(*inputs)}
    )
    origin, said = project.answer("web/Dockerfile")
    assert origin is None
    assert "disagree" in said
    assert "compose.yaml: web" in said


def test_what_is_said_of_another_dockerfile_does_not_count(project):
    project.write(
        {"web/Dockerfile": COPY_ALL, "api/Dockerfile": COPY_ALL, "compose.yaml": compose("api")}
    )
    assert project.answer("web/Dockerfile") == ("guessed", "web")


def test_an_untracked_file_says_nothing(project):
    project.write({"web/Dockerfile": COPY_ALL})
    write(project.root, {"compose.yaml": compose("{context: ., dockerfile: web/Dockerfile}")})
    assert project.answer("web/Dockerfile") == ("guessed", "web")


def test_a_context_outside_of_the_repository_is_not_taken(project):
    project.write(
        {
            "Dockerfile": COPY_ALL,
            "compose.yaml": compose("{context: .., dockerfile: project/Dockerfile}"),
        }
    )
    assert project.answer()[0] is None
    (project.root / "link").symlink_to("..")
    project.write({"compose.yaml": compose("{context: link, dockerfile: project/Dockerfile}")})
    assert project.answer()[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "services: &a [*a]\n",
        "services:\n  a: &a\n    <<: [*a, *a]\n    build: &b\n      <<: *b\n      dockerfile: x\n",
        "a0: &a0 {build: x}\n"
        + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60))
        + "services: {s: *a59}\n",
        "services: {build: " + "[" * 100000,
        "services: !!python/object/apply:os.system ['build']\n",
        "services: {a: {build: {context: [x], dockerfile: {y: z}}}}\n",
        "build: \t*nowhere\n",
        "services:\n  a:\n    build: " + "x" * 300000 + "\n",
        "\ufffe\0build",
        "",
    ],
)
def test_hostile_files_say_nothing(project, text):
    project.write({"Dockerfile": COPY_ALL, "compose.yaml": text})
    assert project.answer() == ("guessed", ".")


def test_too_many_files_are_not_read(project):
    project.write({f"d{number}/compose.yaml": compose(".") for number in range(101)})
    assert project.answer("d1/Dockerfile", COPY_ALL)[0] is None


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("COPY . .", "a/web"),
        ("COPY ./ /app/", "a/web"),
        ("COPY * /app/", "a/web"),
        ("COPY main.py .", "a/web"),
        ("COPY lib.py .", "a"),
        ("COPY root.py a/lib.py .", "."),
        ("COPY . .\nCOPY root.py /", "."),
        ("COPY root.p[y] .", "."),
        ("COPY main.py optiona[l] .", "a/web"),
        ("COPY $X .", "a/web"),
        ("COPY $X lib.py .", "a"),
        ("COPY /lib.py .", "a"),
        ("COPY ../lib.py .", "a"),
        ('COPY ["sp ace", "."]', "a"),
        ("ADD https://example.com/x /\nADD lib.py /", "a"),
        ("RUN --mount=type=bind,source=lib.py,target=/x true", "a"),
        ("COPY --from=x /nowhere /\nCOPY main.py /", "a/web"),
        ("COPY <<E main.py /d/\nx\nE", "a/web"),
        ("COPY nowhere .", None),
        ("COPY optiona[l] .", None),
        ("COPY main.py root.py .", None),
        ("COPY untracked .", None),
        ("COPY ignored.txt .", None),
        ("COPY lib .", None),
    ],
)
def test_guesses(project, text, directory):
    project.write(
        {
            "a/web/main.py": "",
            "a/lib.py": "",
            "a/sp ace": "",
            "root.py": "",
            "a/web/ignored.txt": "",
            "a/web/.dockerignore": "*.txt",
        }
    )
    write(project.root, {"a/web/untracked": ""})
    origin, said = project.answer("a/web/Dockerfile", f"FROM a\n{text}\n")
    assert (origin, said) == ("guessed", directory) if directory else origin is None


@pytest.mark.parametrize(
    "text", ["FROM a\nRUN true\n", "FROM a\nCOPY --from=b / /\n", "FROM a\nCOPY <<E /\nE\n", ""]
)
def test_no_context_is_needed(project, text):
    found = project.find("Dockerfile", text)
    assert found.context is None
    assert found.notes == ()


def test_only_a_guess_is_an_assumption(project):
    project.write({"Dockerfile": COPY_ALL})
    assert project.find().context.assumptions == ("context.guessed",)
    assert project.find(named=".").context.assumptions == ()


def test_a_guess_ends_at_the_repository(project):
    write(project.root.parent, {"outside": ""})
    project.write({"web/Dockerfile": "FROM a\nCOPY outside /\n"})
    assert project.answer("web/Dockerfile")[0] is None


def test_rules_that_cannot_be_used_give_no_guess(project):
    project.write({"Dockerfile": "FROM a\nCOPY a /\n", "a": "", ".dockerignore": "["})
    origin, said = project.answer()
    assert origin is None
    assert ".dockerignore" in said


def test_git_is_asked_where_its_index_is_not_understood(project):
    project.write({"web/Dockerfile": COPY_ALL, "web/a": ""})
    write(project.root, {"web/untracked": ""})
    project.git("update-index", "--split-index")
    found = project.find("web/Dockerfile")
    assert set(found.context.visible.entries) == {"Dockerfile", "a"}
    assert found.notes == ()
    found = project.find("web/Dockerfile", listing=tracked)
    assert "untracked" in found.context.visible.entries
    assert len(found.notes) == 1


def test_without_a_repository_only_the_own_directory_counts(tmp_path):
    write(tmp_path, {"web/Dockerfile": "", "web/a": "", "b": "", "compose.yaml": compose("web")})
    plain = Project.__new__(Project)
    plain.root = tmp_path
    assert plain.answer("web/Dockerfile", "FROM a\nCOPY a /\n") == ("guessed", "web")
    assert plain.answer("web/Dockerfile", "FROM a\nCOPY b /\n")[0] is None
    write(tmp_path, {"web/docker-compose.yml": compose(".")})
    assert plain.answer("web/Dockerfile", "FROM a\nCOPY a /\n") == ("compose", "web")
    write(
        tmp_path, {"web/docker-compose.yml": compose("{context: .., dockerfile: web/Dockerfile}")}
    )
    assert plain.answer("web/Dockerfile", "FROM a\nCOPY a /\n")[0] is None


def test_nothing_of_it_is_imported_unless_it_is_needed(project):
    project.write({"Dockerfile": COPY_ALL, "a": ""})
    code = (
        "import sys, os, dfopt\n"
        "from dfopt.config import Config\n"
        "from dfopt.workspace.contexts import find_context\n"
        "from dfopt.workspace.settings import Setting\n"
        "path = sys.argv[1]\n"
        "find_context(path, dfopt.parse(open(path).read()), Setting(Config(), '.'))\n"
        "print({'yaml', 'json', 'subprocess', 'hashlib', 'typing'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, project.root / "Dockerfile"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout == "set()\n"
