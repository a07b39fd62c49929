ARG TAG=latest
FROM busybox:${TAG} AS build
ARG VERSION=1
ENV NAME=app GREETING="good day"
WORKDIR /src
COPY src ./src
RUN sleep 1 && \
    cat src/* > /out.txt && echo built $VERSION
RUN ["/bin/sh", "-c", "sleep 0.5"]

FROM busybox:latest
LABEL maintainer=nobody
WORKDIR /app
COPY config.ini ./
RUN dd if=/dev/zero of=/big bs=1024 count=300 2>/dev/null; sleep 0.3
COPY --from=build /out.txt ./
EXPOSE 80
CMD ["cat", "/app/out.txt"]
