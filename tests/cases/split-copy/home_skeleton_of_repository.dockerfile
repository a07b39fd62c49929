# Packages of a repository that is named are not those of the distribution.
=== before
FROM python:3.12-alpine
RUN apk add --repository https://example.com/packages tool
RUN adduser -D user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
