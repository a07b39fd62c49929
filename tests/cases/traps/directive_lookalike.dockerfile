# A comment must not become a directive.
=== before
#
# escape=`
FROM a
RUN x \
 y
=== blocked
nothing
