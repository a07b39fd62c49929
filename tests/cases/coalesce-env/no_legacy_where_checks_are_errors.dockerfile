# A check of BuildKit may object to a keyword or a form, and stop the build.
=== before
# check=error=true
FROM node
ENV A 1
ENV X=1
=== blocked
check=error=true: one of BuildKit's checks may object
