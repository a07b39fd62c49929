# Its name says that it changes with each build, and go reads all that begins with GO.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG GO_BUILD_ID
WORKDIR /app
COPY . .
RUN go mod download
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
