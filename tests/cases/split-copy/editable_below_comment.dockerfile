# pip continues no line that is a comment: what stands below it is read.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
has an option that installs from the project
=== file requirements.txt
# the project itself \
-e .
flask==3.0.0
=== file setup.py
from setuptools import setup; setup()
