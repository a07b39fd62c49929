# Builders disagree who wins.
=== before
FROM a
ENV V=1
ARG V=2
RUN echo $V
=== blocked
nothing
