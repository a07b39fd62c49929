# Another builder gives the directories that a file's copy makes to its owner (B 19).
# options: engine=classic
=== before
FROM python:3.12
COPY --chown=1000:1000 . /data/app
RUN pip install -r /data/app/requirements.txt
=== file requirements.txt
flask
