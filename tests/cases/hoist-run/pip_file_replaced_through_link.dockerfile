# pip reads other.txt: it has come there through a link.
=== before
FROM python:3.12-slim
RUN ln -s /app /srv/link
COPY requirements.txt /app/
COPY other.txt /srv/link/requirements.txt
COPY src /src
RUN pip install -r /app/requirements.txt
=== blocked
the checker cannot show that it is safe
=== file requirements.txt
flask==3.0.0
=== file other.txt
-e /src
=== file src/setup.py
1
