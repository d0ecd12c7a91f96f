# Built with everything, shipped with the program alone; it runs as nobody special and needs an existing PostgreSQL (DATABASE_URL).

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin anjuan && cp target/release/anjuan /anjuan

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/anjuan --create-home --shell /usr/sbin/nologin anjuan
COPY --from=build /anjuan /usr/local/bin/anjuan
COPY LICENSE /usr/share/doc/anjuan/LICENSE
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
