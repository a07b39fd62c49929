# An argument that is another one at each build goes below the installation, or nothing is gained.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG REVISION
RUN mkdir -p /app
WORKDIR /app
COPY . .
RUN go mod download
RUN go build -ldflags "-X main.revision=$REVISION" -o /server .
=== after
FROM golang:1.22
RUN mkdir -p /app
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
ARG REVISION
COPY . .
RUN go build -ldflags "-X main.revision=$REVISION" -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
