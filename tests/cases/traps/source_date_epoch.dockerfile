# It clamps the times of everything in the stage.
=== before
FROM a
COPY x /x
ARG SOURCE_DATE_EPOCH
=== blocked
nothing
