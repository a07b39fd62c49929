# Nobody knows where the program comes to lie, nor how pip is configured.
=== before
FROM registry.example/python
COPY app.py .
COPY requirements.txt .
RUN pip install -r requirements.txt
=== file app.py
1
=== file requirements.txt
flask==3.0.0
