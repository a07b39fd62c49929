# pip is told to keep nothing
# options: engine=buildkit
=== before
FROM python:3.13 AS build
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --prefix=/venv -r requirements.txt

FROM python:3.13
COPY --from=build /venv /venv
=== blocked
is told to keep nothing
