# A signal that does not exist stops the build.
=== before
FROM a
STOPSIGNAL STOP_IT
STOPSIGNAL 9
=== blocked
its value may stop the build
