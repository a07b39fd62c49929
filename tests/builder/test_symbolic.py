"""Builds in which base images, build arguments and the platform are unknown."""

from __future__ import annotations

import pytest

from dfopt.builder.build import Built, build, build_all
from dfopt.builder.errors import BuildError
from dfopt.builder.keys import Keys
from dfopt.builder.operations import Exec, ImageSource
from dfopt.builder.values import Term, concatenate, term
from dfopt.syntax.parser import parse


def stages(text: str) -> list[Built]:
    found = build_all(parse(text), symbolic=True)
    assert all(isinstance(built, Built) for built in found)
    return [built for built in found if isinstance(built, Built)]


def same(before: str, after: str) -> bool:
    """Tell whether every stage comes to the same configuration and operations."""
    keys = Keys()
    pairs = zip(stages(before), stages(after), strict=True)
    return all(
        keys.of(a.root) == keys.of(b.root)
        and a.config == b.config
        and list(a.config["Labels"].items()) == list(b.config["Labels"].items())
        and a.environment == b.environment
        for a, b in pairs
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ENV A=1\nENV B=2\nRUN x", "ENV A=1 B=2\nRUN x"),
        ("ENV B=$A", 'ENV B="${A}"'),
        ("ENV A=$Q\nENV B=${A-x}", "ENV A=$Q\nENV B=$A"),
        ("ARG X\nLABEL b=1\nRUN x", "LABEL b=1\nARG X\nRUN x"),
        ("WORKDIR /a\nWORKDIR b\nRUN x", "WORKDIR /a\nWORKDIR /a/b\nRUN x"),
        ("CMD x\nENTRYPOINT y", "ENTRYPOINT y\nCMD x"),
        ("EXPOSE 80 81", "EXPOSE 81\nEXPOSE 80/tcp"),
        ("COPY f .", "COPY ./f ./"),
        ("ADD https://h/$V.tgz /x", "ADD https://h/${V}.tgz /x"),
        ("RUN --mount=type=cache,target=$X y", "RUN --mount=target=$X,type=cache y"),
        ("RUN --mount=type=$T,target=/x y", "RUN --mount=type=${T},target=/x y"),
        ("ENV $K=1\nLABEL x=1", "LABEL x=1\nENV $K=1"),
        ("USER u\nCOPY f /x/", "COPY f /x/\nUSER u"),
    ],
)
def test_what_surely_means_the_same_is_the_same(before, after):
    assert same(f"FROM a\n{before}\n", f"FROM a\n{after}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ENV A=1\nENV B=$A\nRUN x", "ENV A=1 B=$A\nRUN x"),
        ("ENV B=${A:-x}", "ENV B=${A-x}"),
        ("ENV B=${A:-x}", "ENV B=$A"),
        ("ENV B=${A:?x}", "ENV B=$A"),
        ("ARG X\nENV B=$X", "ENV B=$X\nARG X"),
        ("ARG X=1\nRUN x", "ENV X=1\nRUN x"),
        ("ARG X=1\nENV B=$X", "ENV B=1\nARG X=1"),
        ("ENV X=1\nENV Y=2\nARG X\nRUN x", "ENV Y=2\nENV X=1\nARG X\nRUN x"),
        ("WORKDIR b\nRUN x", "WORKDIR /b\nRUN x"),
        ("USER u\nWORKDIR /b", "WORKDIR /b\nUSER u"),
        ('SHELL ["/bin/sh", "-c"]\nRUN x', "RUN x"),
        ("ENTRYPOINT y", "CMD []\nENTRYPOINT y"),
        ("ARG P\nEXPOSE $P", 'ARG P\nEXPOSE "$P"'),
        ("COPY f /x/", "COPY f /x"),
        ("ENV $K=1\nENV B=2\nRUN x", "ENV B=2\nENV $K=1\nRUN x"),
        ("ENV A=1\nENV $K=1\nENV B=$A", "ENV A=1\nENV $K=1\nENV B=1"),
        ("LABEL $K=1\nLABEL x=1", "LABEL x=1\nLABEL $K=1"),
        ("ENV PATH=/x", "ENV PATH=/x:$PATH"),
        ("RUN --mount=type=ssh x", "ENV SSH_AUTH_SOCK=1\nRUN --mount=type=ssh x"),
        ("ONBUILD RUN x\nONBUILD RUN y", "ONBUILD RUN y\nONBUILD RUN x"),
    ],
)
def test_what_may_differ_is_not_the_same(before, after):
    assert not same(f"FROM a\n{before}\n", f"FROM a\n{after}\n")


def test_the_platform_is_unknown():
    assert not same("FROM --platform=linux/amd64 a\n", "FROM a\n")
    assert same("FROM --platform=$BUILDPLATFORM a\n", "FROM --platform=${BUILDPLATFORM} a\n")


def test_a_base_may_override_an_inherited_argument():
    child = stages("FROM a AS s\nARG X=1\nFROM s\nENV Y=$X\n")[1]
    assert child.config["Env"]["Y"] != term("argument", "X", "1")
    child = stages("FROM scratch AS s\nARG X=1\nFROM s\nENV Y=$X\n")[1]
    assert child.config["Env"]["Y"] == term("argument", "X", "1")


def test_given_arguments_are_known():
    text = "ARG V=1\nFROM a:$V\nARG V\nARG W=w\nENV X=$V$W\n"
    built = build(parse(text), build_args={"V": "2", "W": "3"}, symbolic=True)
    assert built.config["Env"]["X"] == "23"
    assert isinstance(built.root, ImageSource)
    assert built.root.reference == "docker.io/library/a:2"


def test_a_known_base_leaves_only_arguments_unknown():
    base = {"Env": ["A=1"], "WorkingDir": "/w", "OnBuild": ["ENV C=$A"]}
    built = build(parse("FROM a\nARG X\nENV B=$A$X\n"), base_config=base, symbolic=True)
    assert built.config["Env"]["C"] == "1"
    assert built.config["Env"]["B"] == concatenate(["1", term("argument", "X", None)])
    assert built.directory == "/w"


def test_every_stage_is_built_and_errors_stay_in_theirs():
    built = build_all(parse("FROM a AS x\nEXPOSE y\nFROM b\nRUN z\nFROM x\n"))
    assert isinstance(built[0], BuildError)
    assert built[0].statement is not None
    assert isinstance(built[1], Built)
    assert built[2] is built[0]


def test_the_name_of_the_target_is_seen():
    text = "FROM a AS x\nARG TARGETSTAGE\nENV T=$TARGETSTAGE\nFROM x AS y\n"
    names = [
        built.config["Env"]["T"]
        for built in build_all(parse(text), base_config={})
        if isinstance(built, Built)
    ]
    assert names == ["x", "y"]


def test_long_chains_need_no_recursion():
    text = "FROM a\n" + "ENV A=$A:x\nRUN y $A\n" * 5000
    first, second = build(parse(text), symbolic=True), build(parse(text), symbolic=True)
    keys = Keys()
    assert keys.of(first.root) == keys.of(second.root)
    assert len(first.operations) == 5001
    assert first.config == second.config
    assert len(repr(first.root)) < 1000


def test_doubling_text_stays_small():
    for first in ("ENV A=$B\n", "ENV A=xxxx\n"):
        built = build(parse("FROM a\n" + first + "ENV A=$A$A\n" * 200 + "RUN x\n"), symbolic=True)
        assert isinstance(built.root, Exec)
        assert isinstance(built.config["Env"]["A"], Term)
