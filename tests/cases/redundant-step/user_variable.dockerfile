# A variable may have another value.
=== before
FROM a
ARG U=app
USER $U
ARG U=root
USER $U
=== blocked
`USER $U` says it again, but what it expands may have another value now
