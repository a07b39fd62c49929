# buildah continues the line here (B 31).
=== before
FROM a
ENV A=1
ENV B=C:\\
ENV C=3
=== blocked
buildah takes \\ at the end of a line for a continuation
