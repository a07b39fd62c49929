# BuildKit knows an empty CMD for one.
# options: engine=buildkit
=== before
FROM a
CMD ["x"]
CMD []
ENTRYPOINT ["y"]
=== after
FROM a
CMD []
ENTRYPOINT ["y"]
