# A package that is compiled may read any variable (B 16).
=== before
FROM python:3.12
ARG BUILD_DATE
RUN pip install multidict
=== blocked
may read BUILD_DATE
