# An index may be a directory of the project, in the form of an index.
=== before
FROM python:3.12
ENV PIP_INDEX_URL=index
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file requirements.txt
flask
=== file index/flask/index.html
x
=== file app.py
x
