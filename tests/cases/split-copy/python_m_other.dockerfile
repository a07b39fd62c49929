# Another module may do anything.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip_tools sync requirements.txt
=== file requirements.txt
flask==3.0.0
