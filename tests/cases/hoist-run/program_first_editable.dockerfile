# The project itself is installed.
=== before
FROM python:3.12
WORKDIR /app
COPY app.py .
COPY setup.py requirements.txt ./
RUN pip install -r requirements.txt
=== file app.py
1
=== file setup.py
from setuptools import setup
setup(name="app", py_modules=["app"])
=== file requirements.txt
-e .
