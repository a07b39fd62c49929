# COPY makes files of root whatever USER says.
=== before
FROM a
USER app
COPY . .
=== blocked
nothing
