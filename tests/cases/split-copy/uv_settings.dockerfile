# The settings of uv name a directory of the project.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv pip install --system -r requirements.txt
=== blocked
the setting find-links in uv.toml may name files
=== file requirements.txt
flask
=== file uv.toml
find-links = ["wheels"]
=== file wheels/flask.whl
x
