# Packages lie in the project.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
installs from the project
=== file requirements.txt
--find-links wheels
flask==3.0.0
=== file app.py
1
