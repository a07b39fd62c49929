# A loop gives the variable another value.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG run="pip install flask"
WORKDIR /app
COPY . .
RUN pip install gunicorn; for run in ./*; do $run; done
=== blocked
a loop runs over files that match a pattern
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
