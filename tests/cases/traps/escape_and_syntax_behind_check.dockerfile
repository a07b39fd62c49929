# Behind a check directive older builders do not see the frontend that is named, either.
# options: engine=buildkit
=== before
# check=skip=all
# syntax=docker/dockerfile:1
# escape=`
FROM a
ENV A=1 `
    B=2
ENV C=3
=== blocked
older builders do not obey an escape directive behind a check directive
