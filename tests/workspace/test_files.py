import errno
import os
import stat

import pytest

from dfopt.errors import WorkspaceError
from dfopt.workspace import files

ROOT = os.geteuid() == 0


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM a\n")
    return path


def rewrite(path, text="FROM b\n"):
    return files.replace(files.read(str(path)), text)


def names(directory):
    return sorted(os.listdir(directory))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"FROM a",
        b"\xef\xbb\xbfFROM a\r\nRUN x\r\r\n\n",
        b"FROM a\n# caf\xe9 \xff\xfe\x80\n",
        b"RUN \xed\xa0\x80\x1b[0m\x7f\x85\n",
        bytes(range(1, 256)),
    ],
)
def test_every_byte_comes_back(path, content):
    path.write_bytes(content)
    text = files.read(str(path)).text
    assert files.encode(text) == content
    assert rewrite(path, "#\n" + text)
    assert path.read_bytes() == b"#\n" + content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"FROM a\0", "a binary file, not a Dockerfile"),
        (b"\x7fELF\x02\x01\0\0", "a binary file"),
        ("FROM a\n".encode("utf-16"), "UTF-16 text, not a Dockerfile in UTF-8"),
        (b"x" * (3 << 20) + b"\0", "a binary file"),
    ],
)
def test_binary_files_are_refused(path, content, message):
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=message):
        files.read(str(path))
    assert path.read_bytes() == content


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero")
def test_endless_binary_file_is_refused():
    with pytest.raises(WorkspaceError, match="/dev/zero: a binary file"):
        files.read("/dev/zero")


def test_missing_file_and_directory(tmp_path):
    with pytest.raises(WorkspaceError, match="nope: No such file or directory"):
        files.read(str(tmp_path / "nope"))
    with pytest.raises(WorkspaceError, match="Is a directory"):
        files.read(str(tmp_path))


def test_equal_text_is_not_written(path):
    before = os.stat(path)
    assert not rewrite(path, "FROM a\n")
    after = os.stat(path)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_replace_leaves_nothing_else_behind(path):
    assert rewrite(path)
    assert path.read_bytes() == b"FROM b\n"
    assert names(path.parent) == ["Dockerfile"]


def test_relative_path(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    assert rewrite("Dockerfile")
    assert path.read_bytes() == b"FROM b\n"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o666, 0o4755])
def test_mode_is_kept(path, mode):
    os.chmod(path, mode)
    rewrite(path)
    assert stat.S_IMODE(os.stat(path).st_mode) == mode


@pytest.mark.skipif(not ROOT, reason="only root may give files away")
def test_owner_is_kept(path):
    os.chown(path, 1234, 2345)
    rewrite(path)
    status = os.stat(path)
    assert (status.st_uid, status.st_gid) == (1234, 2345)
    assert path.read_bytes() == b"FROM b\n"


def test_owner_that_a_new_file_cannot_have_is_kept_by_writing_in_place(path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchmod", refuse)
    inode = os.stat(path).st_ino
    assert rewrite(path)
    assert path.read_bytes() == b"FROM b\n"
    assert os.stat(path).st_ino == inode
    assert names(path.parent) == ["Dockerfile"]


def test_extended_attributes_are_kept(path):
    try:
        os.setxattr(path, "user.note", b"x")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    rewrite(path)
    assert os.getxattr(path, "user.note") == b"x"


def test_symbolic_link_stays_a_link(path, tmp_path):
    link = tmp_path / "elsewhere" / "link"
    link.parent.mkdir()
    link.symlink_to("../Dockerfile")
    assert rewrite(link)
    assert link.is_symlink()
    assert path.read_bytes() == b"FROM b\n"
    assert names(link.parent) == ["link"]


def test_second_hard_link_stays_one(path, tmp_path):
    other = tmp_path / "other"
    os.link(path, other)
    assert rewrite(path, "F\n")
    assert other.read_bytes() == path.read_bytes() == b"F\n"
    assert os.stat(other).st_ino == os.stat(path).st_ino
    assert names(tmp_path) == ["Dockerfile", "other"]


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV])
def test_mount_point_is_written_in_place(path, monkeypatch, code):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "replace", refuse)
    assert rewrite(path)
    assert path.read_bytes() == b"FROM b\n"
    assert names(path.parent) == ["Dockerfile"]


def test_read_only_file_is_refused_for_root_too(path):
    os.chmod(path, 0o444)
    with pytest.raises(WorkspaceError, match="read-only"):
        rewrite(path)
    assert path.read_bytes() == b"FROM a\n"
    assert names(path.parent) == ["Dockerfile"]


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_read_only_directory_is_refused(path):
    os.chmod(path.parent, 0o555)
    try:
        with pytest.raises(WorkspaceError, match="cannot create a temporary file: Permission"):
            rewrite(path)
    finally:
        os.chmod(path.parent, 0o755)
    assert path.read_bytes() == b"FROM a\n"


def test_pipe_cannot_be_replaced(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(WorkspaceError, match="not a regular file"):
        files.replace(files.Source(str(fifo), "FROM a\n"), "FROM b\n")


@pytest.mark.parametrize("links", [1, 2])
def test_file_changed_since_it_was_read_is_refused(path, tmp_path, links):
    if links == 2:
        os.link(path, tmp_path / "other")
    source = files.read(str(path))
    path.write_bytes(b"FROM somebody-else\n")
    with pytest.raises(WorkspaceError, match="changed on disk since it was read"):
        files.replace(source, "FROM b\n")
    assert path.read_bytes() == b"FROM somebody-else\n"
    assert len(names(tmp_path)) == links


def test_file_that_went_away_is_not_made_again(path):
    source = files.read(str(path))
    path.unlink()
    with pytest.raises(WorkspaceError, match="No such file"):
        files.replace(source, "FROM b\n")
    assert names(path.parent) == []


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        ("fsync", OSError(errno.ENOSPC, "No space left")),
        ("fsync", KeyboardInterrupt()),
        ("replace", OSError(errno.ENOSPC, "No space left")),
        ("replace", KeyboardInterrupt()),
        ("fchmod", KeyboardInterrupt()),
    ],
)
def test_failure_at_any_step_leaves_the_old_file_alone(path, monkeypatch, function, problem):
    def fail(*_):
        raise problem

    monkeypatch.setattr(os, function, fail)
    with pytest.raises((WorkspaceError, KeyboardInterrupt)):
        rewrite(path)
    monkeypatch.undo()
    assert path.read_bytes() == b"FROM a\n"
    assert names(path.parent) == ["Dockerfile"]


def test_failure_in_place_puts_the_old_content_back(path, tmp_path, monkeypatch):
    os.link(path, tmp_path / "other")
    write = files._write_in_place
    calls = []

    def fail_once(target, content):
        calls.append(content)
        write(target, content[:3] if len(calls) == 1 else content)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_write_in_place", fail_once)
    with pytest.raises(WorkspaceError, match="No space left"):
        rewrite(path)
    assert path.read_bytes() == b"FROM a\n"
    assert names(tmp_path) == ["Dockerfile", "other"]


def test_failure_to_put_it_back_keeps_the_side_copy_and_names_it(path, tmp_path, monkeypatch):
    os.link(path, tmp_path / "other")

    def fail(target, content):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files, "_write_in_place", fail)
    with pytest.raises(WorkspaceError, match="its old content is in") as caught:
        rewrite(path)
    copy = str(caught.value).rpartition(" is in ")[2]
    with open(copy, "rb") as file:
        assert file.read() == b"FROM a\n"


def test_long_and_odd_names(tmp_path):
    for name in ("D" * 255, "é" * 127, os.fsdecode(b"\xff" * 200), "a\nb"):
        path = tmp_path / name
        path.write_bytes(b"FROM a\n")
        assert rewrite(path)
        assert path.read_bytes() == b"FROM b\n"
