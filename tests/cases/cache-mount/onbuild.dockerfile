# A trigger may do anything in another build
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM alpine
COPY --from=build /server /server
ONBUILD RUN /server
=== blocked
ONBUILD
