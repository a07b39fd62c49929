# GOPATH names several directories: the cache is in the first one.
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN GOPATH=/a:/b CGO_ENABLED=0 go build -o /server
FROM scratch
COPY --from=build /server /server
=== blocked
GOPATH is no plain path
