"""How long dfopt takes to start: CPU time of ``dfopt --check FILE`` against ``python -c pass``.

Runs are interleaved, so that a change of the machine's speed meets all alike; the ratio is that of
the medians. The goal is a ratio of at most 3 at 50 lines.

    python benchmarks/startup.py [--runs N]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (20, 50, 400)
GOAL = 3.0
GOAL_SIZE = 50

#: What installers generate for the console script.
LAUNCHER = """\
import sys
from dfopt.cli import main
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(main())
"""


def dockerfile(lines: int) -> str:
    """Return a Dockerfile of this many lines, with instructions of all common kinds."""
    head = [
        "FROM node:22-slim AS build",
        "WORKDIR /app",
        "ENV NODE_ENV=production \\",
        "    PORT=8080",
        "COPY package.json package-lock.json ./",
        "RUN npm ci",
    ]
    body = (
        "# Step {0} of the build",
        "ARG OPTION_{0}=default",
        "COPY src/part{0} src/part{0}",
        "RUN npm run build:{0} && \\",
        "    npm run check:{0} -- --option=$OPTION_{0}",
    )
    tail = ["FROM nginx:1.27", "EXPOSE 8080", 'CMD ["nginx", "-g", "daemon off;"]']
    tail.insert(1, "COPY --from=build /app/dist /usr/share/nginx/html")
    middle = [body[i % len(body)].format(i // len(body)) for i in range(lines)]
    middle = middle[: lines - len(head) - len(tail)]
    if middle and middle[-1].endswith("\\"):
        middle[-1] = "# The last step"
    return "\n".join(head + middle + tail) + "\n"


def cpu_seconds(command: list[str]) -> float:
    """Run a command; return the user and system time that it took, in seconds."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, float]:
    """Return the median CPU seconds of each command."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        cpu_seconds(command)  # writes byte code and warms the caches of the disk
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(cpu_seconds(command))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    """Print the table; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40, help="runs of each command (40)")
    runs = parser.parse_args().runs

    with tempfile.TemporaryDirectory() as directory:
        script = Path(directory, "dfopt")
        script.write_text(LAUNCHER)
        commands = {"python -c pass": [sys.executable, "-c", "pass"]}
        for size in SIZES:
            path = Path(directory, f"{size}.Dockerfile")
            path.write_text(dockerfile(size))
            for how, command in (("dfopt", [str(script)]), ("python -m dfopt", ["-m", "dfopt"])):
                commands[f"{how}, {size} lines"] = [sys.executable, *command, "--check", str(path)]
        medians = measure(commands, runs)

    base = medians["python -c pass"]
    for name, seconds in medians.items():
        print(f"{name:<28} {seconds * 1000:7.1f} ms CPU  {seconds / base:6.2f} x")
    ratio = medians[f"dfopt, {GOAL_SIZE} lines"] / base
    print(f"goal at {GOAL_SIZE} lines: at most {GOAL:.1f} x, is {ratio:.2f} x")
    return int(ratio > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
