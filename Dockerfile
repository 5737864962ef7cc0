# docker build -t codex-gateway:0.1.0 .
# Podman and Buildah build it too; they keep the HEALTHCHECK only with --format docker.

FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build

# The layer of plugins and libraries, rebuilt only when pom.xml changes. A build of nothing but one class fetches what a
# build of everything needs; dependency:go-offline would miss the compiler's annotation processors.
COPY pom.xml .
RUN mkdir -p src/main/java src/main/jte \
    && echo 'class Layer {}' > src/main/java/Layer.java \
    && mvn -q -B -DskipTests -Dspotless.check.skip=true package \
    && rm -r src target

# The formatting is checked where the tests run, not here.
COPY src/main src/main
RUN mvn -q -B -DskipTests -Dspotless.check.skip=true package

# SQLite's driver would unpack its native library into a temporary folder at each start; with the library unpacked here
# the root file system can be read-only without any such folder.
RUN mkdir native /tmp/sqlite \
    && jar --extract --dir /tmp/sqlite --file target/libs/sqlite-jdbc-*.jar \
    && mv "/tmp/sqlite/org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" native

# The same command in the image as in bin/, for `docker exec` and `kubectl exec` as well. exec puts the JVM in the
# shell's place: it is process 1, and SIGTERM reaches it.
RUN printf '%s\n' '#!/bin/sh' \
        'case "${JAVA_OPTS:-} ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-}" in' \
        '    *-XX:+Use*GC*) collector= ;;' \
        '    *) collector=-XX:+UseParallelGC ;;' \
        'esac' \
        'set -f' \
        'exec java $collector -XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData \' \
        '    -Dorg.sqlite.lib.path=/app/native ${JAVA_OPTS:-} -jar /app/codex-gateway.jar "$@"' \
        > codex-gateway \
    && chmod 755 codex-gateway

# A JRE and not a runtime of our own by jlink: the libraries are not modules, so the list of modules would be kept by
# hand, and a forgotten one shows only when the feature that needs it is first used. It costs about 100 MB.
FROM docker.io/library/eclipse-temurin:25-jre-noble

LABEL org.opencontainers.image.title="Codex Gateway" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /app
COPY --from=build /build/codex-gateway /usr/local/bin/
COPY --from=build /build/native native
COPY --from=build /build/target/libs libs
COPY --from=build /build/target/codex-gateway.jar .

# The only folder that is written to, by SQLite for its temporary files too. A number and no name: Kubernetes can then
# see for itself that the user is not root.
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
USER 10001:10001

# The environment wins over app.yaml: change these where you run the image, not in that file.
ENV PORT=8080 \
    DATA_DIR=/data \
    SQLITE_TMPDIR=/data
EXPOSE 8080

# The image has bash and no HTTP client, and a JVM for each check would cost more than the service does at rest; so bash
# asks by itself. Kubernetes ignores this and has its own probes. Where server.management-port moves health to another
# port, give the container a health check of its own or none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -u 3 _ status _ && [ \"$status\" = 200 ]"]

ENTRYPOINT ["codex-gateway"]
CMD ["serve"]
