# A quoted key in the legacy form.
=== before
FROM a
LABEL "a" 1
LABEL b=2
=== blocked
its key cannot be written in front of '='
