# A shell form bakes the SHELL in: both move, in their order.
=== before
FROM a
COPY . /app
SHELL ["/bin/bash", "-c"]
CMD start
=== after
FROM a
SHELL ["/bin/bash", "-c"]
CMD start
COPY . /app
