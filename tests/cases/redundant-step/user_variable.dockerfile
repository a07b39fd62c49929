# A variable may have another value.
=== before
FROM a
ARG U=app
USER $U
ARG U=root
USER $U
