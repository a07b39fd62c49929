# In /home of an official image is nothing but the homes of its own users.
=== before
FROM python:3.12-slim
COPY comps /home/comps
RUN pip install -r /home/comps/requirements.txt
=== after
FROM python:3.12-slim
COPY comps/requirements.txt /home/comps/
RUN pip install -r /home/comps/requirements.txt
COPY comps /home/comps
=== file comps/requirements.txt
flask==3.0.0
=== file comps/app.py
1
