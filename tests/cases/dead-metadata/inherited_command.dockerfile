# The ENTRYPOINT between them resets nothing that counts.
=== before
FROM a AS one
CMD ["w"]
FROM one
CMD ["x"]
ENTRYPOINT ["y"]
RUN x
CMD ["z"]
FROM one
ENTRYPOINT ["x"]
ENTRYPOINT ["y"]
=== after
FROM a AS one
CMD ["w"]
FROM one
ENTRYPOINT ["y"]
RUN x
CMD ["z"]
FROM one
ENTRYPOINT ["y"]
