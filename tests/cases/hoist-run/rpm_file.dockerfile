# Rpm looks at a file that is copied.
=== before
FROM fedora:40
WORKDIR /app
COPY . .
RUN dnf install -y gcc && rpm -qf tool > /owner
=== blocked
both touch /app/tool
=== file tool
1
