# Where the destination is a directory already, the file comes into it.
=== before
FROM python:3.12
WORKDIR /app
COPY argparse.py /app
RUN python -m venv /opt/venv
=== blocked
nothing
=== file argparse.py
1
