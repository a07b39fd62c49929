# Links that lead elsewhere do not matter.
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /server
RUN ln -s /server /run-server
FROM scratch
COPY --from=build /server /server
=== after
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /server
RUN ln -s /server /run-server
FROM scratch
COPY --from=build /server /server
=== file go.mod
module example.org/a
=== file main.go
package main
=== link current
go.mod
=== link outside
../data/x
