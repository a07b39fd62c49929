# Paragraphs stay apart, with their comments.
=== before
FROM a
RUN x

CMD ["x"]
# y
RUN y

STOPSIGNAL 9

STOPSIGNAL SIGTERM
CMD ["z"]
=== after
FROM a
RUN x

# y
RUN y

STOPSIGNAL SIGTERM
CMD ["z"]
