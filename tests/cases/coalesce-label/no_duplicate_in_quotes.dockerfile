# Quotes are no part of a key.
=== before
FROM a
LABEL a=1
LABEL "a"=2
=== blocked
a key that is set just above
