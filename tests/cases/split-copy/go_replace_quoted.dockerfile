# A directory in quotes takes the place of a module.
=== before
FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go mod download
RUN CGO_ENABLED=0 go build -o /server
FROM scratch
COPY --from=build /server /server
=== blocked
replaces a module by a directory
=== file go.mod
module example.com/a

go 1.22

require example.com/b v1.0.0

replace "example.com/b" => "./b"
=== file go.sum
a
=== file b/go.mod
module example.com/b
