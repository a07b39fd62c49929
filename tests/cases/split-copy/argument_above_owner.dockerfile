# The argument says to whom the manifests belong.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG BUILD_NUMBER
WORKDIR /app
COPY --chown=$BUILD_NUMBER . .
RUN go mod download
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
