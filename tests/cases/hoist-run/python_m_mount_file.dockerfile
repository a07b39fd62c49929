# Python finds a module that is mounted into the working directory.
# options: engine=buildkit
=== before
FROM python:3.12
COPY . /app
WORKDIR /src
RUN --mount=type=bind,source=typing.py,target=/src/typing.py python -m pip install flask
=== blocked
what is mounted may hold modules that Python finds first
=== file app.py
1
=== file typing.py
1
