# A variable may say anything about the caches
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
ENV GOFLAGS=-mod=mod
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM scratch
COPY --from=build /server /server
=== blocked
GOFLAGS may be about go's caches
