# Between off and on.
=== before
FROM a
# dfopt: off
ENV A=1
ENV B=2
# dfopt: on
ENV C=3
=== blocked
nothing
