# A step that needs what another one fetched gets no cache mount (B 3, 22, 23).
# options: engine=buildkit
=== before
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN --network=none go build -o /bin/app ./...
FROM scratch
COPY --from=build /bin/app /app
=== blocked
`RUN go mod download` gets no cache mount: `RUN --network=none go build -o /bin/app ./...` may have to do with it: it runs without a network
