# What a command writes into /etc/hosts is gone with its RUN.
=== before
FROM debian:12
COPY . /app
RUN echo "10.0.0.1 mirror" >> /etc/hosts && curl http://mirror/a -o /opt/a && cp /app/x /opt/x && curl http://mirror/b -o /opt/b
=== blocked
its first commands leave what ends with the step to those that follow
=== file x
x
