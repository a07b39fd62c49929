# cargo's own lock lies beside the cache, so the mount locks it
# options: engine=buildkit
=== before
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN cargo build --release --locked

FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
=== after
FROM rust:1.90 AS build
WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked cargo build --release --locked

FROM debian:12
COPY --from=build /app/target/release/app /usr/local/bin/app
=== file Cargo.toml
[package]
=== file Cargo.lock
version = 4
