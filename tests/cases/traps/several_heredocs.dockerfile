# COPY with several heredocs and the flags in front.
=== before
FROM a
COPY --chmod=755 <<one <<-"two" /d/
# not a comment
one
	text
	two
RUN x
=== blocked
nothing
