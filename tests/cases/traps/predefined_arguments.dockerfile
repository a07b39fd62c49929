# The platform is an input of every RUN below.
=== before
FROM a
ARG TARGETARCH
RUN x
ARG HTTP_PROXY
RUN y
=== blocked
nothing
