# The directory that a path goes through and out again has to be there: the copy brings it.
=== before
FROM debian:12
COPY . /app
RUN cp /etc/passwd /app/lib/../../srv/users
=== blocked
both touch /app/lib
=== file lib/a
1
