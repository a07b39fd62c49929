# A script above may have put anything into the cache
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY setup.sh /opt/
RUN /opt/setup.sh
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=build /server /server
=== blocked
may have to do with it: of another command `/opt/setup.sh` is not known
