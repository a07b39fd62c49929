# A layer of its own lies above
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server
COPY --link files /files

FROM scratch
COPY --from=build /server /server
=== blocked
a layer of its own (--link) lies above it
