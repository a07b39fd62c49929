# The form without = is rewritten exactly.
=== before
FROM a
ENV A one two
ENV B three
ENV C it\ is "a b"  $X
=== after
FROM a
ENV A="one two" \
    B=three \
    C=it\ is\ "a b"\ \ $X
