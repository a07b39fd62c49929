# The archive may have replaced it.
=== before
FROM a
WORKDIR /app
ADD x.tar /
WORKDIR /app
=== blocked
ADD in between
