# There is no pyproject.toml.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
there is no pyproject.toml that can be read where pip looks for it
=== file app.py
1
