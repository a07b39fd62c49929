# An option in front of -m is not known.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -Wignore -m pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
