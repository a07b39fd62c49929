# A directory on the way to the manifest is a link in the context (B 12).
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements/base.txt
=== blocked
there is no base.txt that can be read where pip looks for it
=== file deps/requirements/base.txt
flask
=== link requirements
deps/requirements
