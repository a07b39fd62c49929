# The program that installs is one of the sources.
=== before
FROM python:3.12
RUN update-alternatives --install /usr/bin/pip pip /app/bin/pip 1
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app/bin/pip
=== file bin/pip
1
