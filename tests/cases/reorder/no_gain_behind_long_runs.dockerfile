# Fractions of a second are not worth a diff where minutes are at stake.
=== before
FROM a
COPY . /app
RUN make -C /app && npm ci
CMD ["a"]
=== blocked
CMD stays: no other order gains enough
