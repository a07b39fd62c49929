# A trigger is for another build.
=== before
FROM a
ONBUILD WORKDIR /app
WORKDIR /app
ONBUILD USER app
USER app
=== blocked
nothing
