# ENV turns cgo off; lines end in CRLF
# options: engine=buildkit
=== before
<CRLF>
FROM golang:1.25 AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY . .
run go build -o /server .

FROM scratch
COPY --from=build /server /server
=== after
<CRLF>
FROM golang:1.25 AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY . .
run --mount=type=cache,target=/root/.cache/go-build go build -o /server .

FROM scratch
COPY --from=build /server /server
