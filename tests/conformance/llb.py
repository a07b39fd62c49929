"""Compare builds with what BuildKit's ``dockerfile2llb`` recorded (``llb_*``)."""

from __future__ import annotations

import base64
from typing import Any

import dfopt
from dfopt.builder.build import Built, build
from dfopt.builder.errors import BuildError
from dfopt.builder.keys import Keys
from dfopt.builder.operations import (
    ContextSource,
    CopyAction,
    Exec,
    FileOperation,
    GitSource,
    HttpSource,
    ImageSource,
    MakeDirectory,
    MakeFile,
    Merge,
    MountPoint,
    Operation,
    Owner,
)

#: Every image resolves to this digest.
DIGEST = "sha256:" + "0" * 64

#: Attributes of a source that say how it is fetched, not what it is.
_IGNORED_ATTRIBUTES = ("local.sharedkeyhint", "local.followpaths")


def check(row: dict[str, Any]) -> str | None:
    """Return None where dfopt reproduces the row, else what differs."""
    try:
        built = build(
            dfopt.parse(row["dockerfile"]),
            base_config=row["base_config"],
            build_args=row["build_args"],
        )
        expected = recorded(row)
        found: dict[str, Any] = {
            "config": config_json(built),
            "author": built.author,
            "history": history(built) or None,
            **graph(built),
        }
    except BuildError as error:
        if row["error"] and row.get("error_layer", error.layer) in (None, error.layer):
            return None
        return f"{error.layer}: {error} against {row.get('error_layer')}: {row['error']}"
    if row["error"]:
        return f"no error against {row['error']}"
    for field, value in expected.items():
        if field not in row.get("unstable", ()) and found[field] != value:
            return f"{field}: {found[field]} is not {value}"
    return None


def recorded(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row holds of the result, less what a build need not reproduce."""
    ops = []
    for op in row["ops"]:
        source = op["op"].get("source", {})
        for name in _IGNORED_ATTRIBUTES:
            source.get("attrs", {}).pop(name, None)
        if source.get("attrs") == {}:
            del source["attrs"]
        op["op"].get("exec", {}).get("meta", {}).pop("removeMountStubsRecursive", None)
        ops.append(op)
    fields = ("config", "author", "history", "platforms")
    found = {name: row[name] for name in fields if name in row}
    found["ops"] = ops
    return found


def config_json(built: Built) -> dict[str, Any]:
    """Return the configuration as an image stores it, without what is empty."""
    config = dict(built.config)
    config["Env"] = [f"{name}={value}" for name, value in config["Env"].items()]
    for key in ("ExposedPorts", "Volumes"):
        config[key] = {name: {} for name in config[key]}
    if "Healthcheck" in config:
        config["Healthcheck"] = _lists(config["Healthcheck"])
    return {key: value for key, value in _lists(config).items() if value}


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with lists in place of tuples."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def history(built: Built) -> list[str]:
    return [f"{'layer' if e.has_layer else 'empty'} | {e.text}" for e in built.history]


def graph(built: Built) -> dict[str, Any]:
    """Return the operations as BuildKit numbers and prints them, equal ones once."""
    keys = Keys()
    index: dict[int, int] = {}
    ops: list[dict[str, Any]] = []
    platforms: list[str] = []
    for operation in _marshalled(built.root):
        if keys.of(operation) not in index:
            index[keys.of(operation)] = len(ops)
            inputs, op = _proto(operation)
            ops.append({"inputs": [f"#{index[keys.of(i)]}:0" for i in inputs], "op": op})
            platform = operation.platform if isinstance(operation, ImageSource | Exec) else ""
            platforms.append(str(platform))
    if built.root is not None:
        ops.append({"inputs": [f"#{index[keys.of(built.root)]}:0"], "op": {}})
        platforms.append("")
    return {"ops": ops, "platforms": platforms or None}


def _marshalled(root: Operation | None) -> list[Operation]:
    """Return the operations in the order in which BuildKit marshals them.

    The inputs of a file operation are visited from its last action to its first.
    """
    order: list[Operation] = []
    done: set[int] = set()
    stack = [root] if root is not None else []
    while stack:
        operation = stack[-1]
        inputs = list(operation.inputs)
        if isinstance(operation, FileOperation):
            base = inputs[:1] if operation.base is not None else []
            inputs = [*base, *reversed(inputs[len(base) :])]
        pending = [op for op in inputs if id(op) not in done]
        if id(operation) in done or not pending:
            stack.pop()
            if id(operation) not in done:
                done.add(id(operation))
                order.append(operation)
        else:
            stack.append(pending[0])
    return order


def _compact(**fields: Any) -> dict[str, Any]:
    """Return the fields that protojson prints: all but zero values."""
    return {name: value for name, value in fields.items() if value not in (None, 0, "", [], False)}


def _proto(operation: Operation) -> tuple[list[Operation], dict[str, Any]]:
    """Return the inputs of an operation and its message."""
    if isinstance(operation, Exec):
        return _exec(operation)
    if isinstance(operation, FileOperation):
        return _file(operation)
    if isinstance(operation, Merge):
        inputs = [_compact(input=str(i) if i else "") for i in range(len(operation.layers))]
        return list(operation.layers), {"merge": {"inputs": inputs}}
    return [], {"source": _source(operation)}


def _source(operation: Operation) -> dict[str, Any]:
    if isinstance(operation, ImageSource):
        name = str(operation.reference).partition("@")[0]
        return {"identifier": f"docker-image://{name}@{DIGEST}"}
    if isinstance(operation, ContextSource):
        return {"identifier": "local://context"}
    if isinstance(operation, HttpSource):
        attrs = {"http.filename": operation.filename, "http.checksum": operation.checksum}
        return {"identifier": operation.url, "attrs": _compact(**attrs)}
    assert isinstance(operation, GitSource)
    fragment = operation.ref + (f":{operation.subdirectory}" if operation.subdirectory else "")
    attrs = {
        "git.authheadersecret": "GIT_AUTH_HEADER",
        "git.authtokensecret": "GIT_AUTH_TOKEN",
        "git.checksum": operation.checksum,
        "git.fullurl": operation.remote,
        "git.keepgitdir": "true" if operation.keep_git_dir else "",
        "git.mountsshsock": "default" if operation.over_ssh else "",
    }
    identifier = f"git://{operation.host_path}" + (f"#{fragment}" if fragment else "")
    return {"identifier": identifier, "attrs": _compact(**attrs)}


class _Inputs:
    """Numbers the inputs of one message by their content."""

    def __init__(self) -> None:
        self.keys = Keys()
        self.found: list[Operation] = []

    def number(self, operation: Operation | None) -> int:
        if operation is None:
            return -1
        for index, known in enumerate(self.found):
            if self.keys.of(known) == self.keys.of(operation):
                return index
        self.found.append(operation)
        return len(self.found) - 1

    def text(self, operation: Operation | None) -> str:
        return _text(self.number(operation))


def _text(number: int) -> str:
    return str(number) if number else ""


def _exec(operation: Exec) -> tuple[list[Operation], dict[str, Any]]:
    inputs = _Inputs()
    mounts = [_compact(input=inputs.text(operation.root), dest="/")]
    for mount in operation.mounts:
        assert isinstance(mount, MountPoint)
        mounts.append(_mount(mount, inputs))
    names = {
        "HTTP_PROXY": "httpProxy",
        "HTTPS_PROXY": "httpsProxy",
        "FTP_PROXY": "ftpProxy",
        "NO_PROXY": "noProxy",
        "ALL_PROXY": "allProxy",
    }
    meta = _compact(
        args=list(operation.arguments),
        env=[f"{name}={value}" for name, value in operation.environment],
        cwd=operation.directory,
        user=operation.user,
    )
    if operation.proxies:
        meta["proxyEnv"] = _compact(**{names[name]: value for name, value in operation.proxies})
    secrets = [
        _compact(ID=secret.id, name=secret.name, optional=secret.optional)
        for secret in operation.secrets
    ]
    message = _compact(
        network=operation.network.upper(), security=operation.security.upper(), secretenv=secrets
    )
    return inputs.found, {"exec": {"meta": meta, "mounts": mounts, **message}}


def _mount(mount: MountPoint, inputs: _Inputs) -> dict[str, Any]:
    message = _compact(
        input=inputs.text(mount.source),
        dest=mount.target,
        selector=mount.selector,
        output="" if mount.type in ("secret", "ssh") else "-1",
        readonly=mount.read_only,
        mountType="" if mount.type == "bind" else mount.type.upper(),
    )
    if mount.type == "cache":
        message["cacheOpt"] = _compact(ID=mount.name, sharing=mount.sharing.upper())
    elif mount.type == "tmpfs":
        message["TmpfsOpt"] = _compact(size=_text(int(str(mount.size))))
    elif mount.type in ("secret", "ssh"):
        option = "secretOpt" if mount.type == "secret" else "SSHOpt"
        message[option] = _compact(
            ID=mount.name, uid=mount.uid, gid=mount.gid, mode=mount.mode, optional=mount.optional
        )
    return message


def _file(operation: FileOperation) -> tuple[list[Operation], dict[str, Any]]:
    inputs = _Inputs()
    first = inputs.number(operation.base)
    numbers = []
    for action in operation.actions:
        source = action.source if isinstance(action, CopyAction) else None
        numbers.append(inputs.number(source))
    actions = []
    for index, (action, source_number) in enumerate(zip(operation.actions, numbers)):
        is_last = index + 1 == len(numbers)
        base = first if index == 0 else len(inputs.found) + index - 1
        actions.append(
            _compact(
                input=_text(base),
                secondaryInput=_text(source_number),
                output="" if is_last else "-1",
            )
            | _action(action)
        )
    return inputs.found, {"file": {"actions": actions}}


def _action(action: CopyAction | MakeDirectory | MakeFile) -> dict[str, Any]:
    if isinstance(action, MakeFile):
        data = base64.b64encode(str(action.content).encode()).decode()
        return {"mkfile": _compact(path=action.path, mode=action.mode, data=data, timestamp="-1")}
    if isinstance(action, MakeDirectory):
        made = _compact(
            path=action.path, mode=action.mode, makeParents=action.parents, timestamp="-1"
        )
        return {"mkdir": made | _owner(action.owner)}
    mode = action.mode
    copied = _compact(
        src=action.path,
        dest=action.destination,
        mode=-1 if mode is None else mode if isinstance(mode, int) else 0,
        modeStr=mode if isinstance(mode, str) else "",
        followSymlink=action.is_tree,
        dirCopyContents=action.is_tree,
        allowWildcard=action.is_tree,
        allowEmptyWildcard=action.is_tree,
        attemptUnpackDockerCompatibility=action.unpack,
        createDestPath=True,
        timestamp="-1",
        includePatterns=list(action.include),
        excludePatterns=list(action.exclude),
        requiredPaths=list(action.required),
    )
    return {"copy": copied | _owner(action.owner)}


def _owner(owner: Owner | None) -> dict[str, Any]:
    if owner is None:
        return {}
    found = {"user": _identity(owner.user)}
    if owner.group is not None:
        found["group"] = _identity(owner.group)
    return {"owner": found}


def _identity(identity: Any) -> dict[str, Any]:
    return {"byID": identity} if isinstance(identity, int) else {"byName": {"name": identity}}
