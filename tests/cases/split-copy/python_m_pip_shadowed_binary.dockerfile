# Python finds the module of the project first, compiled or not.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file types.cpython-312-x86_64-linux-gnu.so
1
