# The same where what follows is only known at build time.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir uv && \
    $(echo uv) pip install --system -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY . .
RUN $(echo uv) pip install --system -r requirements.txt
