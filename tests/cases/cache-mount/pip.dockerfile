# pip's cache holds wheels that were built with other variables or for another image
# options: engine=buildkit
=== before
FROM python:3.13 AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && pip install -r requirements.txt

FROM python:3.13
COPY --from=build /venv /venv
=== blocked
keeps wheels that it has built
