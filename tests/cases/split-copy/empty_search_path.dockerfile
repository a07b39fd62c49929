# An empty part of PYTHONPATH is the working directory.
=== before
FROM python:3.12
ENV PYTHONPATH=$PYTHONPATH:/opt/lib
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file requirements.txt
flask
=== file logging.py
x
