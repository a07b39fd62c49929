# A RUN above made a link that leads to what useradd copies (B 26).
=== before
FROM debian:12
RUN ln -s /etc/skel /srv/skel
COPY skel /srv/skel
RUN useradd -m app
=== blocked
`RUN ln -s /etc/skel /srv/skel` may have made a link that leads one of them elsewhere
=== file skel/x
x
