# Every edit installs again.
=== before
FROM python
ADD . /app
RUN pip install --no-cache-dir -r /app/requirements.txt
=== blocked
every source edit runs `pip install --no-cache-dir -r`
