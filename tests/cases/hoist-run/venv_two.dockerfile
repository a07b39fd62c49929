# Two environments at once.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/a /opt/b
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
`venv` does not make one environment
=== file requirements.txt
flask==3.0.0
=== file app.py
1
