# The installation reads the argument.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG REVISION
WORKDIR /app
COPY . .
RUN GOFLAGS="-tags=$REVISION" go mod download
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
