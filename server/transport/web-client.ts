import express, { type Express, type Response } from 'express';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;

/** The nonce that the response's Content-Security-Policy names. */
export const nonceOf = (response: Response): string => String(response.locals['cspNonce'] ?? '');

/**
 * Serves the built web client: its files as they are, and its one page, with the response's nonce, for every
 * address that a person may open or reload.
 */
export const mountWebClient = (app: Express, webRoot: string): void => {
  app.use(
    express.static(webRoot, {
      index: false,
      setHeaders: (response, path) => {
        // Built file names carry a hash of their contents.
        if (path.includes('/assets/'))
          response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      },
    }),
  );
  app.get(/^\/(?!api\/|auth\/|socket\.io\/|assets\/).*/, (request, response, next) => {
    if (request.accepts(['html', 'json']) !== 'html') {
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
