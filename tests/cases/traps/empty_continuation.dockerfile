# BuildKit will refuse this one day; today it is one RUN.
=== before
FROM a
RUN a \


RUN c
=== blocked
nothing
