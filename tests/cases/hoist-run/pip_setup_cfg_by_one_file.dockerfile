# Where the destination is a directory already, the file comes into it: it says where to install to.
=== before
FROM python:3.8
WORKDIR /app
COPY setup.cfg /app
RUN pip install flask
=== blocked
nothing
=== file setup.cfg
[install]
prefix = /app/lib
