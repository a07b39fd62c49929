# There is a cache mount already
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN --mount=type=cache,target=/gocache GOCACHE=/gocache CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=build /server /server
=== blocked
`RUN go mod download` gets no cache mount: `RUN --mount=type=cache,target=/gocache GOCACH...` may have to do with it: `go build` may use the same cache
