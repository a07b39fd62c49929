# buildah expands with the backslash whatever the escape token is.
=== before
# escape=`
FROM busybox
ENV A=1
ENV B=`$A
=== blocked
buildah and kaniko escape variables with a backslash whatever the directive says
