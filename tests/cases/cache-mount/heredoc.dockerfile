# A here-document is left alone
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN <<EOF
CGO_ENABLED=0 go build -o /server ./cmd/server
EOF

FROM scratch
COPY --from=build /server /server
=== blocked
it runs a here-document
