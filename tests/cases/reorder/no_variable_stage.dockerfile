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
