# What a build argument runs by default adds packages, as `uv pip install` itself.
=== before
FROM python:3.12
ARG install="uv pip install --system"
COPY . /app
RUN pip install --no-cache-dir uv && $install -r /app/requirements.txt && $install flask
=== after
FROM python:3.12
ARG install="uv pip install --system"
RUN pip install --no-cache-dir uv
COPY . /app
RUN $install -r /app/requirements.txt && $install flask
