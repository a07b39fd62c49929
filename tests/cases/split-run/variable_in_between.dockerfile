# A variable is set behind the first command: it goes with what follows.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install tool==1 && X=1 && x $X
=== after
FROM python:3.12
WORKDIR /app
RUN pip install tool==1
COPY . .
RUN X=1 && x $X
=== file a
x
