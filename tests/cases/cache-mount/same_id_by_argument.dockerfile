# A build argument may name the same cache, for another owner.
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /server
FROM scratch
ARG CACHE=/go/pkg/mod
COPY --from=build /server /server
RUN --mount=type=cache,target=$CACHE,uid=1000 ["/server", "--index"]
=== blocked
another mount of the file may be that of /go/pkg/mod
