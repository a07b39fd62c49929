# Nothing is appended to the line of a heredoc.
=== before
FROM a
RUN <<EOF
apt-get update
apt-get install -y x
EOF
=== blocked
nothing
