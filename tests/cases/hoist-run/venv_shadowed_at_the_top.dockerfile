# Of modules at the top the endings count that only some machines know.
=== before
FROM python:3.12
COPY argparse.cpython-312-x86_64-linux-gnu.so /
RUN python -m venv /opt/venv
=== blocked
nothing
=== file argparse.cpython-312-x86_64-linux-gnu.so
1
