# A macro of rpm runs a command.
=== before
FROM fedora:40
COPY . /app
RUN dnf install -y gcc && rpm -E '%(cat /app/version)' > /version
=== file version
1
