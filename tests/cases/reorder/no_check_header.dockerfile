# BuildKit binds the comment across the blank line (B 32).
=== before
FROM a
COPY . /app
# check=skip=JSONArgsRecommended

CMD a
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps it in its place
