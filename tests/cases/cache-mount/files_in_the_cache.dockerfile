# A mount would hide what is copied into the cache
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY cache /root/.cache/go-build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=build /server /server
=== blocked
may have to do with it: it may touch /root/.cache/go-build
