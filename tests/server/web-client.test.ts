import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.ts';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.ts';

const PAGE = `<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>`;

/** A server with a small built client, in a folder that has a secret beside it. */
const startWithClient = async ({ script = 'export {};', isCompressed = false } = {}): Promise<TestServer> => {
  const folder = await temporaryFolder();
  const webRoot = join(folder, 'web');
  await mkdir(join(webRoot, 'assets'), { recursive: true });
  await writeFile(join(webRoot, 'index.html'), PAGE);
  await writeFile(join(webRoot, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(webRoot, 'assets/index-B1a2.js'), script);
  if (isCompressed) await writeFile(join(webRoot, 'assets/index-B1a2.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'secret.txt'), 'c4nary');
  return startTestServer({ webRoot });
};

const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const nonces = (page: string): string[] =>
  [...page.matchAll(/(?:content|nonce)="([^"]+)"/g)].map(([, n]) => n ?? '');

it('gives the page the nonce that its own policy names, and a fresh one each time', async () => {
  const clinic = await startWithClient();
  const seen = new Set<string>();
  for (let load = 0; load < 3; load += 1) {
    const { status, headers, body } = await clinic.request<string>('GET', '/', undefined, asBrowser);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    const [nonce = '', ...others] = nonces(body);
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
    expect(others).toEqual([nonce]);
    expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
    seen.add(nonce);
  }
  expect(seen.size).toBe(3);
});

it('is the same page at every address that a person may open or reload', async () => {
  const clinic = await startWithClient();
  for (const path of [
    '/',
    '/index.html',
    '/visit',
    '/visit?x=1',
    '/waiting-rooms/abc',
    '/settings',
    '/apiary',
  ]) {
    const { status, body } = await clinic.request<string>('GET', path, undefined, asBrowser);
    expect([path, status, body.includes('csp-nonce')]).toEqual([path, 200, true]);
    expect(body).not.toContain('__CSP_NONCE__');
  }
});

it('is served at / to whoever asks, a program too', async () => {
  const clinic = await startWithClient();
  for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
    const { status, body } = await clinic.request<string>('GET', '/', undefined, headers);
    expect([status, body.includes('csp-nonce')]).toEqual([200, true]);
  }
});

it('[S4-Z01] comes from the address that its page connects to, with no other server beside it', async () => {
  const clinic = await startWithClient();
  const doctor = await clinic.setUp();
  const { status } = await clinic.request('GET', '/messages', undefined, asBrowser);
  const socket = await clinic.connect(doctor, { headers: { origin: clinic.url } });
  expect([status, socket.socket.connected]).toEqual([200, true]);
});

it('is not the answer to a program’s request for something that is not there', async () => {
  const clinic = await startWithClient();
  for (const path of ['/api/nothing', '/auth/nothing', '/assets/gone.js', '/socket.io/gone']) {
    const { status, headers } = await clinic.request('GET', path, undefined, asBrowser);
    expect([path, status, headers.get('content-type')]).not.toContain('text/html; charset=utf-8');
    expect(status).toBeGreaterThanOrEqual(400);
  }
  const json = { accept: 'application/json' };
  expect(await clinic.request('GET', '/nothing', undefined, json)).toMatchObject({
    status: 404,
    body: { success: false, code: 'not_found' },
  });
  expect((await clinic.request('POST', '/visit', {}, asBrowser)).status).toBe(404);
});

it('lets browsers keep what has a hash in its name, and nothing else for ever', async () => {
  const clinic = await startWithClient();
  const asset = await clinic.request('GET', '/assets/index-B1a2.js');
  expect(asset.status).toBe(200);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toMatch(/javascript/);
  const icon = await clinic.request('GET', '/icon.svg');
  expect(icon.status).toBe(200);
  expect(icon.headers.get('cache-control')).not.toContain('immutable');
});

it('serves nothing from outside its folder', async () => {
  const clinic = await startWithClient();
  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/%00/../secret.txt',
    '/%E0%A4%A',
  ]) {
    const { status, body } = await rawRequest(clinic.url, { path });
    expect([path, body.includes('c4nary')]).toEqual([path, false]);
    expect(status).toBeLessThan(500);
  }
  expect(clinic.logEvents().filter(({ level }) => level === 'error')).toEqual([]);
});

it('has a strict policy and the headers that go with it, on pages, assets, answers and refusals', async () => {
  const clinic = await startWithClient();
  for (const path of ['/', '/assets/index-B1a2.js', '/health', '/api/patients', '/api/nothing']) {
    const { headers } = await clinic.request('GET', path);
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': expect.stringMatching(/^'self' 'nonce-[\w+/=]+'$/),
      'img-src': "'self' data: blob:",
      'media-src': "'self' blob: mediastream:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'worker-src': "'self' blob:",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
    });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toBe(
      'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
    );
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('strict-transport-security')).toBe(false);
  }
});

it('is missing where there is no built client, and the API works all the same', async () => {
  const clinic = await startTestServer();
  expect((await clinic.request('GET', '/', undefined, asBrowser)).status).toBe(404);
  expect((await clinic.request('GET', '/health')).status).toBe(200);
});

it('is compressed where the browser takes that, and the routes are not', async () => {
  const clinic = await startWithClient({ script: 'export const words = 1;\n'.repeat(200) });
  const headers = { 'accept-encoding': 'gzip' };
  const script = await rawRequest(clinic.url, { path: '/assets/index-B1a2.js', headers });
  expect(script.headers['content-encoding']).toBe('gzip');
  const route = await rawRequest(clinic.url, { path: '/api/clinic', headers });
  expect(route.headers['content-encoding']).toBeUndefined();
});

it('is sent as the build compressed it where the browser takes that, else as it is', async () => {
  const script = 'export const words = 1;\n'.repeat(10);
  const clinic = await startWithClient({ script, isCompressed: true });
  const path = '/assets/index-B1a2.js';
  const small = await rawRequest(clinic.url, { path, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(small.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    'content-length': String(brotliCompressSync(script).length),
    'cache-control': 'public, max-age=31536000, immutable',
    vary: expect.stringContaining('Accept-Encoding'),
  });
  const plain = await rawRequest(clinic.url, { path });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.headers['vary']).toContain('Accept-Encoding');
  expect(plain.body).toBe(script);
});
