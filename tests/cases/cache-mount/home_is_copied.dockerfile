# A COPY may bring anything into the home directory
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY home /root/
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=build /server /server
=== blocked
it may touch /root/.cache/go-build
