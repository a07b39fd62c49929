# So may one in a stage that starts from it
# options: engine=buildkit
=== before
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /server ./cmd/server

FROM build AS checked
RUN ./check.sh

FROM scratch
COPY --from=build /server /server
COPY --from=checked /report /report
=== blocked
may have to do with it: of another command `./check.sh` is not known
