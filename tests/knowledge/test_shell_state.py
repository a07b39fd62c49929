"""What the walk over a script keeps: the directory, variables, and what it cannot be sure of."""

from __future__ import annotations

import pytest

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.commands import behaviour_of
from dfopt.shell.runs import script_of_arguments
from tests.knowledge.asking import circumstances, covers, known, reason

#: Script and what exactly it writes; ``X`` is known to be ``/x``, ``N`` is not known.
WRITES = [
    ("cd /srv && touch a", {"/srv/a"}),
    ("cd sub; touch a", {"/app/sub/a"}),
    ("(cd /srv && touch a) && touch b", {"/srv/a", "/app/b"}),
    ("{ cd /srv; } && touch a", {"/srv/a"}),
    ("cd /srv | true; touch a", {"/app/a"}),
    ("touch $X/a", {"/x/a"}),
    ("touch ${X}a", {"/xa"}),
    ("touch '$X'", {"/app/$X"}),
    ("Y=/y; touch $Y/a", {"/y/a"}),
    ("Y=$X/y && touch $Y/a", {"/x/y/a"}),
    ("touch ${Q:-/q}/a", {"/q/a"}),
    ("touch ${X:-/q}/a", {"/x/a"}),
    ("touch ~/a", {"/root/a"}),
    ("Y=~/y; touch $Y", {"/root/y"}),
    ("touch $HOME/a", {"/root/a"}),
    ("touch $PWD/a", {"/app/a"}),
    ("for i in /a /b; do touch $i/c; done", {"/a/c", "/b/c"}),
    ("if true; then touch /a; elif false; then touch /b; else touch /c; fi", {"/a", "/b", "/c"}),
    ("case $N in a) touch /a;; *) touch /b;; esac", {"/a", "/b"}),
    ("touch /a || touch /b", {"/a", "/b"}),
    ("while true; do touch /a; done", {"/a"}),
    ("sh -c 'touch /a'", {"/a"}),
    ("bash -ec 'cd /srv; touch a'", {"/srv/a"}),
    ("env A=1 touch /a", {"/a"}),
    ("nice -n 5 touch /a", {"/a"}),
    ("command touch /a", {"/a"}),
    ("touch /tmp/$N/a", {"/tmp"}),
    ("touch /tmp/a$N", {"/tmp"}),
    ("touch /a/*/b", {"/a"}),
    ("touch /a/{b,c}/d", {"/a"}),
    ("touch a//b/../c/", {"/app/a/c"}),
    ("touch /a > /dev/null 2>&1", {"/a"}),
    ("export Y=/y && touch $Y", {"/y"}),
    ("touch $FILES", {"/f", "/app/g"}),
    ("touch a $NOTHING", {"/app/a"}),
    ("cd /srv || exit 1; touch a", {"/srv/a"}),
    ("cd /srv || { echo no; exit 1; }; touch a", {"/srv/a"}),
]


@pytest.mark.parametrize(("script", "written"), WRITES)
def test_where_a_script_writes(script: str, written: set[str]) -> None:
    found = known(script, {"X": "/x", "N": None, "FILES": "/f g"})
    assert found.writes == written


UNKNOWN = [
    ("touch $N", "at build time"),
    ("touch $N/a", "at build time"),
    ("rm -rf $RANDOM/a", "at build time"),
    ("rm -rf $HOSTNAME/a", "at build time"),
    ("rm -rf $HTTP_PROXY/a", "at build time"),
    ("rm -rf $OLDPWD/a", "at build time"),
    ("rm -rf $1/a", "at build time"),
    ("touch $(cat x)", "at build time"),
    ("X=/y touch $X/a", "argument"),
    ('X=/y sh -c "touch $X"', "argument"),
    ("test -d x && cd /srv; touch a", "directory"),
    ("if true; then cd /srv; fi; touch a", "directory"),
    ("cd /srv || true; touch a", "directory"),
    ("true && cd /srv || touch a", "directory"),
    ("cd /srv && make-x || cd /y; touch a", "not known"),
    ("cd /srv || { echo; true; }; touch a", "directory"),
    ("i=/a; while true; do touch $i; i=/b; done", "at build time"),
    ("i=/a; for j in 1 2; do if true; then i=/b; fi; done; touch $i", "at build time"),
    ("Y=/y; sh -c 'touch $Y/a'", "at build time"),
    ("Y=/y; if true; then Y=/z; fi; touch $Y/a", "at build time"),
    ("test -d x && Y=/y; touch $Y/a", "at build time"),
    ("unset X; touch $X/a", "at build time"),
    ("for f in *; do touch $f; done", "pattern"),
    ("touch {/a,/b}/c", "pattern"),
    ("touch /a/*/../../b", "pattern"),
    ("touch ~app/a", "at build time"),
    ("cd $N", "at build time"),
    ("cd -", "at build time"),
    ("$N x", "at build time"),
    ("t* x", "at build time"),
    ("touch a &", "background"),
    ("umask 077; mkdir x", "umask"),
    ("IFS=/; touch $X", "IFS"),
    ("LD_PRELOAD=/a touch b", "LD_PRELOAD"),
    ("set -f; touch a", "`set`"),
    ("set", "`set`"),
    ("eval touch a", "`eval`"),
    ("exec touch a", "`exec`"),
    ("trap 'rm -rf /x' EXIT", "`trap`"),
    ("read x", "`read`"),
    (". ./x", "runs a script"),
    ("source $N", "runs a script"),
    ("sh x.sh", "unusual"),
    ("curl https://x.org | sh", "unusual"),
    ("echo > $N", "at build time"),
    ('sh -c "$N"', "at build time"),
    ("sudo cd /x", "shell"),
    ("env X=1 cd /x", "shell"),
    ("X=1 : && touch a", "in front of a command of the shell"),
    ("X=1 set -x", "in front of a command of the shell"),
    ("X=1 export Y", "in front of a command of the shell"),
]


@pytest.mark.parametrize(("script", "why"), UNKNOWN)
def test_what_a_script_leaves_open(script: str, why: str) -> None:
    assert why in reason(script, {"X": "/x", "N": None})


def test_a_directory_that_may_be_missing_is_an_assumption() -> None:
    name = "shell.cd-succeeds"
    assert name in known("cd /srv; touch a").assumptions
    assert name not in known("cd /srv && touch a").assumptions
    assert name not in known("set -e; cd /srv; touch a").assumptions
    assert name not in known("cd /srv; touch a", shell=("/bin/bash", "-e", "-c")).assumptions


def test_an_unknown_base_is_an_assumption() -> None:
    found = known("mkdir -p /app", known=False)
    assert "base.path-outside-application" in found.assumptions
    assert "base.path-outside-application" not in known("mkdir -p /app").assumptions
    assert "at build time" in reason("rm -rf $DIR/x", known=False)
    assert "at build time" in reason("mkdir x", {"PATH": None}, known=False)


def test_where_the_directory_is_not_known_only_absolute_paths_are() -> None:
    assert known("touch /a", directory=None).writes == {"/a"}
    assert "directory" in reason("touch a", directory=None)
    assert known("cd /x && touch a", directory=None).writes == {"/x/a"}


def test_whether_the_directory_matters() -> None:
    assert known("touch a").uses_directory
    assert known("cd a && touch b").uses_directory
    assert not known("touch /a").uses_directory
    assert not known("cd /x && touch a").uses_directory


def test_the_home_of_somebody_else_is_not_known() -> None:
    assert "home" in reason("curl -o /a https://x.org", user="app")
    assert covers(known("curl -o /a https://x.org", {"HOME": "/h"}, user="app").reads, "/h")
    assert "home" in reason("sudo curl -o /a https://x.org", user="app")
    assert known("sudo rm -rf /a", user="app").writes >= {"/a"}


def test_the_root_is_there_in_any_image() -> None:
    assert "/" not in known("cd / && touch /a").reads
    assert known("cd / && touch a").writes == {"/a"}
    assert known("cp -r x / && rm -rf /*").writes == {"/"}


def test_programs_do_not_see_what_is_not_exported() -> None:
    assert known("Y=/y; export Y; sh -c 'touch $Y/a'").writes == {"/y/a"}
    assert known("Y=/y sh -c 'touch $Y/a'").writes == {"/y/a"}


def test_the_names_of_an_os_release_are_not_known() -> None:
    assert "at build time" in reason(". /etc/os-release; touch $ID/a", {"ID": "/x"})
    found = known(". /etc/os-release && echo deb $VERSION_CODENAME > /etc/apt/sources.list.d/x")
    assert found.writes == {"/etc/apt/sources.list.d/x"}


#: Script, and what of a value that is not known pip follows; ``N`` is not known, ``M`` is /m/...
FOLLOWED = [
    ("export PIP_TARGET=/app/$N && pip install a", "/app"),
    ("export PIP_TARGET=$M/lib && pip install a", "/m/lib"),
    ("PIP_TARGET=/opt/a$N pip install a", "/opt/a"),
    ("env PIP_TARGET=/opt/$N pip install a", "/opt"),
    ("if true; then export PIP_TARGET=/opt/a; fi; pip install a", "/opt/a"),
    ("if true; then A=/opt/a; else A=/opt/b; fi; PIP_TARGET=$A pip install a", "/opt/b"),
    ("test -d x && export PIP_TARGET=/opt/a; pip install a", "/opt/a"),
    ("case $N in a) export PIP_TARGET=/opt/a;; esac; pip install a", "/opt/a"),
    ("for i in /opt/a /opt/b; do true; done; PIP_TARGET=$i pip install a", "/opt/b"),
    ("export PIP_TARGET=$(pwd)/lib && pip install a", "/app/lib"),
    ("export PIP_TARGET=${N:-/opt/a} && pip install a", "/opt/a"),
    (
        "if true; then A=/opt/a; else A=/opt/b; fi; export PIP_TARGET=$A/lib; pip install a",
        "/opt/a/lib",
    ),
    ("if true; then export PIP_CONSTRAINT=a.txt; fi; pip install a", "/app"),
]


@pytest.mark.parametrize(("script", "path"), FOLLOWED)
def test_what_is_followed_of_a_value_that_is_not_known(script: str, path: str) -> None:
    here = circumstances({"N": None, "M": None}).with_changes(likely={"M": "/m"})
    found = behaviour_of(script_of_arguments(("/bin/sh", "-c", script)), here)
    assert isinstance(found, Behaviour), found
    assert covers(found.reads, path)
    assert covers(found.writes, path)


def test_what_is_mentioned_of_a_value_that_is_not_known() -> None:
    found = known("if true; then A=/opt/a; else A=/opt/b; fi; echo $A/lib > /etc/ld.so.conf.d/a")
    assert {"/opt/a/lib", "/opt/b/lib"} <= found.mentions


@pytest.mark.parametrize(
    ("script", "writes"),
    [
        ("$RUN /opt/a", {"/opt/a"}),
        ("if test -e /x; then $RUN /opt/a; fi", {"/opt/a"}),
        ("$RUN /opt/a && ${RUN} /opt/b", {"/opt/a", "/opt/b"}),
    ],
)
def test_a_build_argument_that_is_run_has_its_default(script: str, writes: set[str]) -> None:
    here = circumstances({"RUN": None}).with_changes(defaults={"RUN": "touch"})
    found = behaviour_of(script_of_arguments(("/bin/sh", "-c", script)), here)
    assert isinstance(found, Behaviour), found
    assert writes <= found.writes
    assert "arguments.commands-as-default" in found.assumptions
    assert found.reads_variable("RUN")


@pytest.mark.parametrize(
    "script",
    [
        '"$RUN" /opt/a',
        "${RUN:-touch} /opt/a",
        "RUN=$(x); $RUN /opt/a",
        "RUN=$RUN; $RUN /opt/a",
        "read RUN; $RUN /opt/a",
        "$RUN$N /opt/a",
        "for RUN in $N; do $RUN /opt/a; done",
        "touch $RUN",
        "mkdir -p /opt/$RUN",
    ],
)
def test_where_the_default_of_a_build_argument_says_nothing(script: str) -> None:
    here = circumstances({"RUN": None, "N": None}).with_changes(defaults={"RUN": "touch"})
    found = behaviour_of(script_of_arguments(("/bin/sh", "-c", script)), here)
    assert isinstance(found, Unknown) or (
        "arguments.commands-as-default" not in found.assumptions
    ), found
