# In one of two cases packages are taken out of the sources.
=== before
FROM python:3.12
ARG OFFLINE
WORKDIR /app
COPY . .
RUN if [ -n "$OFFLINE" ]; then export PIP_NO_INDEX=1 PIP_FIND_LINKS=/app/wheels; fi; pip install flask
=== blocked
both touch /app/wheels
=== file wheels/a.whl
1
