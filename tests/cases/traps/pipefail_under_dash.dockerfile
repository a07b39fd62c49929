# No option is added to a shell that may not know it.
=== before
FROM debian
RUN curl http://example.com/ | tar xz
=== blocked
nothing
