# An ENV is an input of each RUN below it.
=== before
FROM a
COPY . /app
RUN make
ENV A=1
RUN make test
=== blocked
nothing
