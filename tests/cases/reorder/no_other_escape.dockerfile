# buildah expands with the backslash whatever the escape token is.
# options: engine=any
=== before
# escape=`
FROM busybox
ENV A=1
COPY x /x
LABEL Q=`$A
=== blocked
buildah and kaniko escape variables with a backslash whatever the directive says
