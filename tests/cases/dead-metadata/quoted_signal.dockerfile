# A quote may be left open.
=== before
FROM a
STOPSIGNAL '9
STOPSIGNAL 9
=== blocked
its value may stop the build
