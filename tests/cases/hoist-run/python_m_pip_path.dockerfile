# PYTHONPATH leads Python to the sources.
=== before
FROM python:3.12
ENV PYTHONPATH=/srv/lib
COPY lib /srv/lib
RUN python -m pip install gunicorn==22.0.0
=== file lib/a.py
1
