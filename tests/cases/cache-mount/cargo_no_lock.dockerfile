# Without a lock file nothing has a checksum
# options: engine=buildkit
=== before
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN cargo build --release

FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
=== blocked
there is no Cargo.lock where cargo runs
=== file Cargo.toml
[package]
