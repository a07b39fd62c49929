# Who copies first makes the directory, and owns it.
# options: engine=buildah
=== before
FROM python:3.12
COPY --chown=1000:1000 app.py /app/
COPY requirements.txt /app/
RUN pip install -r /app/requirements.txt
=== file app.py
1
=== file requirements.txt
flask==3.0.0
