# Nobody knows the variables of this base image (C.5).
=== before
FROM example/python
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file app.py
1
