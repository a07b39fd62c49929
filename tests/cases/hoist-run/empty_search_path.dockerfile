# An empty part of PYTHONPATH is the working directory.
=== before
FROM python:3.12
ENV PYTHONPATH=$PYTHONPATH:/opt/lib
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app
=== file logging.py
x
