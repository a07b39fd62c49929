# A group may hold what a later standard adds.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
the group 'dev' holds what is no requirement
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
dev = [{path = "a"}]
