# The frontend that is named does not know the check directive: 1.8 was the first that did.
# options: engine=buildkit
=== before
# syntax=docker/dockerfile:1.7
# check=skip=all
# escape=`
FROM a
ENV A=1 `
    B=2
ENV C=3
=== blocked
older builders do not obey an escape directive behind a check directive
