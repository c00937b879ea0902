import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isAppUrl } from './security.ts';

/** `app://anteroom`: the built renderer, served from a folder under a strict Content-Security-Policy. */

/** Privileges of the scheme; they must be registered before Electron is ready. */
export const APP_SCHEME: Electron.CustomScheme = {
  scheme: 'app',
  // `stream` lets audio and video elements play sounds that the app brings along.
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

/** What index.html carries wherever the nonce of its response belongs. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wasm': 'application/wasm',
};

/**
 * The policy of a page. A clinic is reached over TLS; plain HTTP only for the clinic that this machine hosts.
 * @param nonce of this response; admits the style elements that Mantine makes
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const COMMON_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), geolocation=(), usb=(), serial=(), hid=()',
} as const;

/** Separators, drive letters and hidden names have no place in a segment, whatever they are encoded as. */
// eslint-disable-next-line no-control-regex -- NUL ends a path for the system
const FORBIDDEN_IN_SEGMENT = /[/\\:\u0000]|^\./;

/**
 * The file that an address of the app asks for.
 * @param root absolute folder of the built renderer
 * @returns an absolute path inside `root`, or null for an address that is not the app's or leads out of it;
 *   addresses without a file extension are routes of the renderer and yield index.html
 */
export const resolveAppPath = (root: string, url: string): string | null => {
  if (!isAppUrl(url)) return null;
  const segments: string[] = [];
  for (const part of new URL(url).pathname.split('/')) {
    if (part === '') continue;
    let segment: string;
    try {
      segment = decodeURIComponent(part);
    } catch {
      return null;
    }
    if (FORBIDDEN_IN_SEGMENT.test(segment)) return null;
    segments.push(segment);
  }
  const isRoute = extname(segments.at(-1) ?? '') === '';
  return isRoute ? join(root, 'index.html') : join(root, ...segments);
};

const plain = (status: number, text: string, headers: Record<string, string> = {}): Response =>
  new Response(text, {
    status,
    headers: {
      ...COMMON_HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'",
      ...headers,
    },
  });

/**
 * The handler for `protocol.handle('app', …)`.
 * @param root absolute folder of the built renderer
 */
export const createAppRequestHandler =
  (root: string) =>
  async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Method not allowed', { Allow: 'GET, HEAD' });
    }
    const path = resolveAppPath(root, request.url);
    if (path === null) return plain(400, 'Bad request');
    let body: Buffer<ArrayBuffer> | string;
    try {
      body = await readFile(path);
    } catch {
      return plain(404, 'Not found');
    }
    const extension = extname(path);
    const isPage = extension === '.html';
    const nonce = randomBytes(16).toString('base64');
    if (isPage) body = body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce);
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy(nonce),
        // A page kept by the cache would carry the nonce of an older response.
        'Cache-Control': isPage ? 'no-store' : 'no-cache',
      },
    });
  };
