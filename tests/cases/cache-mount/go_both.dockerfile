# Without a step for the modules both caches of go are mounted, in the style of the file
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
ARG VERSION
COPY go.mod go.sum ./
COPY . .
RUN CGO_ENABLED=0 GOOS=linux \
  go build -ldflags "-X main.version=${VERSION}" -o /server .

FROM scratch
COPY --from=build /server /server
=== after
FROM golang:1.25 AS build
WORKDIR /src
ARG VERSION
COPY go.mod go.sum ./
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
  --mount=type=cache,target=/root/.cache/go-build \
  CGO_ENABLED=0 GOOS=linux \
  go build -ldflags "-X main.version=${VERSION}" -o /server .

FROM scratch
COPY --from=build /server /server
