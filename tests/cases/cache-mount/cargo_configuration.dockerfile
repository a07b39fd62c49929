# The project's configuration may name another registry
# options: engine=buildkit
=== before
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN cargo build --release --locked

FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
=== blocked
the project's .cargo/config.toml may be about cargo's cache
=== file Cargo.toml
[package]
=== file Cargo.lock
version = 4
=== file .cargo/config.toml
[net]
offline = true
