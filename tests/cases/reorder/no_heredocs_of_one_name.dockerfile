# The first heredoc has the second one's body too, and expands it.
# options: engine=any
=== before
FROM alpine
ENV A=1
COPY <<EOF <<'EOF' /app/
EOF
echo $A
EOF
CMD ["x"]
=== blocked
CMD stays: no other order gains enough
