# No environment is added.
=== before
FROM golang
RUN go build -o /x ./...
=== blocked
nothing
