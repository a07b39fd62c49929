# Ignored for this rule.
=== before
FROM a
ENV A=1
# dfopt: ignore=coalesce-env
ENV B=2
=== blocked
a pragma
