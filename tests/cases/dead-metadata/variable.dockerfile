# An unset variable may stop the build.
=== before
FROM a
STOPSIGNAL ${A:?}
STOPSIGNAL 9
=== blocked
it holds a variable
