# An environment is made above the sources: nothing of theirs shadows Python's modules.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
RUN python tool.py
=== after
FROM python:3.12
WORKDIR /app
RUN python -m venv /opt/venv
COPY . .
RUN python tool.py
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file numbers.py
1
