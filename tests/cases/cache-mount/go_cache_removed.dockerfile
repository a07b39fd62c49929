# A mounted directory cannot be removed
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server && rm -rf /root/.cache

FROM scratch
COPY --from=build /server /server
=== blocked
a command may touch /root/.cache/go-build
