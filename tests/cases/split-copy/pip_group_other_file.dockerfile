# pip takes groups of a pyproject.toml only.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group groups.toml:dev
=== blocked
a group of dependencies is taken of a file that pip does not accept
=== file app.py
1
=== file groups.toml
[dependency-groups]
dev = ["a"]
