# An unset variable may stop the build.
=== before
FROM a
STOPSIGNAL ${A:?}
STOPSIGNAL 9
=== blocked
its value may stop the build
