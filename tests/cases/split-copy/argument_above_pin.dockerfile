# A version that is pinned seldom changes: it stays where it is.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG TOOL_VERSION=1.2.3
WORKDIR /app
COPY . .
RUN go mod download
RUN go build -o /server .
=== after
FROM golang:1.22
ARG TOOL_VERSION=1.2.3
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
