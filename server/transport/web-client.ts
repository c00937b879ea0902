import compression from 'compression';
import express, { type Express, type Response } from 'express';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;

/** The nonce that the response's Content-Security-Policy names. */
export const nonceOf = (response: Response): string => String(response.locals['cspNonce'] ?? '');

const COMPRESSED = '.br';

/** The addresses of the files that the build left compressed beside themselves. */
const findCompressed = (webRoot: string): ReadonlySet<string> => {
  const assets = join(webRoot, 'assets');
  const files = existsSync(assets) ? readdirSync(assets) : [];
  return new Set(
    files
      .filter((name) => name.endsWith(COMPRESSED))
      .map((name) => `/assets/${name.slice(0, -COMPRESSED.length)}`),
  );
};

/**
 * Serves the built web client: its files as they are, and its one page, with the response's nonce, for every
 * address that a person may open or reload.
 */
export const mountWebClient = (app: Express, webRoot: string): void => {
  const serveFile = express.static(webRoot, {
    index: false,
    setHeaders: (response, path) => {
      // Built file names carry a hash of their contents.
      if (path.includes('/assets/'))
        response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });
  const compressed = findCompressed(webRoot);
  app.use((request, response, next) => {
    if (compressed.has(request.path)) {
      response.vary('Accept-Encoding');
      if (request.acceptsEncodings('br') === 'br') {
        response.type(extname(request.path)).setHeader('Content-Encoding', 'br');
        request.url = `${request.path}${COMPRESSED}`;
      }
    }
    next();
  });
  // The client only, which holds no secrets: compressed answers of the routes could leak theirs by size.
  app.use(compression());
  app.use((request, response, next) => {
    // As a file, the page would have no nonce.
    if (request.path === '/index.html') next();
    else serveFile(request, response, next);
  });
  app.get(/^\/(?!api\/|auth\/|socket\.io\/|assets\/).*/, (request, response, next) => {
    // Only a person's navigation asks for HTML by name: a missing script must not be answered with the page.
    // The front page itself is for whoever asks.
    if (request.path !== '/' && request.headers.accept?.includes('text/html') !== true) {
      next();
      return;
    }
    readFile(join(webRoot, 'index.html'), 'utf8').then((page) => {
      response
        .type('html')
        .setHeader('Cache-Control', 'no-store')
        .send(page.replace(NONCE_PLACEHOLDER, nonceOf(response)));
    }, next);
  });
};
