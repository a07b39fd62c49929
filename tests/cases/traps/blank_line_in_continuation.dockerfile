# Offsets count through comments and blank lines in a continuation.
=== before
FROM a
RUN apk add zip \
# why

 && wget http://example.com/x \
 && true
=== blocked
nothing
