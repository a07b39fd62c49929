# What a move brings together is merged in the same run.
=== before
FROM a
LABEL a=1
COPY . /app
LABEL b=2
CMD ["x"]
=== after
FROM a
LABEL a=1 \
    b=2
CMD ["x"]
COPY . /app
