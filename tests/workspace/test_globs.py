import time

import pytest

from dfopt.workspace.globs import Globs


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("Dockerfile", "Dockerfile", True),
        ("Dockerfile", "a/b/Dockerfile", True),
        ("Dockerfile", "a/MyDockerfile", False),
        ("Dockerfile", "a/Dockerfile.dev", False),
        ("Dockerfile", "dockerfile", False),
        ("*.Dockerfile", "a/web.Dockerfile", True),
        ("*.Dockerfile", "web.Dockerfile/x", False),
        ("Dockerfile.*", "Dockerfile.dev", True),
        ("Dockerfile.*", "Dockerfile", False),
        ("docker/*", "docker/web", True),
        ("docker/*", "docker/a/web", False),
        ("docker/*", "x/docker/web", False),
        ("docker/**", "docker/a/web", True),
        ("**/web", "web", True),
        ("**/web", "a/b/web", True),
        ("a/**/web", "a/web", True),
        ("a/**/web", "a/b/c/web", True),
        ("/Dockerfile", "Dockerfile", True),
        ("/Dockerfile", "a/Dockerfile", False),
        ("./a/web", "a/web", True),
        ("web?", "web1", True),
        ("web?", "web", False),
        ("web[0-9]", "web7", True),
        ("web[!0-9]", "web7", False),
        ("web[!0-9]", "webx", True),
        ("[]]", "]", True),
        ("[^]", "^", True),
        ("[[]", "[", True),
        ("[", "[", True),
        ("[!]", "[!]", True),
        ("a+b(c)", "a+b(c)", True),
        ("a.c", "abc", False),
        ("x\ny", "x\ny", True),
        ("x", "x\n", False),
    ],
)
def test_match(pattern, path, matches):
    assert Globs([pattern]).matches(path) is matches


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("vendor", "vendor/a/Dockerfile", True),
        ("vendor", "a/vendor/Dockerfile", True),
        ("vendor", "vendors/Dockerfile", False),
        ("vendor/", "vendor/a/Dockerfile", True),
        ("a/b", "a/b/c/Dockerfile", True),
        ("a/b", "x/a/b/c", False),
        ("Dockerfile.old", "a/Dockerfile.old", True),
    ],
)
def test_below_takes_whole_directories(pattern, path, matches):
    assert Globs([pattern], below=True).matches(path) is matches


def test_no_pattern_matches_nothing():
    assert not Globs([]).matches("Dockerfile")
    assert not Globs([]).matches("")


def test_any_of_several():
    globs = Globs(["a", "b*"])
    assert [globs.matches(name) for name in ("a", "bc", "c")] == [True, True, False]


def test_long_names_take_linear_time():
    start = time.process_time()
    assert not Globs(["**/x*y"]).matches("x/" * 50_000)
    assert time.process_time() - start < 2
