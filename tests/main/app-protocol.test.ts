import { mkdirSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  APP_SCHEME,
  contentSecurityPolicy,
  createAppRequestHandler,
  resolveAppPath,
} from '../../src-main/app-protocol.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const folder = makeTempFolder();
const root = join(folder.path, 'renderer');
const handle = createAppRequestHandler(root);
const get = (path: string, init?: RequestInit) => handle(new Request(`app://anteroom${path}`, init));

beforeAll(() => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder.path, 'secret.txt'), 'secret');
  writeFileSync(
    join(root, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  );
  writeFileSync(join(root, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(root, 'assets', 'strange.xyz'), 'x');
});
afterAll(() => folder.remove());

describe('app://anteroom', () => {
  it('is a standard, secure scheme that fetches', () => {
    expect(APP_SCHEME).toMatchObject({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    });
    expect(APP_SCHEME.privileges).not.toHaveProperty('bypassCSP');
  });

  it.each(['/', '/index.html', '/waiting', '/call/42?x=1'])('answers %s with the page', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('gives each page a nonce of its own, the same in the page and in its policy', async () => {
    const nonces = new Set<string>();
    for (let count = 0; count < 5; count += 1) {
      const response = await get('/');
      const text = await response.text();
      const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? '';
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
      expect(text).toBe(`<meta name="csp-nonce" content="${nonce}"><style nonce="${nonce}"></style>`);
      expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy(nonce));
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it('allows by policy exactly what the app needs', () => {
    expect(contentSecurityPolicy('N').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-N'",
      "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
      "img-src 'self' data: blob:",
      "media-src 'self' blob: mediastream:",
      "font-src 'self'",
      "worker-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('serves files with their type and the security headers', async () => {
    const response = await get('/assets/main-1a2b.js');
    expect(await response.text()).toBe('export {};');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
    expect((await get('/assets/strange.xyz')).headers.get('content-type')).toBe('application/octet-stream');
  });

  it('answers 404 for a file that is missing, not with the page', async () => {
    expect((await get('/assets/gone.js')).status).toBe(404);
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const head = await get('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await get('/', { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await get('/', { method: 'DELETE' })).status).toBe(405);
  });

  it('answers no other host', async () => {
    expect((await handle(new Request('app://evil/index.html'))).status).toBe(400);
    expect((await handle(new Request('https://anteroom/index.html'))).status).toBe(400);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e/secret.txt',
    '//secret.txt',
    '/C:/secret.txt',
    '/assets/main-1a2b.js%00.txt',
    '/.hidden.txt',
    '/%zz.txt',
  ])('never leaves its folder for %s', async (path) => {
    const response = await get(path);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toContain('secret');
  });

  it('resolves any address to a path inside its folder or to none', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e', '%2f', '%5c', '\\', '/', '%00', 'C:', '~', 'a.js', '%', '%25'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = resolveAppPath(root, `app://anteroom/${parts.join('')}`);
        if (path === null) return;
        const inside = relative(root, path);
        expect(inside.startsWith('..') || isAbsolute(inside)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
