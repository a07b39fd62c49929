# Nobody knows the variables of this base image (C.5).
=== before
FROM example/python
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
the base image may hold a virtual environment anywhere
=== file requirements.txt
flask==3.0.0
=== file app.py
1
