import { APP_ORIGIN } from '../server/config.ts';
import type { ElectronParts } from './electron-parts.ts';

/**
 * What pages may do: which permissions they get, where they may navigate. The decisions are pure functions;
 * `secureSession` and `secureContents` only connect them to Electron.
 */

/**
 * True for addresses of the app's own pages. Compared by parts, because `URL.origin` is "null" for a scheme
 * that the URL standard does not know.
 */
export const isAppUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return `${protocol}//${host}` === APP_ORIGIN && username === '' && password === '';
};

/**
 * The permissions that the app's pages get. `display-capture` belongs to `media` (a handler for media alone
 * breaks screen sharing), and without the three network permissions Chromium refuses a clinic on the local
 * network or on this machine.
 */
export const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set([
  'media',
  'display-capture',
  'local-network',
  'loopback-network',
  'local-network-access',
  'clipboard-sanitized-write',
  'speaker-selection',
  'notifications',
  'fullscreen',
]);

/**
 * Decides a permission, for requests and checks alike.
 * @param requester address or origin of the page that asks
 * @param embedder origin of the page around it, for a cross-origin sub-frame
 */
export const isAllowedPermission = (permission: string, requester: string, embedder?: string): boolean =>
  ALLOWED_PERMISSIONS.has(permission) &&
  isAppUrl(requester) &&
  (embedder === undefined || isAppUrl(embedder));

/**
 * Pages do not navigate: routes change without loading. The one exception is a page that loads itself again,
 * which Electron reports as a navigation, too.
 */
export const isAllowedNavigation = (target: string, current: string, isMainFrame: boolean): boolean =>
  isMainFrame && isAppUrl(target) && target === current;

/** Only these leave the app for the system's browser or mail program. */
export const isOutsideUrl = (url: string): boolean =>
  URL.canParse(url) && ['https:', 'mailto:'].includes(new URL(url).protocol);

/** Permission handlers of a session; both are needed, since Chromium asks some permissions only by check. */
export const secureSession = (
  session: Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
): void => {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(isAllowedPermission(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isAllowedPermission(permission, requestingOrigin, details.embeddingOrigin),
  );
};

/** Denies every way out of the app's pages, on every page that will ever exist. */
export const secureContents = (app: ElectronParts['app']): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isAllowedNavigation(event.url, contents.getURL(), event.isMainFrame)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isAllowedNavigation(event.url, contents.getURL(), event.isMainFrame)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
};
