# A path with a variable in it.
=== before
FROM python:3.12
ARG WHEEL_VERSION
COPY . /app
RUN pip install /app/dist/tool-$WHEEL_VERSION-py3-none-any.whl
