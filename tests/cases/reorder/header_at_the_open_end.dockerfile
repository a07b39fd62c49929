# The last newline stays missing when a header ends the file.
=== before
FROM busybox
COPY a /a

# h

CMD ["x"]
<no newline>
=== after
FROM busybox
CMD ["x"]
COPY a /a

# h
<no newline>
