# What lies in the working directory counts as installed.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file flask.egg-info/PKG-INFO
1
