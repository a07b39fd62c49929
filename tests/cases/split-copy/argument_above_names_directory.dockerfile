# The argument says where the sources lie.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG REVISION
WORKDIR /app/$REVISION
COPY . .
RUN go mod download
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
