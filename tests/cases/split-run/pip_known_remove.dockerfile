# What follows deletes what pip has installed: it would stay in the layer below.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install tool==1 && cp a /opt/a && rm -rf /usr/local/lib/python3.12/site-packages/tool
=== blocked
what follows writes where the first commands do
=== file a
x
=== file requirements.txt
tool==1
