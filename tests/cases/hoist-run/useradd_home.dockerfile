# The home directory would be made, and filled, by another (B 6).
=== before
FROM debian:12
COPY . /home/app
RUN useradd -m app
=== blocked
both touch /home/app
