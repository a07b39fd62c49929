# A package of pip may bring a program of that name.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN arch=$(uname -m) && pip install -r requirements.txt && x $arch
=== blocked
its first commands would come to something else behind what they lead to
=== file requirements.txt
tool==1
