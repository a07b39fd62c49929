# A RUN above made a link and changed its owner, which makes it no directory (B 26).
=== before
FROM debian:12
RUN ln -s /etc/skel /srv/skel; chown root /srv/skel
COPY skel /srv/skel
RUN useradd -m app
=== blocked
`RUN useradd -m app` stays below `COPY skel /srv/skel`: `RUN ln -s /etc/skel /srv/skel; chown root /sr...` may have made a link that leads one of them elsewhere
=== file skel/x
x
