# A setting that was copied names a file of the working directory.
=== before
FROM debian:12
COPY .curlrc /root/
WORKDIR /app
COPY . .
RUN curl -fsSL https://example.org/tool -o /usr/local/bin/tool
=== blocked
both touch /root
=== file .curlrc
cacert = ca.pem
=== file ca.pem
x
