# A shift is a heredoc to BuildKit, quotes hide one.
=== before
FROM a
RUN echo $((1<<2)) "<<EOF" it\'s
ENV A=1
RUN x
=== blocked
nothing
