"""``RUN --mount`` and ``--device``: BuildKit's recorded builds, and tables of values."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dockerfile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.syntax.flags import FlagValueError, parse_flags
from dfopt.syntax.mounts import Device, Mount, check_mount, csv_fields, parse_device, parse_mount

DATA = Path(__file__).resolve().parent.parent / "conformance" / "data"

#: The errors of a build that are about the value of a mount flag and nothing else.
MOUNT_ERRORS = re.compile(
    r"unsupported mount type|unexpected key|invalid field|not allowed for .* mounts"
    r"|invalid value|secret mount|both source and id|unsupported sharing|invalid cache sharing"
)


def recorded_mounts() -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield recorded builds that reached dispatch, with the mounts of all their RUNs.

    The variables of the recordings are left out, but for ``$A``, which stands for ``av``.
    """
    with gzip.open(DATA / "llb_more.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "--mount=" not in row["dockerfile"] or row["error_layer"] in (
                "parse",
                "instruction",
            ):
                continue
            try:
                commands = dockerfile.parse_string(row["dockerfile"])
            except dockerfile.GoParseError:
                continue
            words = [list(c.flags) for c in commands if c.cmd.upper() == "RUN"]
            mounts = [m for flags in words for m in parse_flags("RUN", flags).repeated("mount")]
            yield row, [m for m in mounts if "$" not in m.replace("$A", "")]


def with_av(text: str) -> str:
    return text.replace("$A", "av")


def is_refused(value: str) -> bool:
    try:
        parse_mount(value, with_av)
    except FlagValueError:
        return True
    return False


def test_recorded_refusals():
    refused = 0
    for row, values in recorded_mounts():
        check = [is_refused(value) for value in values]
        if row["error"] and MOUNT_ERRORS.search(row["error"]):
            assert any(check), row["dockerfile"]
            refused += 1
        elif not row["error"]:
            assert not any(check), row["dockerfile"]
    assert refused > 40


def operation_of(mount: Mount) -> dict[str, Any]:
    """Return what BuildKit's operation says of a mount, as far as the flag alone decides it."""
    kinds = {"bind": {}, "tmpfs": {"mountType": "TMPFS"}, "cache": {"mountType": "CACHE"}}
    operation: dict[str, Any] = dict(kinds[mount.type])
    if mount.read_only:
        operation["readonly"] = True
    if mount.type == "tmpfs" and mount.size:
        operation["size"] = str(mount.size)
    if mount.sharing not in ("", "shared"):
        operation["sharing"] = mount.sharing.upper()
    return operation


def test_recorded_operations():
    compared = 0
    for row, values in recorded_mounts():
        if row["error"] or values == []:
            continue
        operations = [
            mount
            for operation in row["ops"]
            for mount in operation["op"].get("exec", {}).get("mounts", [])
        ]
        for mount in [parse_mount(value, with_av) for value in values]:
            if mount.type in ("secret", "ssh"):
                continue
            here = [o for o in operations if o["dest"] == mount.target]
            found = [
                {k: o[k] for k in ("mountType", "readonly") if k in o}
                | {k: v for k, v in o.get("TmpfsOpt", {}).items() if k == "size"}
                | {k: v for k, v in o.get("cacheOpt", {}).items() if k == "sharing"}
                for o in here
            ]
            if found:
                assert operation_of(mount) in found, (row["dockerfile"], mount)
                compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("value", "mount"),
    [
        ("target=/m", Mount(target="/m")),
        ("type=bind,dst=/m,src=a", Mount(target="/m", source="a")),
        ("destination=/m,source=a=b", Mount(target="/m", source="a=b")),
        ("type=bind,from=s,target=/m,rw", Mount(from_="s", target="/m", read_only=False)),
        ("target=/m,ro", Mount(target="/m")),
        ("target=/m,readwrite=true", Mount(target="/m", read_only=False)),
        ("target=/m,rw=0", Mount(target="/m", read_only=True)),
        ("target=/m,rw,ro", Mount(target="/m", read_only=True)),
        ("ro=false,target=/m", Mount(target="/m", read_only=False)),
        ("type=cache,target=/c", Mount("cache", target="/c", read_only=False)),
        ("type=cache,target=/c,readonly", Mount("cache", target="/c")),
        (
            "TYPE=CACHE,Target=/C,id=I,Sharing=LOCKED,mode=0700,uid=5,gid=6",
            Mount(
                "cache",
                target="/C",
                id="I",
                sharing="locked",
                mode=0o700,
                uid=5,
                gid=6,
                read_only=False,
            ),
        ),
        (
            "type=tmpfs,target=/t,size=64m",
            Mount("tmpfs", target="/t", size=64 << 20, read_only=False),
        ),
        ("type=secret,id=k", Mount("secret", id="k")),
        ("type=secret,id=k,required", Mount("secret", id="k", required=True)),
        ("type=secret,id=k,required=false,env=K", Mount("secret", id="k", env="K")),
        ("type=secret,target=/a", Mount("secret", target="/a")),
        ("type=secret,source=k,target=/y", Mount("secret", source="k", target="/y")),
        ("type=ssh", Mount("ssh")),
        ("type=ssh,required=true,mode=0666", Mount("ssh", required=True, mode=0o666)),
        ("type=ssh,from=a", Mount("ssh", from_="a")),
        ("type=bind,env=X,target=/c", Mount(target="/c", env="X")),
        ('type=cache,"target=/a,b"', Mount("cache", target="/a,b", read_only=False)),
        ('"target=/a""b"', Mount(target='/a"b')),
        ("type=cache,target=,id=", Mount("cache", read_only=False)),
        ("from=$,target=/m", Mount(from_="$", target="/m")),
        ("target=$A", Mount(target="$A")),
        ("uid=1,type=cache,uid=2", Mount("cache", uid=2, read_only=False)),
    ],
)
def test_mounts(value, mount):
    assert parse_mount(value) == mount
    check_mount(value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("type=", "''"),
        ("type=cach", "did you mean cache?"),
        ("type=Bnd", "did you mean bind?"),
        ("type=volume", "bind, cache, tmpfs, secret, ssh"),
        ("type=$A", "'$A'"),
        ("foo", "'foo' wants a value"),
        ("target", "wants a value"),
        ("type=secret,env", "wants a value"),
        (",target=/m", "wants a value"),
        ("target=/m,", "wants a value"),
        ("foo=bar", "no key 'foo'"),
        ("targt=/m", "did you mean target?"),
        ("=x", "no key ''"),
        (" type=cache", "no key ' type'"),
        ("ro=yes", "'yes'"),
        ("rw=", "''"),
        ("readwrite=TrUe", "'TrUe'"),
        ("required", "secret or ssh"),
        ("required=true,type=secret,id=a", "secret or ssh"),
        ("type=cache,target=/c,required=true", "secret or ssh"),
        ("type=secret,id=a,required=maybe", "'maybe'"),
        ("target=/c,size=1", "tmpfs"),
        ("size=1,type=tmpfs,target=/t", "tmpfs"),
        ("type=tmpfs,size=-1", "size="),
        ("type=tmpfs,size=x", "'x'"),
        ("type=cache,sharing=lock", "did you mean locked?"),
        ("type=cache,sharing=", "shared, private, locked"),
        ("type=bind,sharing=shared", "cache"),
        ("type=tmpfs,sharing=locked", "cache"),
        ("type=cache,mode=u+x", "mode="),
        ("type=cache,mode=8", "mode="),
        ("type=cache,uid=x", "uid="),
        ("type=cache,uid=99999999999", "uid="),
        ("type=cache,gid=-1", "gid="),
        ("mode=0700", "no mode"),
        ("type=bind,uid=0", "no uid"),
        ("type=tmpfs,gid=1", "no gid"),
        ("type=secret", "an id, a source or a target"),
        ("type=secret,id=", "an id, a source or a target"),
        ("type=secret,env=K", "an id, a source or a target"),
        ("type=secret,id=a,from=x", "no from"),
        ("type=secret,id=a,sharing=shared", "cache"),
        ("type=secret,id=a,source=b", "not both"),
        ("from=$A,target=/x", "variable"),
        ("from=${A},target=/x", "variable"),
        ("From=a$b", "variable"),
        ("", "key=value"),
        ("\n", "key=value"),
        ('target="/x"', "quote"),
        ('"target=/x', "not closed"),
        ('"target=/x"y', "must follow"),
        ('"""', "not closed"),
        ("type=\x1b[0m", r"\x1b"),
    ],
)
def test_refused_mounts(value, says):
    with pytest.raises(FlagValueError) as caught:
        parse_mount(value)
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "value", ["", "from=$A", 'target=/"x"', '"target', 'a"b', "type=cache,FROM=x${y}", '"a"b']
)
def test_refused_while_parsing(value):
    with pytest.raises(FlagValueError):
        check_mount(value)


@pytest.mark.parametrize(
    "value", ["type=foo", "foo", "foo=bar", "size=x", "from", "from=$", "type=secret", "ro=$A", ","]
)
def test_refused_only_when_the_step_is_built(value):
    check_mount(value)


def test_values_are_expanded_before_they_are_read():
    values = {"$T": "cache", "$M": "0755", "$D": "/a,b", "$R": "1"}
    mount = parse_mount("type=$T,mode=$M,target=$D,ro=$R", lambda text: values.get(text, text))
    assert mount == Mount("cache", mode=0o755, target="/a,b", read_only=True)


def test_keys_and_fields_without_value_are_not_expanded():
    expanded: list[str] = []
    parse_mount("target=/m,ro", lambda text: expanded.append(text) or text)  # type: ignore[func-returns-value]
    assert expanded == ["/m"]


def test_errors_of_the_expansion_pass_through():
    def refuse(text: str) -> str:
        raise LookupError(text)

    with pytest.raises(LookupError, match="/m"):
        parse_mount("target=/m", refuse)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a", ["a"]),
        ("a,b", ["a", "b"]),
        (",", ["", ""]),
        ("a,,b,", ["a", "", "b", ""]),
        ('"a"', ["a"]),
        ('""', [""]),
        ('"",""', ["", ""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a""b"', ['a"b']),
        ('""""', ['"']),
        ('"a",', ["a", ""]),
        (" a , b ", [" a ", " b "]),
        ("#a", ["#a"]),
        ("a\n", ["a"]),
        ("a\r\n", ["a"]),
        ("a\r", ["a\r"]),
        ('"a\nb"', ["a\nb"]),
        ("'a,b'", ["'a", "b'"]),
    ],
)
def test_records(text, fields):
    assert csv_fields(text) == fields


@pytest.mark.parametrize(
    "text", ["", "\n", "\r\n", '"', 'a"', 'a"b"', '"a"b', '"a" ,b', '"a', '"""']
)
def test_broken_records(text):
    with pytest.raises(FlagValueError):
        csv_fields(text)


@given(st.lists(st.text(st.characters(exclude_characters="\r\n")), min_size=1))
def test_quoted_fields_come_back(fields):
    record = ",".join('"' + field.replace('"', '""') + '"' for field in fields)
    assert csv_fields(record) == fields


@given(
    st.lists(
        st.sampled_from(["type=", "cache", "secret", "ro", "id=", "size=", "1", '"', "$", ","])
    )
)
def test_mounts_never_crash(pieces):
    value = "".join(pieces)
    if not is_refused(value):
        check_mount(value)


def test_long_records_are_linear():
    assert len(csv_fields("a," * 1_000_000)) == 1_000_001
    assert csv_fields('"' + '""' * 1_000_000 + '"') == ['"' * 1_000_000]


@pytest.mark.parametrize(
    ("value", "device"),
    [
        ("foo", Device("foo")),
        ("vendor.com/class=dev", Device("vendor.com/class=dev")),
        ("name=a", Device("a")),
        ("name=vendor.com/class=dev,required", Device("vendor.com/class=dev", True)),
        ("required,a", Device("a", True)),
        ("a,REQUIRED=false", Device("a")),
        ("required=1", Device("", True)),
    ],
)
def test_devices(value, device):
    assert parse_device(value) == device


@pytest.mark.parametrize(
    "value", ["", "a,b", "a,name=b", "name=a,name=b", "a,foo=b", "a,required=", "required=x", 'a"']
)
def test_refused_devices(value):
    with pytest.raises(FlagValueError):
        parse_device(value)
