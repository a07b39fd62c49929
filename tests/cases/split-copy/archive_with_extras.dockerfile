# What is an archive without its extras is a file of the working directory.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
names what is no package of an index
=== file requirements.txt
library-1.0-py3-none-any.whl[speedups] ; python_version > "3"
=== file library-1.0-py3-none-any.whl
1
