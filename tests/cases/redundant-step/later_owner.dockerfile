# buildah makes the directory for whoever comes next, in both.
=== before
FROM a
WORKDIR /srv/app
CMD ["x"]
WORKDIR /srv/app
USER 1000
RUN true
=== after
FROM a
WORKDIR /srv/app
CMD ["x"]
USER 1000
RUN true
