# The environment of another stage comes over the one that is there: pip is that of the former.
=== before
FROM python:3.12 AS b
RUN python -m venv /opt/venv
FROM python:3.12
RUN python -m venv /opt/venv
WORKDIR /app
COPY --from=b /opt/venv /opt/venv
RUN /opt/venv/bin/pip install flask
=== blocked
both touch /opt/venv
=== file requirements.txt
flask==3.0.0
=== file app.py
1
