FROM debian:bookworm-slim
ENV LANG=C.UTF-8
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home service
WORKDIR /app
USER service
EXPOSE 8080
ENTRYPOINT ["tini", "--"]
CMD ["./service"]
COPY service.conf ./
COPY bin/service ./
