# The root directory is there, whoever ran what.
# options: safety=exact
=== before
FROM a
WORKDIR /
RUN true
USER 1000
WORKDIR /
RUN true
=== after
FROM a
WORKDIR /
RUN true
USER 1000
RUN true
