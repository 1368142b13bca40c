# syntax=docker/dockerfile:1
# The collector, and under /opt/popcon the reporter's wheel for other images to take (docs/install.md).
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/
COPY python python
COPY src src
RUN npm run -s build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="popularity-contest" \
      org.opencontainers.image.description="Which Python packages people really use, counted without watching anyone" \
      org.opencontainers.image.licenses="BSD-3-Clause"
ENV NODE_ENV=production
COPY --from=build /src/package.json /app/package.json
COPY --from=build /src/node_modules /app/node_modules
COPY --from=build /src/python /app/python
COPY --from=build /src/dist /app/dist
COPY --from=build /src/dist/*.whl /opt/popcon/
RUN ln -s /app/dist/cli.js /usr/local/bin/popcon \
 && mkdir -p /var/lib/popcon \
 && chown 1000:1000 /var/lib/popcon
USER 1000:1000
WORKDIR /var/lib/popcon
VOLUME /var/lib/popcon
EXPOSE 9125/udp 9125/tcp 9102/tcp
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9102/-/healthy').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["popcon", "serve"]
# A container's loopback is nobody's: here all addresses are listened on. Arguments of your own take this line's place.
CMD ["--statsd.listen-udp=:9125", "--statsd.listen-tcp=:9125", "--web.listen-address=:9102"]
