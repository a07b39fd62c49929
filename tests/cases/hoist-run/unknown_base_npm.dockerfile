# Nobody knows the variables of this base image (C.5), whoever the user is.
=== before
FROM example/node
USER root
COPY . /app
RUN npm install -g left-pad@1.3.0
