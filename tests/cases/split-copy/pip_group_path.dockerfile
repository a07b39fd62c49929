# ... of a pyproject.toml elsewhere, beside a requirements file.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt --group=sub/pyproject.toml:dev
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
COPY sub/pyproject.toml ./sub/
RUN pip install -r requirements.txt --group=sub/pyproject.toml:dev
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file sub/pyproject.toml
[dependency-groups]
dev = ["a"]
