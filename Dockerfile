# The base image also fixes the C compiler, the CA bundle and so the bytes of the result. Dependabot raises it.
FROM rust:1.95-slim-bookworm@sha256:d7482085ff5b415f84dba5647ae71606650bdef00db7aeb69f4b3d170c3e4082 AS build

WORKDIR /source
COPY . .
RUN .ci/build-static /image \
    && ln -s branchline /image/branchline-post

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /image/ /
ENTRYPOINT ["/branchline"]
