# Two RUN are two shells.
=== before
FROM a
RUN set +e; umask 077; X=1
RUN touch /x; echo $X
=== blocked
nothing
