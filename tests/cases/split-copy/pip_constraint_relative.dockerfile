# A constraints file that a variable names in the working directory.
=== before
FROM python:3.12
ENV PIP_CONSTRAINT=constraints.txt
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file requirements.txt
flask
=== file constraints.txt
flask==3.0.0
=== file app.py
x
