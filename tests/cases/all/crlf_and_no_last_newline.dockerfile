# Both stay.
=== before
<CRLF>
FROM a
COPY . /app
EXPOSE 80
CMD ["x"]
<no newline>
=== after
<CRLF>
FROM a
EXPOSE 80
CMD ["x"]
COPY . /app
<no newline>
