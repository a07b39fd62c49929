# go fetches the toolchain that the project's go.mod wants, to tell its version.
=== before
FROM golang:1.22
ENV GOTOOLCHAIN=auto
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc && go version
RUN make
=== blocked
both touch /app
=== file go.mod
module example.com/a

go 1.22

toolchain go1.23.4
