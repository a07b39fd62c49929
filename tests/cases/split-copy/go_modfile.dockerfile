# GOFLAGS names another go.mod.
=== before
FROM golang:1.22
ENV GOFLAGS=-modfile=other.mod
WORKDIR /app
COPY . .
RUN go mod download
=== blocked
what it copies may come to lie at /app
=== file go.mod
module example.org/a
=== file other.mod
module example.org/a
=== file main.go
package main
