# A RUN writes a setting that names a file of the working directory.
# options: engine=buildkit
=== before
FROM python:3.11
WORKDIR /app
RUN printf '[global]\nconstraint = constraints.txt\n' > /etc/pip.conf
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file requirements.txt
six
=== file constraints.txt
six==1.15.0
=== file app.py
1
