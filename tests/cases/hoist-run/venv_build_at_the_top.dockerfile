# The module that says how Python was built is named after the platform.
=== before
FROM python:3.12
COPY _sysconfigdata__x86_64-linux-gnu.py /
RUN python -m venv /opt/venv
=== blocked
nothing
=== file _sysconfigdata__x86_64-linux-gnu.py
build_time_vars = {}
