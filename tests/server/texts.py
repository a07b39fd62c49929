"""Dockerfiles for the tests of the server."""

MERGE = "FROM alpine\nENV A=1\nENV B=2\nRUN true\n"
MERGED = "FROM alpine\nENV A=1 \\\n    B=2\nRUN true\n"

#: Three rewrites of two rules, and text that the edits must not touch.
THREE = """\
# syntax=docker/dockerfile:1
FROM alpine AS build
ENV A=1
ENV B=2
RUN true

FROM alpine
ENV C=3
ENV D=4
LABEL e=5
LABEL f=6
"""

BLOCKED = "FROM alpine\nENV A=1\nENV A=2\n"
WRONG = "FROM alpine\nCOPI . .\nENV A=1\nENV B=2\n"

#: Its manifest goes first where the build context is known.
NODE = """\
FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
CMD ["node", "server.js"]
"""

NODE_FILES = {
    ".dockerignore": "**/node_modules\n.npmrc\n",
    "package.json": '{"name": "example", "version": "1.0.0"}',
    "package-lock.json": '{"name": "example", "lockfileVersion": 3, "packages": {"": {}}}',
    "server.js": "",
}


def write_node(folder):
    """Write a project whose Dockerfile can be split."""
    for name, content in NODE_FILES.items():
        (folder / name).write_text(content)
    (folder / "Dockerfile").write_text(NODE)
