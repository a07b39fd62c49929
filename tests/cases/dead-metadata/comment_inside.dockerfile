# No comment is removed, wherever it stands.
=== before
FROM a
CMD serve \
    # not for production
    --debug
CMD ["serve"]
=== blocked
a comment belongs to it
