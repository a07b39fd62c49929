# A quoted key in the legacy form.
=== before
FROM a
LABEL "a" 1
LABEL b=2
