# Two equal RUN are not one.
=== before
FROM a
RUN echo x >> f
RUN echo x >> f
RUN date > d
RUN date > d
=== blocked
nothing
