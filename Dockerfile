# The stand-alone server with the web client; docs/scaling.md and docker-compose.yml run two of it.
FROM node:24-bookworm-slim AS build
WORKDIR /app
# The desktop app is not in it.
ENV ELECTRON_SKIP_BINARY_DOWNLOAD=1
COPY package.json package-lock.json .npmrc ./
COPY tools ./tools
RUN npm ci
COPY . .
RUN npm run build && npm ci --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/out/node ./out/node
COPY --from=build /app/out/renderer ./out/renderer
RUN install -d -m 0700 -o node -g node /var/lib/anteroom
USER node
ENV NODE_ENV=production DATA_DIR=/var/lib/anteroom
EXPOSE 4000
CMD ["node", "out/node/server.js"]
