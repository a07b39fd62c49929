# What pip installs has one name each; what follows may change it wherever it is.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install poetry==1.8.3 && poetry install
=== after
FROM python:3.12
WORKDIR /app
RUN pip install poetry==1.8.3
COPY . .
RUN poetry install
