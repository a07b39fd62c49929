"""What counts as a difference between two images."""

from __future__ import annotations

import io
from typing import Any

import pytest

from dfopt.builds.comparison import compare
from dfopt.builds.images import Image, ImageReader
from dfopt.builds.volatile import is_named, named_paths
from tests.builds.archives import directory, docker_archive, layer, link, member


def image(*members: Any, **config: Any) -> Image:
    whole = {"os": "linux", "architecture": "amd64", "config": config}
    return ImageReader().archive(io.BytesIO(docker_archive(whole, layer(*members))))


def keys(before: Image, after: Image, **options: Any) -> list[tuple[str, str]]:
    return [(d.place, d.attribute) for d in compare(before, after, **options).differences]


@pytest.mark.parametrize(
    ("before", "after", "attribute"),
    [
        (member("a", b"1"), member("a", b"2"), ["content"]),
        (member("a", b"1"), member("a", b"22"), ["size", "content"]),
        (member("a", mode=0o644), member("a", mode=0o4644), ["mode"]),
        (member("a"), member("a", uid=1), ["uid"]),
        (member("a"), member("a", gid=1), ["gid"]),
        (link("a", "x"), link("a", "y"), ["content"]),
        (member("a"), directory("a", mode=0o644), ["kind", "content"]),
        (member("a"), member("a", pax_headers={"SCHILY.xattr.user.x": "1"}), ["xattrs"]),
        (member("a"), member("a", mtime=99), []),
    ],
)
def test_attributes_of_a_path(before, after, attribute):
    assert [a for _, a in keys(image(before), image(after))] == attribute


def test_paths_that_only_one_has():
    assert keys(image(member("a")), image(member("b"))) == [("/a", "presence"), ("/b", "presence")]


def test_names_of_one_file_are_not_two_equal_files():
    one = image(member("a"), link("b", "a", hard=True))
    other = image(member("a"), member("b"))
    assert keys(one, other) == [("/a", "hard link"), ("/b", "hard link")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Env", ["A=1"]),
        ("Cmd", ["a"]),
        ("Entrypoint", ["a"]),
        ("WorkingDir", "/a"),
        ("User", "a"),
        ("Labels", {"a": "b"}),
        ("ExposedPorts", {"80/tcp": {}}),
        ("Volumes", {"/a": {}}),
        ("StopSignal", "SIGUSR1"),
        ("Healthcheck", {"Test": ["NONE"]}),
        ("Shell", ["a"]),
        ("OnBuild", ["RUN a"]),
    ],
)
def test_every_part_of_the_configuration_counts(key, value):
    # Of what holds several things, each is compared by itself.
    part = {"Env": "A", "Labels": "a", "Healthcheck": "Test"}.get(key, "value")
    assert keys(image(), image(**{key: value})) == [(key, part)]
    assert keys(image(**{key: value}), image(**{key: value})) == []


def test_what_means_the_same_is_equal():
    one = image(Env=["A=1", "B=2"], WorkingDir="", Cmd=None, Labels=None)
    other = image(Env=["B=2", "A=1"], WorkingDir="/", Cmd=[], Labels={"io.buildah.version": "1.28"})
    found = compare(one, other)
    assert found.equal
    assert found.notes == ("Env: the same variables in another order",)


def test_volatile_paths_are_hidden_and_counted_unless_they_are_named():
    one, other = image(member("tmp/x", b"1")), image(member("tmp/x", b"2"))
    found = compare(one, other)
    assert found.equal
    assert [d.place for d in found.hidden] == ["/tmp/x"]
    for text in ("FROM a\nCOPY x /tmp/\n", "FROM a\nWORKDIR /tmp\nRUN touch x\n"):
        assert not compare(one, other, named=named_paths([text])).equal
    assert compare(one, other, named=named_paths(["FROM a\nRUN rm -rf /var/tmp/*\n"])).equal


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("RUN echo>/tmp/x", "/tmp/x"),
        ("RUN touch ~/.cache/x", "/root/.cache/x"),
        ("ENV D=/var/cache/y\nRUN touch $D/z", "/var/cache/y/z"),
        ('COPY ["a", "/run/a b/"]', "/run/a b/x"),
        ("WORKDIR /var\nWORKDIR log\nCOPY a .", "/var/log/a"),
        ("WORKDIR /var\nRUN touch cache/x", "/var/cache/x"),
        ("RUN <<E\ntouch /tmp/in/heredoc\nE", "/tmp/in/heredoc"),
        ("RUN rm -rf /var/cache/*", "/var/cache/x"),
    ],
)
def test_what_an_instruction_names(text, path):
    assert is_named(path, named_paths([f"FROM a\n{text}\n"]))


def test_noise_is_one_attribute_of_one_path():
    first, second = image(member("a", b"1")), image(member("a", b"2"))
    noise = compare(first, second).all
    assert keys(first, image(member("a", b"3")), noise=noise) == []
    assert keys(first, image(member("a", b"3", uid=5)), noise=noise) == [("/a", "uid")]
    assert [d.place for d in compare(first, second, noise=noise).noise] == ["/a"]
