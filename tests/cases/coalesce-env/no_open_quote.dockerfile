# An open quote would take in the next pair (the build fails either way).
=== before
FROM a
ENV A="1
ENV B=2
=== blocked
the merged instruction would not read the same
