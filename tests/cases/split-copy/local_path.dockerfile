# A directory of the project is installed.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
names what is no package of an index
=== file requirements.txt
./vendor/x
flask==3.0.0
=== file app.py
1
