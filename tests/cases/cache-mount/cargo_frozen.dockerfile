# With an empty cache the build would fail
# options: engine=buildkit
=== before
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN cargo build --frozen

FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
=== blocked
with --frozen an empty cache makes `cargo build` fail
=== file Cargo.toml
[package]
=== file Cargo.lock
version = 4
