# A failure of the installation is tolerated.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install poetry==1.8.3 && poetry install || true
=== blocked
`RUN pip install poetry==1.8.3 && poetry insta...` stays one step: what fails in it may be tolerated
