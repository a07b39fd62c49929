# Builders disagree about other escape tokens.
=== before
# escape=`
FROM a
ENV A=1
ENV B x y\z "q"
=== blocked
disagree
