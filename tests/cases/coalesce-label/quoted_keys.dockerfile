# Keys may be quoted.
=== before
FROM a
LABEL "com.example.a"="1"
LABEL 'b'=2
=== after
FROM a
LABEL "com.example.a"="1" \
    'b'=2
