# The same where what follows is only known at build time.
=== before
FROM python:3.12
ARG installer
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir uv && \
    $installer -r requirements.txt
=== after
FROM python:3.12
ARG installer
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY . .
RUN $installer -r requirements.txt
