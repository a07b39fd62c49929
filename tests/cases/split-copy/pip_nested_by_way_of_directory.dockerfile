# So it does with what a requirements file names: where lib is a link, that is another file.
=== before
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
requirements.txt names 'lib/../base.txt', which is not in the project
=== file requirements.txt
-r lib/../base.txt
=== file base.txt
flask==3.0.0
=== file lib/a.py
1
