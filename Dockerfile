# Built with everything, shipped with the program and PostgreSQL's client programs (for backups) alone. It runs as nobody special and
# needs an existing PostgreSQL (DATABASE_URL).

FROM rust:1.95-trixie AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --profile dist --locked --bin anjuan && cp target/dist/anjuan /anjuan

FROM debian:trixie-slim
# pg_dump must be of the server's major version: 17 here and in docker-compose.yml.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/anjuan --create-home --shell /usr/sbin/nologin anjuan
COPY --from=build /anjuan /usr/local/bin/anjuan
COPY LICENSE /usr/share/doc/anjuan/LICENSE
LABEL org.opencontainers.image.title="Anjuan 案卷" \
    org.opencontainers.image.description="Open backend for town enforcement" \
    org.opencontainers.image.licenses="Apache-2.0"
USER anjuan
ENV ANJUAN_BIND=0.0.0.0:8080 ANJUAN_DATA_DIR=/var/lib/anjuan
VOLUME /var/lib/anjuan
EXPOSE 8080
STOPSIGNAL SIGTERM
# bash speaks TCP by itself, so the image needs no HTTP client. /readyz also asks the database.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/usr/local/bin/anjuan"]
CMD ["serve"]
