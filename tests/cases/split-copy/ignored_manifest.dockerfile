# The manifest does not reach the build.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
there is no requirements.txt that can be read where pip looks for it
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file .dockerignore
requirements.txt
