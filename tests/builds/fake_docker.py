"""A docker that builds nothing: its images hold the sorted lines of their Dockerfiles.

So two orders of one file are equal images. It keeps what it has in ``$FAKE_DOCKER``, and notes
every call. A Dockerfile that says FAIL fails, one that says HANG does so until it is stopped, and
one that says NOISE differs each time.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    state = Path(os.environ["FAKE_DOCKER"])
    with open(state / "calls", "a") as calls:
        calls.write(" ".join(arguments) + "\n")
    command = arguments[0]
    if command == "images":
        print("sha256:" + 64 * "0")
    elif command == "build":
        return build(state, arguments)
    elif command == "save":
        image = state / arguments[-1].replace("/", "_")
        if not image.exists():
            print(f"Error: no such image: {arguments[-1]}", file=sys.stderr)
            return 1
        sys.path.insert(0, str(ROOT))
        from tests.builds.archives import docker_archive, layer, member

        lines = "".join(sorted(image.read_text().splitlines(keepends=True))).encode()
        content = docker_archive({"os": "linux"}, layer(member("lines", lines)))
        sys.stdout.buffer.write(content)
    elif command == "image":
        (state / arguments[-1].replace("/", "_")).unlink(missing_ok=True)
    return 0


def build(state: Path, arguments: list[str]) -> int:
    text = Path(arguments[arguments.index("--file") + 1]).read_text()
    name = arguments[arguments.index("--tag") + 1]
    if "FAIL" in text:
        print("the command FAIL was not found")
        return 3
    print("Step 1/2 : FROM a\n ---> 000000000000\nStep 2/2 : COPY . .\n ---> 0123456789ab")
    sys.stdout.flush()
    image = state / name.replace("/", "_")
    noise = secrets.token_hex(4) if "NOISE" in text else ""
    image.write_text(f"{text}\n{noise}")
    (state / "0123456789ab").write_text("")
    if "HANG" in text:
        time.sleep(600)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
