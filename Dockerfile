FROM rust:1.95-slim-bookworm AS build

# musl-tools holds the C compiler that ring needs for this target.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates musl-tools \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add "$(uname -m)-unknown-linux-musl"

WORKDIR /source
COPY . .
RUN target="$(uname -m)-unknown-linux-musl" \
    && cargo build --release --locked --bin branchline --target "$target" \
    && mkdir /image \
    && cp "target/$target/release/branchline" /image/branchline \
    && ln -s branchline /image/branchline-post

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /image/ /
ENTRYPOINT ["/branchline"]
