# One keyword less in upper case, and BuildKit would object to the others.
=== before
# check=error=true
FROM a
# check=skip=ConsistentInstructionCasing
run x
USER app
USER app
=== blocked
one of BuildKit's checks may object
