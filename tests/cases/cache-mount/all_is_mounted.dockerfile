# Another stage sees all files of the stage
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM alpine
RUN --mount=type=bind,from=build,target=/build cp -r /build/server /server
=== blocked
may take /root/.cache/go-build from its stage
