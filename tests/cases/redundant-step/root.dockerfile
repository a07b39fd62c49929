# The root directory is there, whoever ran what.
# options: safety=exact
=== before
FROM a
WORKDIR /
RUN x
USER app
WORKDIR /
RUN y
=== after
FROM a
WORKDIR /
RUN x
USER app
RUN y
