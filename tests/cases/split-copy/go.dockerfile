# Every edit downloads again.
=== before
FROM golang
COPY ./ /src
RUN cd /src && go mod download && go build
=== blocked
`go mod download`
