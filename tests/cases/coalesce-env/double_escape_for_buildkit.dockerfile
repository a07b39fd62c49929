# BuildKit does not.
# options: engine=buildkit
=== before
FROM a
ENV A=1
ENV B=C:\\
ENV C=3
=== after
FROM a
ENV A=1 \
    B=C:\\ \
    C=3
