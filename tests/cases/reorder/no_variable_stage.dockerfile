# buildah expands --from.
=== before
FROM busybox
ARG Y=1
COPY a /a
ARG X=img0
COPY --from=$X /f /g
ARG X=img1
ENV X=img1
CMD ["x"]
=== blocked
BuildKit cannot build this: --from=$X: variables and quotes do not work here
