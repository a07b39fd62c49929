# What a RUN writes to the container's own files is not in the image.
=== before
FROM a
RUN echo nameserver 1.1.1.1 > /etc/resolv.conf
=== blocked
nothing
