# Plain instructions on purpose: builds with any engine, with or without BuildKit.
#
#   docker build --build-arg VERSION="$(git describe --always --dirty)" -t wuxing .
#   docker run -p 8080:8080 -v wuxing-data:/data wuxing
#
# `make image-check` builds and runs the same files without an engine.

# The modules are a stage of their own: they are downloaded again only when
# go.mod changes.
FROM golang:1.26.8-bookworm AS modules
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download

FROM modules AS build
COPY . .
ARG VERSION=
RUN make image-root DESTDIR=/out VERSION="$VERSION"

# Nothing but the program: no shell, no packages to keep up to date. The time
# zone data is inside the program.
FROM scratch
COPY --from=build /out/etc /etc
COPY --from=build /out/usr /usr
COPY --from=build --chown=65532:65532 /out/tmp /tmp
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
VOLUME ["/data"]
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/wuxing"]
CMD ["serve", "--data", "/data", "--addr", "0.0.0.0:8080"]
