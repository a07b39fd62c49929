# The indentation is that of the nearest continuation.
=== before
FROM a
RUN x \
  && y
ENV A=1
ENV B=2
RUN x \
	&& y
=== after
FROM a
RUN x \
  && y
ENV A=1 \
  B=2
RUN x \
	&& y
