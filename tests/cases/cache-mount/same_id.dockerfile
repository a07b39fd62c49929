# The directory is a cache of a command that is not known
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM alpine
RUN --mount=type=cache,target=/root/.cache/go-build /tool
COPY --from=build /server /server
=== blocked
another mount of the file may be that of /root/.cache/go-build
