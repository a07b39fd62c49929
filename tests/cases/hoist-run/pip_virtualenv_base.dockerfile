# The base image may hold an environment among the sources (B 5).
=== before
FROM example/notebook
COPY . /opt/app-root/bin
RUN pip install x
=== blocked
the base image may hold a virtual environment anywhere
