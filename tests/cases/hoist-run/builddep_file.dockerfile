# What is installed stands in a file of the context.
=== before
FROM fedora:40
WORKDIR /app
COPY . .
RUN dnf builddep -y app.spec
=== blocked
`dnf builddep` is given 'app.spec', which may be a file
=== file app.spec
BuildRequires: gcc
