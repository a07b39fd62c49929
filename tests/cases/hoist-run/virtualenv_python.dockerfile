# The Python to use may be a file of the project.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN virtualenv -p tools/python /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
`virtualenv` is given 'tools/python', which may be a file
=== file requirements.txt
flask==3.0.0
=== file app.py
1
