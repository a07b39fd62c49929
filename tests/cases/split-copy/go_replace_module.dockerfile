# Another module takes the place of a module: that is fetched as well.
=== before
FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go mod download
RUN CGO_ENABLED=0 go build -o /server
FROM scratch
COPY --from=build /server /server
=== after
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server
FROM scratch
COPY --from=build /server /server
=== file go.mod
module example.com/a

go 1.22

require example.com/b v1.0.0

replace (
	example.com/b => example.com/fork/b v1.0.1-0.20240101000000-abcdef123456 // not ../b
)
=== file go.sum
a
