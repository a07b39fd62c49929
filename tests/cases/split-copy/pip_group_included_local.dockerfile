# ... so is one of a group that is included.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml names what is no package of an index
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
dev = [{include-group = "More_Of"}]
more-of = ["./a"]
