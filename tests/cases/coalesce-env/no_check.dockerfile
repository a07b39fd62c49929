# BuildKit reads check= above the next instruction.
=== before
FROM a
ENV A=1
# check=skip=LegacyKeyValueFormat
ENV B 2
=== blocked
the comment above
