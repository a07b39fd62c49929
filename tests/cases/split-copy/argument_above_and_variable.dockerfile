# A variable that takes its value goes with it.
# options: engine=buildkit
=== before
FROM golang:1.22
ARG REVISION
ENV APP_REVISION=$REVISION
WORKDIR /app
COPY . .
RUN go mod download
RUN go build -o /server .
=== after
FROM golang:1.22
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
ARG REVISION
ENV APP_REVISION=$REVISION
COPY . .
RUN go build -o /server .
=== file go.mod
module example.com/app

go 1.22
=== file go.sum
=== file main.go
package main
