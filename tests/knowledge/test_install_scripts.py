"""Packages whose install scripts look at the project: found in lock files, with their versions."""

from __future__ import annotations

import pytest

from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.manifests.install_scripts import Look, look, versions_in, versions_of

#: Lines of lock files of Yarn 1 and of pnpm 5 to 9, and what is found in them.
LINES = [
    ("husky@^4.2.0:", {"husky": 4}),
    ('"@prisma/client@^5.0.0":', {"@prisma/client": 5}),
    ('"@prisma/client@~5.1.0", "@prisma/client@5.x":', {"@prisma/client": 5}),
    ("husky@^9.0.0, husky@4.3.8:", {"husky": 4}),
    ("husky@latest:", {"husky": 0}),
    ('"a@npm:husky@4.0.0":', {"husky": 4}),
    ("  /husky/4.3.8:", {"husky": 4}),
    ("  /@prisma/client@5.0.0(prisma@5.0.0):", {"@prisma/client": 5}),
    ("  '@prisma/client@5.0.0':", {"@prisma/client": 5}),
    ("  '@other/husky@4.0.0':", {}),
    ("husky-init@4.0.0:", {}),
    ("my-husky@4.0.0:", {}),
]


@pytest.mark.parametrize(("line", "found"), LINES)
def test_what_a_lock_file_of_yarn_or_pnpm_names(line: str, found: dict[str, int]) -> None:
    assert versions_in(f"# a lock file\n\n{line}\n  version x\n") == found


def test_what_a_lock_file_of_npm_names() -> None:
    script = {"hasInstallScript": True}
    packages = {
        "": {"name": "app", "hasInstallScript": True},
        "node_modules/husky": {"version": "9.0.1"},
        "node_modules/a/node_modules/nx": {"version": "17.1.0", **script},
        "node_modules/alias": {"name": "msw", "version": "2.0.0", **script},
    }
    assert versions_of({"lockfileVersion": 3, "packages": packages}) == {"nx": 17, "msw": 2}
    old = {"a": {"version": "1.0.0", "dependencies": {"husky": {"version": "4.3.8"}}}}
    assert versions_of({"lockfileVersion": 1, "dependencies": old}) == {"husky": 4}


def test_what_install_scripts_look_at() -> None:
    def nothing(path: str) -> bool:
        return False

    assert look({}, {}, ["/app", ""], nothing) == Look()
    assert isinstance(look({"@prisma/client": 6}, {}, ["/app"], nothing), Unknown)
    assert look({"@prisma/client": 7}, {}, ["/app"], nothing) == Look()
    assert isinstance(
        look({"msw": 2}, {"msw": {"workerDirectory": "a"}}, ["/app"], nothing), Unknown
    )
    assert look({"msw": 2}, {}, ["/app"], nothing) == Look()
    found = look({"nx": 17}, {}, ["/app", ""], nothing)
    assert found == Look(absent=frozenset(("/app/nx.json", "/nx.json")))
    assert isinstance(look({"nx": 17}, {}, ["/app", ""], lambda path: path == "/nx.json"), Unknown)
    assert look({"husky": 4}, {}, ["/app"], nothing) == Look(trees=frozenset(("/app/.git",)))
    assert look({"husky": 9}, {}, ["/app"], nothing) == Look()
