# ADD unpacks what COPY does not.
=== before
FROM a
ARG ARCHIVE
ADD $ARCHIVE /x
=== blocked
nothing
