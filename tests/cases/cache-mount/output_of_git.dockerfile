# The version comes from the repository, not from the cache.
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$(git describe --tags 2>/dev/null || date +%F)" -o /server
FROM scratch
COPY --from=build /server /server
=== after
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -ldflags "-X main.version=$(git describe --tags 2>/dev/null || date +%F)" -o /server
FROM scratch
COPY --from=build /server /server
