# Another builder gives the directories that a file's copy makes to its owner (B 19).
# options: engine=classic
=== before
FROM python:3.12
WORKDIR /opt/x
COPY --chown=1000:1000 . /srv/app
RUN pip install -r /srv/app/requirements.txt
=== blocked
builders disagree about who owns the directories on the way to a single file
=== file requirements.txt
flask==3.0.0
