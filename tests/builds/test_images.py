"""Layers on top of each other, and the forms that images come in."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from dfopt.builds.errors import BuildsError
from dfopt.builds.images import Image, ImageReader, read_file
from dfopt.builds.rootfs import RootFileSystem
from tests.builds.archives import directory, docker_archive, layer, link, member, oci_blobs

ROOT = Path(__file__).resolve().parents[2]
CONFIG = {"os": "linux", "config": {"Cmd": ["a"]}}


def read(*layers: bytes) -> RootFileSystem:
    return ImageReader().archive(io.BytesIO(docker_archive(CONFIG, *layers))).files


def paths(*layers: bytes) -> list[str]:
    return sorted(read(*layers).entries)


def test_a_layer_adds_and_replaces():
    found = read(layer(member("a", b"1"), member("b", b"2")), layer(member("./a", b"3")))
    alone = read(layer(member("a", b"3")))
    assert sorted(found.entries) == ["a", "b"]
    assert found.entries["a"] == alone.entries["a"]


def test_a_whiteout_removes_a_path_with_everything_inside():
    below = layer(directory("d"), member("d/x"), directory("d/e"), member("d/e/y"), member("dd"))
    assert paths(below, layer(member(".wh.d"))) == ["dd"]
    assert paths(below, layer(member("d/.wh.e"))) == ["d", "d/x", "dd"]


def test_an_opaque_directory_hides_what_is_below_and_not_what_comes_with_it():
    below = layer(directory("d"), member("d/x"), directory("d/e"), member("d/e/y"))
    above = layer(directory("d"), member("d/.wh..wh..opq"), member("d/new"))
    assert paths(below, above) == ["d", "d/new"]


def test_a_whiteout_is_for_the_layers_below():
    assert paths(layer(member("a")), layer(member(".wh.a"), member("a", b"new"))) == ["a"]


def test_notes_of_a_storage_driver_are_no_paths():
    assert paths(layer(directory(".wh..wh.plnk"), member("a"))) == ["a"]


def test_a_file_in_place_of_a_directory_removes_what_was_in_it():
    below = layer(directory("d"), member("d/x"), member("d/y/z"))
    assert paths(below, layer(member("d"))) == ["d"]
    assert paths(below, layer(link("d", "/etc"))) == ["d"]


def test_hard_links_within_and_across_layers():
    found = read(
        layer(member("b", b"1"), link("a", "b", hard=True), member("c", b"1")),
        layer(link("d", "c", hard=True)),
    )
    assert found.links == {"a": "a", "b": "a", "c": "c", "d": "c"}
    assert found.entries["a"] == found.entries["b"]


def test_a_replaced_name_is_a_link_no_more():
    found = read(
        layer(member("a"), link("b", "a", hard=True), link("c", "a", hard=True)),
        layer(member("a", b"new")),
    )
    assert found.links == {"b": "b", "c": "b"}


def test_a_hard_link_to_nothing_is_an_error():
    with pytest.raises(BuildsError, match="/a is a hard link to /b"):
        read(layer(link("a", "b", hard=True)))


def test_everything_that_a_path_is_made_of():
    found = read(
        layer(
            member("device", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
            member("pipe", type=tarfile.FIFOTYPE),
            member("file", b"x", mode=0o104755, uid=7, gid=8),
            member("capable", pax_headers={"SCHILY.xattr.security.capability": "yes"}),
            link("link", "../else"),
        )
    ).entries
    assert (found["device"].kind, found["device"].content) == ("character device", "1:3")
    assert found["pipe"].kind == "fifo"
    assert (found["file"].mode, found["file"].uid, found["file"].gid) == (0o4755, 7, 8)
    assert found["capable"].xattrs == (("security.capability", "yes"),)
    assert (found["link"].kind, found["link"].content) == ("symbolic link", "../else")


def test_byte_code_is_compared_without_the_time_of_its_source():
    code = b"MAGI" + bytes(4)
    one, other, third = (
        read(layer(member(name, code + time + b"size" + b"code"))).entries[name]
        for name, time in (("a.pyc", b"1111"), ("a.pyc", b"2222"), ("a.txt", b"2222"))
    )
    assert one == other
    assert one.content != third.content


def of_archive(files: dict[str, bytes]) -> Image:
    stream = io.BytesIO(layer(*(member(name, content) for name, content in files.items())))
    return ImageReader().archive(stream)


@pytest.mark.parametrize("compress", [False, True])
def test_every_form_gives_the_same_image(tmp_path, compress):
    layers = [layer(member("a", b"1"), compress=compress), layer(member("b"), compress=compress)]
    blobs = oci_blobs(CONFIG, *layers)
    for name, content in blobs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "saved.tar").write_bytes(docker_archive(CONFIG, *layers))
    images = [
        read_file(str(tmp_path / "saved.tar"), ImageReader()),
        ImageReader().layout(str(tmp_path)),
        of_archive(blobs),
    ]
    for image in images:
        assert image.config == CONFIG
        assert image.layers == 2
        assert sorted(image.files.entries) == ["a", "b"]
        assert image.files.entries == images[0].files.entries


def test_docker_links_equal_layers_to_each_other():
    archive = layer(
        link("0/layer.tar", "../1/layer.tar"),
        member("1/layer.tar", layer(member("a"))),
        member("c", b"{}"),
        member("manifest.json", b'[{"Config":"c","Layers":["0/layer.tar","1/layer.tar"]}]'),
    )
    image = ImageReader().archive(io.BytesIO(archive))
    assert (image.layers, sorted(image.files.entries)) == (2, ["a"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not an archive"),
        (b"hello" * 1000, "not an archive"),
        (layer(member("x")), "incomplete"),
        (docker_archive(CONFIG, layer(member("x", bytes(9999))))[:6000], "layer|archive"),
        (layer(member("manifest.json", b"[{]")), "not valid JSON"),
        (layer(member("manifest.json", b"[]")), "damaged"),
        (docker_archive(CONFIG, b"\x28\xb5\x2f\xfd" + bytes(600)), "zstd"),
    ],
)
def test_what_is_no_image_is_an_error(tmp_path, content, reason):
    path = tmp_path / "x.tar"
    path.write_bytes(content)
    with pytest.raises(BuildsError, match=reason):
        read_file(str(path), ImageReader())


def test_a_directory_that_is_no_layout_is_an_error(tmp_path):
    with pytest.raises(BuildsError, match=r"no .*index.json"):
        ImageReader().layout(str(tmp_path))


_LARGE = """
import io, tarfile
from dfopt.builds.images import ImageReader

class Endless:
    # A docker archive whose only layer holds a file of a gigabyte; never in memory as a whole.
    def __init__(self, head, middle, tail):
        self.parts, self.middle = [head, None, tail], middle
    def read(self, size):
        while self.parts:
            if self.parts[0] is None:
                if self.middle:
                    piece = bytes(min(size, self.middle))
                    self.middle -= len(piece)
                    return piece
            elif self.parts[0]:
                piece, self.parts[0] = self.parts[0][:size], self.parts[0][size:]
                return piece
            self.parts.pop(0)
        return b""

big = 1 << 30
inner = tarfile.TarInfo("big"); inner.size = big
outer = tarfile.TarInfo("0/layer.tar"); outer.size = 512 + big + 1024
tail = io.BytesIO()
with tarfile.open(fileobj=tail, mode="w") as archive:
    manifest = b'[{"Config":"c","Layers":["0/layer.tar"]}]'
    for name, text in (("c", b"{}"), ("manifest.json", manifest)):
        info = tarfile.TarInfo(name); info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
stream = Endless(outer.tobuf() + inner.tobuf(), big, bytes(1024) + tail.getvalue())
image = ImageReader().archive(stream)
assert image.files.entries["big"].size == big
# Not ru_maxrss: that of the parent before the exec counts in it.
status = open("/proc/self/status").read()
print(status.partition("VmHWM:")[2].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_a_layer_of_a_gigabyte_needs_little_memory():
    run = subprocess.run(
        [sys.executable, "-c", _LARGE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 100 * 1024
