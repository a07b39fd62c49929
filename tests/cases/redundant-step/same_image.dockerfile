# One layer less is not exactly the same build.
# options: safety=exact
=== before
FROM a
WORKDIR /app
WORKDIR /app
RUN x
=== blocked
remove the second `WORKDIR /app`: needs the safety level same-image
