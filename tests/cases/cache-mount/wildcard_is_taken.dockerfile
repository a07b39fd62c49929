# A wildcard may match what the cache lies in
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=0 /r* /files/
=== blocked
may take /root/.cache/go-build from its stage
