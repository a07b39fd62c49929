# The project brings its own program of a known name.
=== before
FROM node:20
COPY npm /usr/local/bin/npm
COPY . /app
RUN npm install -g typescript
=== blocked
`npm` is a file of the build context
=== file npm
#!/bin/sh
cd / && for file in a*/x; do cp $file /opt; done
=== file x
x
