# A wheel lies in the working directory, whatever extras of it are wanted.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install 'library-1.0-py3-none-any.whl[speedups]'
=== blocked
`pip install library-1.0-py3-none-any.whl[speedups]` installs the project itself
=== file a.py
1
