# Go 1.16 and older may write to go.sum; the copy would take that back.
=== before
FROM golang:1.15-alpine AS build
WORKDIR /src
COPY . .
RUN go mod download
RUN CGO_ENABLED=0 go build -o /server
FROM scratch
COPY --from=build /server /server
=== blocked
may change go.mod and go.sum
=== file go.mod
module example.com/a

go 1.15
=== file go.sum
a
