# The classic builder and older BuildKits do not know the check directive, and stop there.
=== before
# check=skip=all
# escape=`
FROM a
ENV A=1 `
    B=2
ENV C=3
=== blocked
older builders do not obey an escape directive behind a check directive
