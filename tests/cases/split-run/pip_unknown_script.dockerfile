# What follows deletes it again: it would stay in the layer below.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install tool==1 && ./build.sh && apk del .build-deps
=== blocked
`./build.sh` is not known
