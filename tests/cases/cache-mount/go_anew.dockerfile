# An option says not to use the cache
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -a -o /server .

FROM scratch
COPY --from=build /server /server
=== blocked
the option -a of `go build` may be about its cache
