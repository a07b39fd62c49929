# A shell form bakes the SHELL in, and a RUN in a shell form does not let it pass.
=== before
FROM a
COPY x.txt /app
RUN x
SHELL ["/bin/bash", "-c"]
CMD start
=== blocked
CMD stays: `SHELL ["/bin/bash", "-c"]` has to stay above it: it is a shell form
