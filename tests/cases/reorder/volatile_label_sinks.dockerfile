# What reads a build argument that changes at each build stands low.
=== before
FROM a
ARG GIT_SHA
LABEL sha=$GIT_SHA
COPY app.js /app/
EXPOSE 80
CMD ["a"]
=== after
FROM a
ARG GIT_SHA
EXPOSE 80
CMD ["a"]
COPY app.js /app/
LABEL sha=$GIT_SHA
