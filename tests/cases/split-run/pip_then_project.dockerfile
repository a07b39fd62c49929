# What pip installs next reads the sources: only the first call moves.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --upgrade pip && pip install . && x
=== after
FROM python:3.12
WORKDIR /app
RUN pip install --upgrade pip
COPY . .
RUN pip install . && x
=== file setup.py
1
