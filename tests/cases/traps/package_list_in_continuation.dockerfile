# A package list is not sorted: `&& \` on the way would be lost.
=== before
FROM alpine
RUN apk add \
 zip \
 curl && \
 rm -rf /x
=== blocked
nothing
