# Triggers keep their order.
=== before
FROM a
ONBUILD COPY . /app
ONBUILD RUN make
=== blocked
nothing
