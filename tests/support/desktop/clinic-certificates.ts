import { connect, type PeerCertificate } from 'node:tls';
import type { BrowserContext } from '@playwright/test';
import type { PageOrigins } from './page-origins.ts';

/**
 * Lets the app's verify proc decide about every server that a page of the app talks to, as Chromium would ask it:
 * looks at the certificate that the server shows now, asks the session of the page, and lets the request or the
 * socket through or breaks it. The context must ignore certificate errors: Chromium's own opinion would come first.
 */

const pemOf = ({ raw }: PeerCertificate): string =>
  `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`;

/** What the server at this address shows; null if there is none. */
const shownBy = ({ hostname, port }: URL): Promise<{ pem: string; isTrusted: boolean } | null> =>
  new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false }, () => {
      resolve({ pem: pemOf(socket.getPeerCertificate()), isTrusted: socket.authorized });
      socket.destroy();
    });
    socket.on('error', () => resolve(null));
  });

const isAccepted = async (origins: PageOrigins, pageUrl: string, target: URL): Promise<boolean> => {
  const session = origins.sessionAt(new URL(pageUrl).origin);
  // A page of somebody else: not the app's business.
  if (session === null) return true;
  const shown = await shownBy(target);
  // Where nobody is, the page's own try fails as it should: with an error, which nobody can make up for a socket.
  return shown === null || session.verify(target.hostname, shown.pem, shown.isTrusted);
};

export const watchCertificates = async (context: BrowserContext, origins: PageOrigins): Promise<void> => {
  await context.route(
    (url) => url.protocol === 'https:' && origins.sessionAt(url.origin) === null,
    async (route) => {
      const request = route.request();
      const isMeant =
        request.isNavigationRequest() ||
        (await isAccepted(origins, request.frame().url(), new URL(request.url())));
      if (isMeant) await route.fallback();
      else await route.abort('connectionfailed');
    },
  );
  await context.routeWebSocket(/^wss:/, async (socket) => {
    const target = new URL(socket.url().replace(/^wss/, 'https'));
    const page = openPageOf(context, origins);
    if (await isAccepted(origins, page, target)) socket.connectToServer();
    else await socket.close();
  });
};

/** Playwright does not say whose socket it is; the app has one window. */
const openPageOf = (context: BrowserContext, origins: PageOrigins): string => {
  const pages = context.pages().map((page) => page.url());
  return (
    pages.findLast((url) => URL.canParse(url) && origins.sessionAt(new URL(url).origin) !== null) ??
    'about:blank'
  );
};
