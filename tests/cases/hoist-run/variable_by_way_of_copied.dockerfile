# So it has with a path in a variable.
=== before
FROM python:3.12-slim
ENV PYTHONPATH=/app/lib/../../srv/modules
COPY . /app
RUN pip install flask
=== blocked
both touch /app
=== file lib/a
1
