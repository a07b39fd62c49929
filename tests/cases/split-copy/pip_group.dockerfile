# Groups of dependencies, one including another under an odd name.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== after
FROM python:3.12
WORKDIR /app
COPY pyproject.toml ./
RUN pip install --group dev
COPY . .
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
dev = ["flask==3.0.0", {include-group = "Te_st"}]
te-st = ["pytest; python_version > '3.8'"]
