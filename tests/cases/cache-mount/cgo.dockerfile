# The cache does not see the headers of the system
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /server .

FROM scratch
COPY --from=build /server /server
=== blocked
with CGO_ENABLED=0 it does not
