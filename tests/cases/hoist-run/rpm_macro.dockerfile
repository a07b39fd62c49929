# A macro of rpm runs a command.
=== before
FROM fedora:40
COPY . /app
RUN dnf install -y gcc && rpm -E '%(cat /app/version)' > /version
=== blocked
`rpm` is given what is more than the name of a macro
=== file version
1
