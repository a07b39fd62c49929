# So it does where a stage starts from one with the ENV.
# options: engine=classic
=== before
FROM python:3.12-slim AS base
ENV PYTHONPATH=/app
FROM base
ARG PYTHONPATH=/srv
COPY . /app
RUN pip install flask
=== blocked
with all builders but BuildKit ENV PYTHONPATH stays in force below its ARG
=== file tool.py
1
