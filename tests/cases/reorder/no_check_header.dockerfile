# BuildKit binds the comment across the blank line.
=== before
FROM a
COPY . /app
# check=skip=JSONArgsRecommended

CMD a
