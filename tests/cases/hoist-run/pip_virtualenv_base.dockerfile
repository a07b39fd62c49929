# The base image may hold an environment among the sources (B 5).
=== before
FROM example/notebook
COPY . /opt/app-root/bin
RUN pip install x
