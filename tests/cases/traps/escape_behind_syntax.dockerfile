# All builders know what comes first, and the frontend that is named knows the rest.
# options: engine=buildkit
=== before
# syntax=docker/dockerfile:1
# check=skip=all
# escape=`
FROM a
ENV A=1 `
    B=2
ENV C=3
=== after
# syntax=docker/dockerfile:1
# check=skip=all
# escape=`
FROM a
ENV A=1 `
    B=2 `
    C=3
