# The commonest reference of all.
=== before
FROM a
ENV GOPATH=/go
ENV PATH=$GOPATH/bin:$PATH
=== blocked
it reads $GOPATH
