# A path keeps its backslashes.
=== before
# escape=`
FROM mcr.microsoft.com/windows/servercore
RUN dir c:\
=== blocked
nothing
