# A program of the project that is called pip.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN tools/bin/pip install -r requirements.txt
=== blocked
`tools/bin/pip` is a file of the build context
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file tools/bin/pip
#!/bin/sh
