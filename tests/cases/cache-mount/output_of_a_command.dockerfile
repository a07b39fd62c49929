# What a command finds in the cache would get into the program.
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$(ls /go/pkg/mod | sha1sum)" -o /server
FROM scratch
COPY --from=build /server /server
=== blocked
may look at its cache
